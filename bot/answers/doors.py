"""Which window does what an answer is about, and the way there for somebody who isn't that far yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode

from bot.given import given
from bot.moves import go_home, open_from_home
from bot.states import AccountSG, ApplySG, ConfirmSG, DocumentsSG, FormSG, HelpSG, HomeSG, PaySG, PositionSG
from core.model.exam import Target
from core.services.applications import Home
from locales.words import T


@dataclass(frozen=True, slots=True)
class Door:
    """The label of a button and the window behind it; ``since`` is what must be there before: an account, or an application."""

    label: str
    state: State
    since: str = ""


_ACCOUNT, _APPLICATION, _POSITION = "account", "application", "position"

DOORS: Mapping[Target, Door] = {
    Target.HOME: Door(T("My next step"), HomeSG.main),
    Target.ACCOUNT: Door(T("My account"), AccountSG.main),
    Target.REGISTER: Door(T("Register"), AccountSG.main),
    Target.LOGIN: Door(T("Log in"), AccountSG.login),
    Target.RECOVER: Door(T("Recover username or password"), AccountSG.main),
    Target.EXAMS: Door(T("Current exams"), ApplySG.exams),
    Target.FORM: Door(T("Fill in the form"), FormSG.summary, _APPLICATION),
    Target.PHOTO: Door(T("Upload the photo"), FormSG.photo, _APPLICATION),
    Target.POSITION: Door(T("Positions"), PositionSG.ask),
    Target.CONFIRM: Door(T("Check and confirm"), ConfirmSG.read_back, _POSITION),
    Target.PAY: Door(T("To the payment"), PaySG.main, _POSITION),
    Target.DOCUMENTS: Door(T("My documents"), DocumentsSG.main, _APPLICATION),
    Target.DESKS: Door(T("Whom to call"), HelpSG.desks),
}


async def open_door(manager: DialogManager, target: Target) -> None:
    """Open the window of ``target`` below what was said; what comes before it, where the candidate isn't that far."""
    services, chat, _, _ = given(manager)
    door, seen = DOORS[target], await services.journey.home(chat.id)
    if door.since and seen.account is None:
        await open_from_home(manager, AccountSG.main, show_mode=ShowMode.DELETE_AND_SEND)
    elif (door.since and not _is_that_far(door.since, seen)) or (door.state is AccountSG.login and seen.account is not None):
        await go_home(manager, ShowMode.DELETE_AND_SEND)
    else:
        await open_from_home(manager, door.state, show_mode=ShowMode.DELETE_AND_SEND)


def _is_that_far(since: str, seen: Home) -> bool:
    return seen.position is not None if since == _POSITION else seen.application is not None
