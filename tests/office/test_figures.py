"""What the operator's dashboard asks for is there, and says what is so."""

import json
import re
from pathlib import Path

import httpx

from app.server import server
from core.model.application import Status
from tests.support.houses import house_on
from tests.support.packs import bundled_pack

DASHBOARD = Path(__file__).parents[2] / "docs" / "grafana.json"
_NAMES = re.compile(r"kaoban_[a-z_]+")


async def told(url: str) -> str:
    """``/metrics`` of a house with two stashed candidates."""
    async with house_on(url) as house:
        await house.exams.load(bundled_pack())
        await house.make(2, Status.STASHED)
        app = server(house.house)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kaoban.test") as client:
            return (await client.get("/metrics")).text


async def test_applications_are_counted_by_status(sqlite_url: str) -> None:
    assert 'kaoban_applications{exam="shenzhen-2021",status="stashed"} 2.0' in await told(sqlite_url)


async def test_the_dashboard_asks_for_nothing_that_is_not_told(sqlite_url: str) -> None:
    asked = {name.removesuffix("_total") for name in _NAMES.findall(json.dumps(json.loads(DASHBOARD.read_text())["panels"]))}
    known = set(_NAMES.findall(await told(sqlite_url))) | {"kaoban_telegram_calls", "kaoban_telegram_refused"}
    assert asked - {name.removesuffix("_total") for name in known} == set()
