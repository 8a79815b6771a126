"""What the window shows: the next step, the data as typed (masked), and help."""

from datetime import tzinfo
from typing import Any

from markupsafe import Markup

from bot.dialogs.trouble.data import STEPS
from bot.dialogs.trouble.lines import desk_lines, help_line
from bot.services import Services
from core.model.account import Chat
from core.rules.identity.playbook import Advice
from core.services.accounts.troubles import Trouble
from locales.words import T, Words


async def trouble(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The next step only."""
    seen = await services.accounts.troubles.view(chat.id)
    if seen is None:
        nothing = words(T("The bank has refused nothing here. You can simply go on."))
        return {"step": nothing, "done": "", "typed": False, "asked": False, "desks": "", "help": "", "again": "", "case": ""}
    case = await case_line(services, chat, words)
    return {**_step(seen, words), "desks": desk_lines(seen, words, zone), "help": help_line(seen, words, zone), "case": case}


async def case_line(services: Services, chat: Chat, words: Words) -> str:
    """That a person has it, empty where nobody has."""
    standing = await services.tickets.candidates.standing(chat)
    if standing is None:
        return ""
    return words(T("Technical support has your case {number} and answers here."), number=standing.ticket.id)


def _step(seen: Trouble, words: Words) -> dict[str, Any]:
    """The step in words, and its buttons."""
    step, again = STEPS[seen.advice], T("Use another card") if seen.advice is Advice.ANOTHER_CARD else T("Correct and try again")
    return {
        "step": Markup(words(step.sentence)),  # noqa: S704 - a sentence of our catalogue
        "done": words(step.done),
        "typed": seen.advice is Advice.CHECK,
        "name": seen.name,
        "document": seen.document,
        "asked": seen.advice is Advice.CHECK and bool(seen.card),
        "card": seen.card,
        "phone": seen.phone,
        "again": words(again),
    }
