"""What the account windows show; identity appears masked only."""

from datetime import tzinfo
from typing import Any

from bot.dialogs.account.data import PAGES, STAGES
from bot.pages import page_address
from bot.services import Services
from core.model.account import Chat, PagePurpose, RegistrationStage
from core.model.reasons import Reason
from core.rules.identity.masking import masked_document, masked_name, masked_phone
from locales.words import T, Words


async def account(services: Services, chat: Chat, words: Words, **_: Any) -> dict[str, Any]:
    """The account this chat is bound to, or the ways to get one."""
    known = (await services.journey.home(chat.id)).account
    if known is None:
        begun = await services.accounts.registration_of(chat.id)
        label = words(T("Go on registering")) if begun else words(T("Register"))
        return {"logged_out": True, "logged_in": False, "register": label}
    return {
        "logged_out": False,
        "logged_in": True,
        "username": known.username,
        "name": masked_name(known.identity.name),
        "document": masked_document(known.identity.document_number),
        "phone": masked_phone(known.phone),
    }


async def register(services: Services, chat: Chat, words: Words, zone: tzinfo, **_: Any) -> dict[str, Any]:
    """The next page of the registration, or the wait for the code; a used document leads to the username (指南 二(一))."""
    begun = await services.accounts.registration_of(chat.id)
    stage = begun.stage if begun else RegistrationStage.LOGIN_DATA
    shown = {"stage": words(STAGES[stage]), "begun": begun is not None, "wants_code": stage is RegistrationStage.CODE, "page": ""}
    shown["asking"] = words.moment(begun.asking_until, zone) if begun and begun.asking_until else ""
    shown |= {"identity": "", "may_recover": stage is RegistrationStage.IDENTITY_DATA}
    if stage in PAGES:
        shown["page"] = await page_address(services, chat, PAGES[stage])
    if stage in {RegistrationStage.BANK_DATA, RegistrationStage.CODE}:
        shown["identity"] = await page_address(services, chat, PagePurpose.REGISTER_IDENTITY)
    return shown


async def code(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """To which phone the code went."""
    begun = await services.accounts.registration_of(chat.id)
    return {"phone": begun.masked_phone if begun and begun.masked_phone else ""}


async def login(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """The page for username and password."""
    return {"page": await page_address(services, chat, PagePurpose.LOGIN)}


async def recover(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """The page for name and document."""
    is_offered = services.accounts.facing.is_offered
    face = await page_address(services, chat, PagePurpose.FACE_FOR_USERNAME) if is_offered else ""
    return {"page": await page_address(services, chat, PagePurpose.RECOVER_USERNAME), "face": face}


async def old_username(services: Services, chat: Chat, **_: Any) -> dict[str, Any]:
    """On which clause older accounts are void (说明 二(二)), and whether a password's recovery is under way."""
    exam = await services.accounts.exam_for(chat.id)
    clause = exam.clause_of(Reason.OLD_USERNAME) if exam else None
    return {"clause": clause or "", "resetting": await services.accounts.resetting.is_under_way(chat.id)}
