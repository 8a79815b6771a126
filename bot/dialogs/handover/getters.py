"""What the windows show."""

from datetime import tzinfo
from typing import Any

from aiogram_dialog import DialogManager
from markupsafe import Markup

from bot.answers.wording import told_policy
from bot.dialogs.handover.data import CALLING
from bot.dialogs.handover.lines import hours_line, meanwhile_line, quiet_line, said_lines, standing_line
from bot.services import Services
from core.model.account import Chat
from core.model.tickets import Scope
from locales.cases import desk_with_mail, mail_of
from locales.words import T, Words


async def scope(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """Whether people are there."""
    outlook = await services.tickets.candidates.outlook(chat, Scope.USE)
    return {"hours": hours_line(outlook[1], outlook[2], words, zone) if outlook else ""}


async def policy(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """Who decides about policy: the recruiting unit of the chosen position, the announcement."""
    seen = await services.journey.home(chat.id)
    if seen.exam is None:
        return {"policy": words(T("That is a matter of recruitment policy. It isn't decided here, and I won't guess."))}
    return {"policy": Markup(told_policy(seen.exam, seen.position, words))}  # noqa: S704 - escaped there


async def words_wanted(
    services: Services, chat: Chat, words: Words, zone: tzinfo, dialog_manager: DialogManager, **_: Any
) -> dict[str, Any]:
    """What to write, and whether somebody is there to read it."""
    calling = CALLING.of(dialog_manager)
    outlook = await services.tickets.candidates.outlook(chat, Scope(calling.scope))
    seen = await services.journey.home(chat.id)
    shown: dict[str, Any] = {"hours": "", "meanwhile": ""}
    if outlook is not None:
        desk, state = outlook[1:]
        shown = {"hours": hours_line(desk, state, words, zone), "meanwhile": meanwhile_line(seen, state, words, zone)}
    send = T("Yes, pass it on") if calling.words else T("Call without words")
    mails = seen.exam is not None and desk_with_mail(seen.exam) is not None
    return {**shown, "asks": not calling.words, "quoted": calling.words, "send": words(send), "has_mail": mails}


async def mail(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """The mail with the required items, and the page that opens it."""
    standing = await services.tickets.candidates.standing(chat)
    number = standing.ticket.id if standing else None
    exam = (await services.journey.home(chat.id)).exam
    desk = desk_with_mail(exam) if exam else None
    if exam is None or desk is None:
        return {"mail": "", "letter": words(T("There is no mail address.")), "page": "", "number": number, "is_new": number is None}
    page = f"{services.public_url}/mail/{exam.id}/{desk.id}?lang={words.locale}" + (f"&case={number}" if number else "")
    written = mail_of(exam, desk, number, words)
    subject = words(T("Subject: {exam}"), exam=written.subject)
    letter = Markup("{}\n<pre>{}</pre>").format(subject, written.body)
    return {"mail": written.to, "letter": letter, "page": page, "number": number, "is_new": number is None}


async def case(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """How the case stands."""
    standing = await services.tickets.candidates.standing(chat)
    if standing is None:
        nothing = words(T("You have no open case. Write to me again, or press a button."))
        return {"number": None, "desk": "", "stands": nothing, "said": "", "quiet": "", "has_mail": False}
    said = await services.tickets.candidates.lines(standing.ticket.id)
    mails = standing.exam is not None and desk_with_mail(standing.exam) is not None
    return {
        "number": standing.ticket.id,
        "desk": words.text(standing.desk.name) if standing.desk else words(T("a person")),
        "stands": standing_line(standing, words, zone),
        "said": said_lines(said, words),
        "quiet": quiet_line(standing, words),
        "has_mail": mails and not standing.is_quiet,
    }
