"""What the confirm windows show."""

from datetime import tzinfo
from typing import Any

from markupsafe import Markup

from bot.dialogs.form.summary import form_lines, in_lines
from bot.services import Services
from core.model.account import Chat
from core.model.decisions import Refused
from core.model.exam import WindowName
from core.model.reasons import Reason
from core.rules.identity.masking import masked_document, masked_phone
from core.services.applications import Home
from locales.names import name_of
from locales.reasons import with_clause
from locales.words import T, Words


async def read_back(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """Everything that becomes final."""
    seen = await services.journey.home(chat.id)
    ready = seen.account is not None and seen.application is not None and seen.position is not None
    return {
        "lines": _lines(words, seen) if ready else "",
        "ready": ready and not seen.missing,
        "missing": not ready or bool(seen.missing),
    }


def _lines(words: Words, seen: Home) -> Markup:
    assert seen.account is not None
    assert seen.application is not None
    assert seen.exam is not None
    assert seen.position is not None
    identity = seen.account.identity
    pairs = [
        (words(T("Name")), identity.name),
        (words(T("Gender")), name_of(words, identity.gender.value)),
        (words(T("Document")), masked_document(identity.document_number)),
        (words(T("Phone")), masked_phone(seen.account.phone)),
        *form_lines(words, seen.application, seen.exam),
        (words(T("Position code")), seen.position.code),
        (words(T("Unit")), seen.position.unit),
        (words(T("Position")), seen.position.title),
    ]
    return in_lines(words, pairs)


async def consequence(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The consequence, the deadline, and the one button whose nonce confirms; shown anew it has a new nonce."""
    answer = await services.choosing.read_back(chat.id)
    if isinstance(answer, Refused):
        return {"refusal": with_clause(answer, words, zone), "nonces": [], "ready": False, "code": "", "until": ""}
    seen = await services.journey.home(chat.id)
    exam = seen.exam
    closes_at = exam.window(WindowName.REGISTRATION).closes_at if exam else None
    return {
        "refusal": "",
        "ready": True,
        "nonces": [(answer.nonce, words(T("Confirm {code} for good"), code=answer.position.code))],
        "code": answer.position.code,
        "unit": answer.position.unit,
        "title": answer.position.title,
        "clause": (exam.clause_of(Reason.ALREADY_CONFIRMED) or "") if exam else "",
        "until": words.moment(closes_at, zone) if closes_at else "",
        "left": words.left(closes_at - seen.now) if closes_at else "",
    }
