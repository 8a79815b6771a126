"""A tiny exam of another province is walked to its ticket: other dates, zone, fee, bank, clauses, one agreement, no photo."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.flows import walk
from tests.flows.conftest import at_web_chat
from tests.flows.talkers import Talker
from tests.support.facts import moment
from tests.support.packs import TINY
from tests.support.serving import Served, serving

CODE = "XJ-0013"
ARRANGEMENT = "serial,ticket_number,venue,address,room,seat\n1,2022-0042,第一中学,人民路1号,007,21\n"


@pytest_asyncio.fixture
async def elsewhere(database_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The product with nothing but the tiny pack."""
    async with serving(database_url, tmp_path, exams=(str(TINY),)) as running:
        running.clock.set(moment("2022-03-02T12:00:00+06:00"))
        yield running


async def fill_in(talker: Talker) -> None:
    """A form without a photo."""
    labels = [button["text"] for row in (await talker.window())["reply_markup"]["inline_keyboard"] for button in row]
    assert "Photo" not in labels
    await walk.study(talker)
    await walk.fields(talker)


async def import_seats(served: Served, folder: Path, table: str) -> int:
    """``kaoban seats import``, as an operator runs it."""
    file = folder / "seats.csv"
    file.write_text(table, encoding="utf-8")
    words = ["-c", "from app.cli import main; main()", "seats", "import", "xinjiang-2022", str(file)]
    environment = {**os.environ, "KAOBAN_DATABASE_URL": served.house.settings.database_url, "KAOBAN_SECRET_KEY": "t" * 40}
    process = await asyncio.create_subprocess_exec(sys.executable, *words, env=environment, cwd=Path(__file__).parents[2])
    return await process.wait()


async def test_another_province_is_walked_to_its_ticket_without_a_line_of_code(elsewhere: Served, tmp_path: Path) -> None:
    async with at_web_chat(elsewhere) as talker:
        await talker.sees("Until Tue, Mar 8, 18:00")
        await walk.register(talker, bank="CIB", card="622909123456789018")
        await talker.presses("Begin to apply", "Page 1 of 1")
        await talker.presses("I have read and accept all", "Your application form")
        await fill_in(talker)
        await talker.presses("Go on: choose a position", "Type the position code")
        await talker.says("ＸＪ-００１３", CODE)
        await talker.presses("Go on to confirm", "check everything once more")
        assert await talker.count("Photo") == 0
        await talker.presses("All correct, go on", "第4条")
        await talker.presses(f"Confirm {CODE} for good", "报名信息提交成功")
        await talker.presses("Pay now", "45.50")
        await walk.pay_at_cashier(talker)
        await talker.sees("Received. Your payment has arrived")
        await talker.presses("My documents", "from Sun, Mar 20, 10:00")
        await talker.presses("Admission ticket", "第6条")
        elsewhere.clock.set(moment("2022-03-20T10:00:00+06:00"))
        await talker.presses("Admission ticket", "isn't issued yet")
        assert await import_seats(elsewhere, tmp_path, ARRANGEMENT) == 0
        await talker.presses("Admission ticket", "Print several copies")
        ticket = walk.text_of((await talker.documents())[-1])
        assert "第一中学" in ticket
        assert "2022-0042" in ticket
        assert "深圳" not in ticket


async def test_an_arrangement_with_a_stranger_in_it_changes_nothing(elsewhere: Served, tmp_path: Path) -> None:
    assert await import_seats(elsewhere, tmp_path, ARRANGEMENT) == 1
