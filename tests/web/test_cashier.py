"""The cashier's page: one way on, calm words afterwards, and nothing for those who have no token (说明 二(六))."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from core.ports import WayKind
from core.services.payments import Cashier
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.payments import Counter, Payer, add_payer, counter
from web.cashier import routes
from web.cashier.browsers import flow_of


@dataclass
class Shop:
    """The page and what lies behind it."""

    http: httpx.AsyncClient
    desk: Counter
    payer: Payer
    clock: FixedClock
    path: str = ""

    async def open(self) -> str:
        """The path of a fresh page."""
        opened = await self.desk.payments.open_cashier(self.payer.account_id, exam().id)
        assert isinstance(opened, Cashier)
        self.path = opened.path
        return opened.path

    async def see(self, path: str | None = None) -> str:
        """The page as English text."""
        answer = await self.http.get(path or self.path, headers={"accept-language": "en"})
        return answer.text

    async def pay(self) -> None:
        """Go to the provider and pay there; the notification is lost."""
        address = (await self.http.get(f"{self.path}/go?way=sandbox")).headers["location"]
        self.desk.provider.pay(address.rsplit("/", 1)[1])


@pytest_asyncio.fixture
async def shop(sqlite_store: Store, clock: FixedClock) -> AsyncIterator[Shop]:
    """A shop with one candidate who has to pay."""
    desk, app = counter(sqlite_store, clock), FastAPI()
    app.include_router(routes(desk.payments))
    payer = await sqlite_store.write(add_payer)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://product.test") as http:
        yield Shop(http, desk, payer, clock)


async def test_the_page_says_what_is_paid_until_when_and_has_one_way_on(shop: Shop) -> None:
    seen = await shop.see(await shop.open())
    for words in (exam().title.in_("en"), "¥100.00", "Nov 20, 16:00", "4 d 6 h", "Pay with Sandbox cashier"):
        assert words in seen
    assert "I have paid" not in seen


async def test_the_button_leads_to_the_provider(shop: Shop) -> None:
    await shop.open()
    answer = await shop.http.get(f"{shop.path}/go?way=sandbox")
    assert (answer.status_code, answer.headers["location"][:17]) == (303, "https://pay.test/")
    assert "I have paid" in await shop.see()


async def test_back_from_the_provider_i_have_paid_finds_the_money(shop: Shop) -> None:
    await shop.open()
    await shop.pay()
    before = (await shop.http.get(f"{shop.path}/standing")).json()
    answer = await shop.http.post(f"{shop.path}/paid")
    after = (await shop.http.get(f"{shop.path}/standing")).json()
    assert (answer.status_code, answer.headers["location"]) == (303, shop.path)
    assert (before, after) == ({"standing": "payable"}, {"standing": "already_paid"})
    seen = await shop.see()
    assert "Received" in seen
    assert "Nothing more has to be paid" in seen


async def test_i_have_paid_without_a_payment_calms_and_keeps_the_page(shop: Shop) -> None:
    await shop.open()
    await shop.http.get(f"{shop.path}/go?way=sandbox")
    answer = await shop.http.post(f"{shop.path}/paid")
    assert answer.headers["location"] == f"{shop.path}?asked=waiting"
    assert "it is not lost" in await shop.see(answer.headers["location"])


async def test_a_silent_provider_is_told_in_words(shop: Shop) -> None:
    await shop.open()
    shop.desk.provider.silent = True
    answer = await shop.http.get(f"{shop.path}/go?way=sandbox", headers={"accept-language": "en"})
    assert "Nothing was charged" in answer.text
    answer = await shop.http.post(f"{shop.path}/paid")
    assert answer.headers["location"] == f"{shop.path}?asked=silent"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("11-20 15:59:30", "Too late to start a payment"),
        ("11-20 16:00:01", "The time for payment is over"),
    ],
)
async def test_when_nothing_can_be_paid_any_more_the_page_says_why(shop: Shop, now: str, words: str) -> None:
    await shop.open()
    shop.clock.set(at(now))
    seen = await shop.see()
    assert words in seen
    assert "/go?" not in seen


async def test_while_it_is_verified_and_after_it_was_given_up_the_page_says_so(shop: Shop) -> None:
    await shop.open()
    await shop.http.get(f"{shop.path}/go?way=sandbox")
    shop.clock.set(at("11-20 16:00:01"))
    shop.desk.provider.silent = True
    await shop.desk.payments.tick(shop.clock.now())
    assert "We are asking the provider" in await shop.see()
    shop.desk.provider.silent = False
    await shop.desk.payments.tick(shop.clock.forward(minutes=10))
    assert "counts as given up" in await shop.see()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_a_token_there_is_nothing(shop: Shop, method: str) -> None:
    paths = ("/pay/nonsense", "/pay/nonsense/go") if method == "GET" else ("/pay/nonsense/paid",)
    for path in paths:
        answer = await shop.http.request(method, path, follow_redirects=True)
        assert answer.status_code == 404
    assert (await shop.http.get("/pay/nonsense/standing")).json() == {"standing": "unknown"}


async def test_the_page_of_an_exam_that_is_gone_is_no_page_any_more(shop: Shop) -> None:
    await shop.open()
    shop.desk.exams.exam = replace(exam(), id="another")
    for path in (shop.path, f"{shop.path}/go"):
        assert (await shop.http.get(path)).status_code == 404


async def test_no_browser_keeps_the_page_and_no_stranger_frames_it(shop: Shop) -> None:
    answer = await shop.http.get(await shop.open())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en"])
async def test_every_standing_can_be_said_in_every_language(shop: Shop, language: str) -> None:
    await shop.open()
    for now in ("11-16 10:00:00", "11-20 15:59:30", "11-20 16:00:01"):
        shop.clock.set(at(now))
        assert (await shop.http.get(shop.path, headers={"accept-language": language})).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "flow"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit MicroMessenger/8.0", "wechat_app"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 Safari/537.36", "desk"),
        ("", "desk"),
    ],
)
def test_the_way_to_pay_depends_on_the_browser(user_agent: str, flow: str) -> None:
    assert flow_of(user_agent) == flow


PHONE = "Mozilla/5.0 (Linux; Android 14) Mobile"
IN_WECHAT = f"{PHONE} MicroMessenger/8.0"


async def test_what_only_an_app_opens_is_shown_as_a_code_to_scan(shop: Shop) -> None:
    shop.desk.provider.address, shop.desk.provider.kind = "weixin://wxpay/bizpayurl?pr={number}", WayKind.SCAN
    seen = await shop.see(f"{await shop.open()}/go?way=sandbox")
    for words in ("Scan to pay", "<svg", "¥100.00", "I have paid", 'data-standing="payable"'):
        assert words in seen


async def test_inside_wechat_where_nothing_can_be_paid_the_page_says_how_to_get_out(shop: Shop) -> None:
    headers = {"accept-language": "en", "user-agent": IN_WECHAT}
    answer = await shop.http.get(f"{await shop.open()}/go?way=wechat", headers=headers)
    assert (answer.status_code, "Tap ··· at the top right" in answer.text) == (200, True)
    assert shop.desk.other.calls == []
