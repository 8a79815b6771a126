"""Presses and codes of the position windows."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.position.columns import whole_text
from bot.dialogs.position.data import Looking
from bot.dialogs.position.figures import chart_of
from bot.dialogs.position.getters import LOOKING
from bot.dialogs.position.typed import Searched, look_or_search
from bot.given import given
from bot.moves import open_instead
from bot.pictures import send_picture
from bot.refusals import refuse, say
from bot.states import ConfirmSG, MatchSG, PositionSG
from core.model.charts import alternative_text
from core.model.decisions import Refused
from core.model.eligibility import Verdict
from locales.words import T


async def on_start(data: object, manager: DialogManager) -> None:
    """Show the position whose code came along."""
    if isinstance(data, dict) and data.get("code"):
        LOOKING.keep(manager, Looking(code=str(data["code"]), from_list=bool(data.get("from_list"))))


async def type_text(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """A code in any width opens its position; unknown ones are answered with the nearest codes; words are searched for."""
    found = await look_or_search(message, manager)
    if found is None:
        return
    if isinstance(found, Searched):
        await manager.start(MatchSG.main)
        return
    looking = LOOKING.of(manager)
    if isinstance(found, Refused):
        LOOKING.keep(manager, replace(looking, nearest=list(found.about[1:])))
        await refuse(message, manager, found)
        return
    LOOKING.keep(manager, replace(looking, code=found.code, nearest=[]))
    await manager.switch_to(PositionSG.look)


async def choose_code(callback: CallbackQuery, select: Select[str], manager: DialogManager, code: str) -> None:
    """One of the nearest codes."""
    LOOKING.keep(manager, replace(LOOKING.of(manager), code=code, nearest=[]))
    await manager.switch_to(PositionSG.look)


async def stash(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Put the shown position aside; it is not a confirmation. One that doesn't fit is put aside after a warning only."""
    if not await _warned(manager, confirms=False) and await _stash(callback, manager):
        await manager.switch_to(PositionSG.stashed)


async def go_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Stash the shown position and go on to the confirmation; one that doesn't fit after a warning only."""
    if not await _warned(manager, confirms=True) and await _stash(callback, manager):
        await open_instead(manager, ConfirmSG.read_back)


async def choose_anyway(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The deliberate press behind the warning: the recruiting unit decides, not this table of conditions."""
    if not await _stash(callback, manager):
        return
    if LOOKING.of(manager).confirms:
        await open_instead(manager, ConfirmSG.read_back)
    else:
        await manager.switch_to(PositionSG.stashed)


async def _warned(manager: DialogManager, *, confirms: bool) -> bool:
    """Show what speaks against the position, if anything does; an exam that takes no such choice refuses it right away."""
    services, chat, _, _ = given(manager)
    looking, seen = LOOKING.of(manager), await services.journey.home(chat.id)
    judgement = await services.matching.look(chat.id, looking.code)
    if judgement is None or judgement.overall is not Verdict.DOES_NOT_FIT or (seen.exam and seen.exam.blocks_unfit):
        return False
    LOOKING.keep(manager, replace(looking, confirms=confirms))
    await manager.switch_to(PositionSG.doubt)
    return True


async def _stash(callback: CallbackQuery, manager: DialogManager) -> bool:
    services, chat, _, _ = given(manager)
    answer = await services.choosing.stash(chat.id, LOOKING.of(manager).code)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
        return False
    return True


async def confirm(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """From the stashed position to the confirmation."""
    await open_instead(manager, ConfirmSG.read_back)


async def mark(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Mark the shown position, or take the mark away."""
    services, chat, _, _ = given(manager)
    answer = await services.favourites.toggle(chat.id, LOOKING.of(manager).code)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)


async def compare(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Put the shown position beside the others, or take it away from there."""
    services, chat, _, _ = given(manager)
    code = LOOKING.of(manager).code
    if code in await services.comparing.codes(chat.id):
        await services.comparing.remove(chat.id, code)
        return
    answer = await services.comparing.add(chat.id, code)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)


async def show_chart(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The applicants as a picture that stays in the chat."""
    services, chat, words, zone = given(manager)
    figures = await services.applicants.of(chat.id, LOOKING.of(manager).code)
    if figures is None:
        return
    if figures.people is None:
        await say(callback, manager, words(T("There are no figures to draw yet.")))
        return
    chart = chart_of(figures, words, zone)
    told = alternative_text(replace(chart, series=chart.series[:1]))  # the number of places stays the same all along
    await send_picture(callback, manager, await services.charts.draw(chart, form="png"), told)


async def show_words(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Every column whole, in messages that stay in the chat."""
    services, chat, _, _ = given(manager)
    position = await services.positions.get(chat.id, LOOKING.of(manager).code)
    for text in whole_text(position) if position is not None else ():
        await say(callback, manager, text)
