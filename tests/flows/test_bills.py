"""A paid candidate in the next morning's bill: the operator's command reads it, and the books balance (说明 二(六))."""

import asyncio
import json
import os
import sys
from pathlib import Path

from core.model.application import Status
from tests.flows.people import made_up
from tests.flows.walk import pay
from tests.support.facts import at
from tests.support.serving import Served

ROOT = Path(__file__).parents[2]


async def kaoban(served: Served, folder: Path, *words: str) -> tuple[int, dict[str, object]]:
    """The command in a process of its own, on the same installation; its exit and its JSON."""
    settings = served.house.settings
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KAOBAN_")},
        "PYTHONPATH": str(ROOT),
        "KAOBAN_DATABASE_URL": settings.database_url,
        "KAOBAN_SECRET_KEY": "t" * 40,
        "KAOBAN_SANDBOX": "1",
        "KAOBAN_PUBLIC_URL": served.url,
    }
    program = "from app.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *words, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return process.returncode or 0, json.loads(told)


async def test_the_bill_of_the_day_is_read_by_command_and_the_books_balance(embedded: Served, tmp_path: Path) -> None:
    async with made_up(embedded, Status.CONFIRMED) as talker:
        await pay(talker)
        await talker.sees("Your payment has arrived")
    embedded.clock.set(at("11-17 10:30:00"))
    code, told = await kaoban(embedded, tmp_path, "payments", "reconcile", "--day", "2020-11-16", "--json")
    (bill,) = told["bills"]  # type: ignore[misc]
    assert (bill["provider"], bill["asked"], bill["charges"], bill["missing"], bill["differing"]) == ("sandbox", True, 1, 0, 0)
    assert (code, told["balances"]) == (0, True)


async def test_a_bill_that_is_not_ready_ends_with_one(embedded: Served, tmp_path: Path) -> None:
    async with made_up(embedded, Status.PAID):
        code, told = await kaoban(embedded, tmp_path, "payments", "reconcile", "--day", "2020-11-16", "--json")
    assert (code, [bill["asked"] for bill in told["bills"]]) == (1, [False])  # type: ignore[attr-defined]
