"""What the comparison shows."""

from datetime import tzinfo
from typing import Any

from bot.dialogs.compare.lines import comparison_lines, comparison_of
from bot.services import Services
from core.model.account import Chat
from core.model.comparison import MOST, Comparison
from locales.words import T, Words


async def comparison(services: Services, chat: Chat, words: Words, zone: tzinfo) -> Comparison | None:
    """The chat's comparison in words; ``None`` as long as nothing is compared."""
    compared = await services.comparing.compared(chat.id)
    if not compared:
        return None
    figures = [await services.applicants.of(chat.id, one.position.code) for one in compared]
    seen = await services.journey.home(chat.id)
    return comparison_of(compared, figures, words, zone, words.moment(seen.now, zone))


async def main(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The positions side by side as text, and how to take one away."""
    found = await comparison(services, chat, words, zone)
    if found is None:
        empty = words(
            T("Nothing is compared yet. Look at a position and press “Compare it”; up to {most} stand side by side."), most=MOST
        )
        return {"lines": "", "empty": empty, "codes": [], "any": False, "note": ""}
    codes = [(code, code) for code in found.heads]
    removals = [(code, words(T("Take {code} away"), code=code)) for code in found.heads]
    return {"lines": comparison_lines(found), "empty": "", "codes": codes, "removals": removals, "any": True, "note": found.note}
