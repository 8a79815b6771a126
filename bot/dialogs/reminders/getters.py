"""What a candidate wishes of reminders now, and what was told."""

from datetime import tzinfo
from typing import Any

from bot.dialogs.reminders.data import CHANNEL_WORDS, OF_EXAM, OUTCOMES, QUIET_WORDS
from bot.services import Services
from core.model.account import Chat
from core.rules.reminders.wishes import CHANNELS, Wish
from locales.words import LANGUAGE_NAMES, T, Words


async def wishes(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """The settings as they stand, and buttons that change them."""
    wish = await services.reminders.wishing.wish(chat.id)
    known = wish or Wish()
    exam = (await services.journey.home(chat.id)).exam
    return {
        "logged_in": wish is not None,
        "logged_out": wish is None,
        "switch": words(T("Switch reminders on")) if known.muted else words(T("Switch reminders off")),
        "state": words(T("off, but for the warnings of the last day")) if known.muted else words(T("on")),
        "quiet": quiet_words(known.quiet, exam.quiet if exam else None, words),
        "language": LANGUAGE_NAMES[words.locale],
        "channels": channels(known, words),
    }


def channels(wish: Wish, words: Words) -> list[tuple[str, str]]:
    """Each channel with a mark where it is wanted."""
    wanted = wish.channels or frozenset(CHANNELS)
    return [(name, f"{'✓' if name in wanted else '○'} {words(CHANNEL_WORDS[name])}") for name in CHANNELS]


def quiet_words(chosen: str | None, of_exam: Any, words: Words) -> str:
    """The quiet hours in words."""
    hours = f"{of_exam.begins:%H:%M}-{of_exam.ends:%H:%M}" if of_exam else words(T("none"))
    return words(QUIET_WORDS[chosen or OF_EXAM]).format(hours=hours)


async def hours(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """Quiet hours to choose from."""
    wish = await services.reminders.wishing.wish(chat.id) or Wish()
    exam = (await services.journey.home(chat.id)).exam
    of_exam, chosen = exam.quiet if exam else None, wish.quiet or OF_EXAM
    names = {name: quiet_words(None if name == OF_EXAM else name, of_exam, words) for name in QUIET_WORDS}
    return {"hours": [(name, ("✓ " if name == chosen else "") + said) for name, said in names.items()]}


async def told(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """What was told when, and on which channel."""
    rows = await services.reminders.wishing.told(chat.id)
    lines = []
    for one in rows:
        what = words.text(one.button) if one.button else words(T("Changed dates"))
        where, came = words(CHANNEL_WORDS.get(one.channel, "")), words(OUTCOMES.get(one.outcome, ""))
        lines.append(f"{words.moment(one.at, zone)} · {what} · {where} · {came}")
    return {"lines": "\n".join(lines), "nothing": not lines}
