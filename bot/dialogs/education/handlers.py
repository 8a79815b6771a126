"""Answers about an education, each checked as it comes; the last one saves."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.education.data import Draft, whole
from bot.dialogs.education.getters import DRAFT
from bot.given import given
from bot.refusals import refuse
from bot.states import EducationSG
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.form import LONGEST, read_month


async def on_start(data: object, manager: DialogManager) -> None:
    """Remember which education it is about."""
    index = data.get("index") if isinstance(data, dict) else None
    DRAFT.keep(manager, Draft(index=index))


async def remove(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Take this education out of the form."""
    services, chat, _, _ = given(manager)
    index = DRAFT.of(manager).index
    answer = await services.filling.remove_education(chat.id, index if index is not None else -1)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
    await manager.done()


async def choose_level(callback: CallbackQuery, select: Select[str], manager: DialogManager, level: str) -> None:
    """Which level."""
    DRAFT.keep(manager, replace(DRAFT.of(manager), level=int(level)))
    await manager.switch_to(EducationSG.outside)


async def inside(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """A school in mainland China."""
    DRAFT.keep(manager, replace(DRAFT.of(manager), outside=False))
    await manager.switch_to(EducationSG.school)


async def outside(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """A school outside of mainland China."""
    DRAFT.keep(manager, replace(DRAFT.of(manager), outside=True))
    await manager.switch_to(EducationSG.school)


async def type_school(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The school's name."""
    if (school := await _short(message, manager, "school")) is not None:
        DRAFT.keep(manager, replace(DRAFT.of(manager), school=school))
        await manager.switch_to(EducationSG.major)


async def type_major(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The major's name."""
    if (major := await _short(message, manager, "major")) is not None:
        DRAFT.keep(manager, replace(DRAFT.of(manager), major=major))
        await manager.switch_to(EducationSG.degree)


async def _short(message: Message, manager: DialogManager, name: str) -> str | None:
    typed = " ".join((message.text or "").split())
    if len(typed) > LONGEST[name]:
        await refuse(message, manager, Refused(Reason.FIELD_TOO_LONG, about=(name, str(LONGEST[name]))))
        return None
    return typed


async def choose_degree(callback: CallbackQuery, select: Select[str], manager: DialogManager, degree: str) -> None:
    """Which degree came with it."""
    DRAFT.keep(manager, replace(DRAFT.of(manager), degree=degree))
    await manager.switch_to(EducationSG.full_time)


async def full_time(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Studied full-time."""
    DRAFT.keep(manager, replace(DRAFT.of(manager), full_time=True))
    await manager.switch_to(EducationSG.began)


async def part_time(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Studied beside work."""
    DRAFT.keep(manager, replace(DRAFT.of(manager), full_time=False))
    await manager.switch_to(EducationSG.began)


async def type_began(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The first month."""
    if (month := await _month(message, manager)) is not None:
        DRAFT.keep(manager, replace(DRAFT.of(manager), began=month))
        await manager.switch_to(EducationSG.ended)


async def type_ended(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The last month; the education is whole and kept."""
    if (month := await _month(message, manager)) is None:
        return
    services, chat, _, _ = given(manager)
    draft = replace(DRAFT.of(manager), ended=month)
    answer = await services.filling.put_education(chat.id, draft.index, whole(draft))
    if isinstance(answer, Refused):
        await refuse(message, manager, answer)
    await manager.done()


async def _month(message: Message, manager: DialogManager) -> str | None:
    services, chat, _, zone = given(manager)
    today = (await services.journey.home(chat.id)).now.astimezone(zone).date()
    month = read_month(message.text or "", today=today)
    if isinstance(month, Reason):
        await refuse(message, manager, Refused(month))
        return None
    return month.isoformat()
