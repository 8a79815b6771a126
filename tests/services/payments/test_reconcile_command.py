"""``kaoban payments reconcile`` against bills of WeChat's and of Alipay's own kind, from the command to the books (说明 二(六))."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from app.cli.payments import payments_app
from app.providers import build_providers
from app.settings import Settings
from core.model.payment import RefundReason
from core.packs import read_pack
from core.ports import WayToPay
from core.services.exams import Exams
from core.services.payments import Cashier, MoneyAccount, Payments
from core.store.engine import Store, open_store
from core.store.queries import captures, payments
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.gateways import Gateways, gateways, settings_in
from tests.support.packs import BUNDLED
from tests.support.payments import Payer, add_payer

RUN = CliRunner()
MONDAY, TUESDAY = "2020-11-16", "2020-11-17"
CASES = ("good", "lost", "differs", "gone", "outside", "returned")


@pytest.fixture(scope="module")
def far() -> Iterator[Gateways]:
    with gateways() as running:
        yield running


@dataclass
class Office:
    """An installation with one provider set up, its candidates' orders, and what the provider did with them on Monday."""

    name: str
    far: Gateways
    settings: dict[str, Any]
    folder: Path
    clock: FixedClock
    numbers: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Store, Exams, Payments]]:
        """The books as the server has them, with the provider of the settings."""
        settings, store = Settings(**self.settings), open_store(self.settings["database_url"])
        try:
            async with httpx.AsyncClient(trust_env=False) as outside:
                exams = Exams(store, self.clock)
                providers = build_providers(settings, self.clock, outside)
                yield store, exams, Payments(store, self.clock, providers, exams, public_url="http://product.test")
        finally:
            await store.close()

    async def monday(self) -> None:
        """Orders, payments and losses of one day."""
        async with self.open() as (store, exams, desk):
            await exams.load(read_pack(self.folder))
            payers = {case: await store.write(lambda tx, case=case: add_payer(tx, case)) for case in CASES}
            for case in CASES:
                self.numbers[case] = await self.ordered(desk, store, payers[case])
            for case in set(CASES) - {"lost"}:
                self.far.do("pay", provider=self.name, no=self.numbers[case])
            await self.later(desk, seconds=16)
            await self.give_back(desk, store, payers["returned"])
        self.losses()

    async def ordered(self, desk: Payments, store: Store, payer: Payer) -> str:
        opened = await desk.open_cashier(payer.account_id, exam().id)
        assert isinstance(opened, Cashier)
        way = await desk.order(opened.path.removeprefix("/pay/"), self.name, flow="phone", payer_address="203.0.113.7")
        assert isinstance(way, WayToPay)
        if way.address.startswith(self.far.url):
            async with httpx.AsyncClient(trust_env=False) as browser:
                await browser.get(way.address)
        attempt = await store.read(lambda tx: payments.open_attempt(tx, payer.application_id))
        return str(attempt.out_trade_no)

    async def give_back(self, desk: Payments, store: Store, payer: Payer) -> None:
        """The authority gives the fee back, and the money arrives."""

        def decide(tx: Any) -> str:
            (charge,) = captures.captures_of(tx, payer.application_id)
            asked = desk.ledger.refunds.request(tx, charge, RefundReason.DECIDED, self.clock.now(), automatic=True)
            assert asked is not None
            return asked.out_refund_no

        self.numbers["refund"] = await store.write(decide)
        await self.later(desk, minutes=1)
        if self.name == "wechat":
            self.far.do("finish", no=self.numbers["refund"], status="SUCCESS")
        await self.later(desk, hours=1)

    async def later(self, desk: Payments, **span: float) -> None:
        self.far.set_clock(self.clock.forward(**span))
        await desk.tick(self.clock.now())

    def losses(self) -> None:
        """What nobody tells us, and what the provider's books say otherwise."""
        told = {"provider": self.name}
        self.far.do("pay", no=self.numbers["lost"], **told)
        self.far.do("stray", no="STRAY1", total=4200, **told)
        self.far.do("change", no=self.numbers["differs"], total=9900, **told)
        self.far.do("forget", no=self.numbers["gone"], **told)
        self.far.do("back", no=self.numbers["outside"], refund="BY-HAND", total=10000, **told)
        self.far.do("forget", no=self.numbers["refund"], **told)

    def reconcile(self, day: str) -> tuple[int, dict[str, Any]]:
        result = RUN.invoke(payments_app, ["reconcile", "--day", day, "--json"])
        assert not isinstance(result.exception, Exception), result.output
        return result.exit_code, json.loads(result.stdout)

    def account(self, case: str) -> MoneyAccount:
        result = RUN.invoke(payments_app, ["show", self.numbers.get(case, case), "--json"])
        return json.loads(result.stdout)  # type: ignore[no-any-return]


@pytest.fixture(params=["wechat", "alipay"])
def office(
    request: pytest.FixtureRequest,
    database_url: str,
    tmp_path: Path,
    clock: FixedClock,
    far: Gateways,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """The installation on Monday evening."""
    far.do("renew")
    far.set_clock(clock.now())
    folder = shutil.copytree(BUNDLED, tmp_path / "pack")
    text = (folder / "exam.toml").read_text("utf-8").replace('providers = ["sandbox"]', f'providers = ["{request.param}"]')
    (folder / "exam.toml").write_text(text, "utf-8")
    settings = {"database_url": database_url, "secret_key": "t" * 40, **settings_in(tmp_path, far.url)}
    for name, value in settings.items():
        told = ",".join(value) if isinstance(value, tuple) else str(value)
        monkeypatch.setenv(f"KAOBAN_{name.upper()}", told)
    made = Office(request.param, far, settings, folder, clock)
    asyncio.run(made.monday())
    return made


def findings(told: dict[str, Any]) -> dict[str, int]:
    (bill,) = told["bills"]
    assert bill["asked"]
    return {name: bill[name] for name in ("charges", "found", "contradicted", "differing", "missing", "refunds", "refunds_missing")}


def test_a_day_is_read_against_the_books_and_everything_that_does_not_fit_is_found(office: Office) -> None:
    code, told = office.reconcile(MONDAY)
    assert (code, told["balances"]) == (0, True)
    assert findings(told) == {
        "charges": 6, "found": 2, "contradicted": 0, "differing": 1, "missing": 1, "refunds": 1, "refunds_missing": 0
    }  # fmt: skip
    code, told = office.reconcile(TUESDAY)
    assert (code, findings(told)["refunds_missing"]) == (0, 1)
    seen = {case: (office.account(case)["application"], tuple(office.account(case)["tickets"])) for case in (*CASES, "STRAY1")}
    assert seen == {
        "good": ("paid", ()),
        "lost": ("paid", ()),
        "differs": ("paid", ("bill_differs",)),
        "gone": ("paid", ("not_in_bill",)),
        "outside": ("paid", ("external_refund",)),
        "returned": ("refunded", ("refund_not_in_bill",)),
        "STRAY1": (None, ("orphan",)),
    }


def test_reading_a_day_again_changes_nothing(office: Office) -> None:
    office.reconcile(MONDAY)
    before = [office.account(case) for case in CASES]
    code, told = office.reconcile(MONDAY)
    assert (code, findings(told)["found"]) == (0, 0)
    assert [office.account(case) for case in CASES] == before


@pytest.mark.parametrize("fate", ["bill_damaged", "silence"])
def test_a_bill_that_cannot_be_believed_ends_with_one_and_leaves_the_day_open(office: Office, fate: str) -> None:
    office.far.do("fault", name=fate)
    code, told = office.reconcile(MONDAY)
    assert (code, told["bills"][0]["asked"], office.account("lost")["application"]) == (1, False, "awaiting_payment")
    code, told = office.reconcile(MONDAY)
    assert (code, findings(told)["found"], office.account("lost")["application"]) == (0, 2, "paid")


def test_what_the_bill_brings_counts_by_the_time_of_payment(office: Office) -> None:
    office.clock.set(at("11-20 16:00:00") + timedelta(hours=5))

    async def deadline() -> None:
        async with office.open() as (_, _, desk):
            office.far.do("fault", name="silence", times=20)
            await desk.tick(office.clock.now())

    asyncio.run(deadline())
    assert office.account("lost")["application"] == "verifying"
    office.far.do("mend")
    office.reconcile(MONDAY)
    assert office.account("lost")["application"] == "paid"
