"""Every window of every dialog is shown once in every language, from real data."""

import pytest
from aiogram import Bot
from aiogram.fsm.state import State
from aiogram_dialog import ShowMode

from benchmarks.dispatch import QuietNetwork
from benchmarks.rooms import CHANNEL, PACK
from bot import states
from bot.build import build_dispatcher
from bot.moves import open_from_home
from bot.states import EducationSG, PositionSG
from core.model.application import Status
from core.packs import read_pack
from locales.words import LOCALES
from tests.support.houses import house_on
from tests.support.packs import bundled_pack

GROUPS = [group for name, group in vars(states).items() if name.endswith("SG")]
STATES = [state for group in GROUPS for state in group.__states__]
DATA = {EducationSG.entry: {"index": 0}, PositionSG.look: {"code": bundled_pack().positions[0].code}}
ORDINARY = (Status.NONE, Status.FORM_COMPLETE, Status.STASHED, Status.CONFIRMED, Status.PAID)


def test_every_state_has_a_window() -> None:
    dispatcher, _ = build_dispatcher(None, None, {})  # type: ignore[arg-type]
    shown = {state for router in dispatcher.sub_routers if hasattr(router, "states") for state in router.states()}
    assert set(STATES) <= shown


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_window_is_shown_in_every_language(sqlite_url: str, locale: str) -> None:
    network = QuietNetwork()
    bot = Bot("424242:windows", session=network)
    async with house_on(sqlite_url) as house:
        await house.exams.load(read_pack(PACK))
        people = {status: (await house.make(1, status))[0] for status in ORDINARY}
        dispatcher, managers = build_dispatcher(house.services, house.dispatcher.storage, {bot.id: CHANNEL})
        await dispatcher.emit_startup()
        for status, person in people.items():
            await house.speak(person.chat_id, locale)
            for state in STATES:
                async with (
                    house.turns.hold(bot.id, person.chat_id),
                    managers.bg(bot, person.chat_id, person.chat_id).fg() as manager,
                ):
                    await open_from_home(manager, state, DATA.get(state), ShowMode.SEND)
                _check(network, person.chat_id, state, status)


def _check(network: QuietNetwork, chat_id: int, state: State, status: Status) -> None:
    message = network.last[chat_id]
    text = message.text or ""
    assert text.strip(), (state, status)
    assert "{" not in text, (state, status, text)
    if message.reply_markup:
        labels = [button.text for row in message.reply_markup.inline_keyboard for button in row]
        assert all(label.strip() and "{" not in label for label in labels), (state, status, labels)
