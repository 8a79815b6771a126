"""Every entry is opened once in every language, and its button leads to a window, for somebody new and somebody who has paid."""

import html

import pytest

from benchmarks.rooms import PACK
from core.model.application import Status
from core.packs import read_pack
from locales.words import LOCALES
from tests.answers.questions import router
from tests.flows.quiet_chat import Chat
from tests.support.houses import house_on
from tests.support.packs import bundled_pack

EXAM = bundled_pack().exam
ENTRIES = [entry for entry in EXAM.answers if entry.same_as is None]
QUESTIONS = bundled_pack().questions.phrasings


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("status", [Status.NONE, Status.PAID])
async def test_every_entry_is_shown_and_its_button_opens_a_window(sqlite_url: str, locale: str, status: Status) -> None:
    async with house_on(sqlite_url) as house:
        await house.exams.load(read_pack(PACK))
        house.house.routers[EXAM.id] = router()
        person = (await house.make(1, status))[0]
        chat = Chat(house, person.chat_id)
        await chat.begin()
        await house.speak(person.chat_id, locale)
        for entry in ENTRIES:
            question = next(one for one in QUESTIONS[entry.id] if router().route(one).id == entry.id)
            await chat.says(question)
            chat.network.said.clear()
            await chat.presses(f"ask:show:1:{entry.id}")
            told = html.unescape("\n".join(chat.network.said))
            assert entry.answer.in_(locale) in told
            assert entry.clause in told
            assert await chat.presses(f"ask:go:1:{entry.id}"), entry.id
            assert not any("<b>" + entry.question.in_(locale) in one for one in chat.network.said[-1:])


async def test_a_button_of_yesterday_or_of_nobody_shows_the_window_under_way(sqlite_url: str) -> None:
    async with house_on(sqlite_url) as house:
        await house.exams.load(read_pack(PACK))
        person = (await house.make(1, Status.NONE))[0]
        chat = Chat(house, person.chat_id)
        await chat.begin()
        for data in ("ask:show:999:op_pay", "ask:no:x:y", "ask:go:1:gone", "ask:", "ask:none:99999999999999999999:", "ask:show:1"):
            assert await chat.presses(data)
