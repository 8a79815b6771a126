"""``kill -9`` between and within the steps of the whole way: nothing lost, nothing done twice."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from core.store.engine import Tx, open_store
from core.store.tables.accounts import account, audit
from core.store.tables.applications import application
from core.store.tables.payments import payment_capture
from tests.flows import walk
from tests.flows.mortal import Fatal, at_each, mortal
from tests.flows.talkers import Talker, WebDevice

# Requests of the way that change something, as counted by walking it; a few more cost nothing.
ALL = range(1, 54)
SOME = {"sqlite": (4, 31, 47), "postgresql": (19, 39, 49)}


async def walk_dying(database_url: str, folder: Path, deaths: Mapping[int, float | None]) -> list[str]:
    """The whole way while the server dies at these requests; what the chat says in the end."""
    async with mortal(database_url, folder) as product:
        line = Fatal(product, deaths)
        headers = {"Accept-Language": "en"}
        async with httpx.AsyncClient(base_url=product.url, transport=line, headers=headers, timeout=30) as client:
            device = WebDevice(client)
            await device.open()
            talker = Talker(device, client)
            await talker.says("/start", "Register or log in")
            await walk.register(talker)
            await walk.accept_agreements(talker)
            await walk.fill_in(talker)
            await walk.choose(talker)
            await walk.confirm(talker)
            await walk.pay(talker)
            await talker.sees("Received. Your payment has arrived", seconds=40)
            assert product.deaths == len([number for number in deaths if number <= line.sent])
            return [str(message.get("text", "")) for message in await device.screen()]


async def kept(database_url: str) -> dict[str, object]:
    """What the database holds in the end of one candidate's way."""

    def look(tx: Tx) -> dict[str, object]:
        done = Counter(tx.execute(sa.select(audit.c.what).where(audit.c.subject == "application")).scalars())
        form = tx.execute(sa.select(application.c.form)).scalar_one()
        return {
            "accounts": len(tx.execute(sa.select(account.c.id)).all()),
            "educations": len(form["educations"]),
            "confirmed": done["confirmed"],
            "paid": done["paid"],
            "captures": list(tx.execute(sa.select(payment_capture.c.disposition)).scalars()),
        }

    store = open_store(database_url)
    try:
        return await store.read(look)
    finally:
        await store.close()


async def nothing_lost_nothing_twice(database_url: str, folder: Path, deaths: Mapping[int, float | None]) -> None:
    said = await walk_dying(database_url, folder, deaths)
    assert await kept(database_url) == {"accounts": 1, "educations": 1, "confirmed": 1, "paid": 1, "captures": ["accepted"]}
    for once in ("Received. Your payment has arrived", "报名信息提交成功"):
        assert len([text for text in said if once in text]) == 1, said


async def test_a_candidate_whose_server_is_killed_on_the_way_loses_nothing(database_url: str, tmp_path: Path) -> None:
    numbers = SOME[database_url.partition(":")[0].partition("+")[0]]
    await nothing_lost_nothing_twice(database_url, tmp_path, at_each(numbers, seed=len(numbers)))


@pytest.mark.long
async def test_a_server_killed_at_every_single_step_loses_nothing(database_url: str, tmp_path: Path) -> None:
    await nothing_lost_nothing_twice(database_url, tmp_path, at_each(ALL, seed=7))
