"""Inside WeChat the page asks who pays, and hands the app an order that only this person can pay (说明 二(六))."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
import structlog

from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.gateways import APP_SECRET, Gateways, gateways, settings_in
from tests.web.stall import AT_A_DESK, HERE, IN_WECHAT, ON_A_PHONE, Stall, handed, stall_of


@pytest.fixture(scope="module")
def far() -> Iterator[Gateways]:
    with gateways() as running:
        yield running


@pytest_asyncio.fixture
async def stall(sqlite_store: Store, clock: FixedClock, tmp_path: Path, far: Gateways) -> AsyncIterator[Stall]:
    async with stall_of(sqlite_store, clock, far, settings_in(tmp_path, far.url)) as made:
        yield made


async def test_who_pays_inside_wechat_is_asked_handed_over_and_received(stall: Stall) -> None:
    await stall.open()
    page = await stall.back(await stall.logged_in())
    order = handed(page)
    assert order is not None
    assert stall.far.do("handed", parameters=order) == {"err_msg": "get_brand_wcpay_request:ok"}
    assert (await stall.http.post(f"{stall.path}/paid")).headers["location"] == stall.path
    assert "Received" in (await stall.back(stall.path)).text


async def test_the_question_is_silent_and_says_nothing_of_the_candidate(stall: Stall) -> None:
    await stall.open()
    answer = await stall.go()
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (told["scope"], told["response_type"]) == (["snsapi_base"], ["code"])
    assert told["redirect_uri"] == [f"{HERE}{stall.path}/who"]
    assert re.fullmatch("[0-9a-f]{48}", told["state"][0])
    assert answer.headers["location"].endswith("#wechat_redirect")
    kept = answer.headers["set-cookie"].casefold()
    assert all(word in kept for word in ("httponly", "samesite=lax", f"path={stall.path.casefold()}"))


async def test_the_page_runs_only_its_own_scripts(stall: Stall) -> None:
    await stall.open()
    answer = await stall.back(await stall.logged_in())
    policy = answer.headers["content-security-policy"]
    assert ("script-src 'self';" in policy, "unsafe" in policy, policy.endswith("frame-src weixin:")) == (True, False, True)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", answer.text))
    assert answer.headers["cache-control"] == "no-store"


async def test_an_answer_is_good_once(stall: Stall) -> None:
    await stall.open()
    address = await stall.logged_in()
    assert handed(await stall.back(address)) is not None
    again = await stall.back(address)
    assert (handed(again), "press the button once more" in again.text) == (None, True)


async def test_an_answer_that_comes_ten_times_at_once_opens_one_order(
    store: Store, clock: FixedClock, tmp_path: Path, far: Gateways
) -> None:
    async with stall_of(store, clock, far, settings_in(tmp_path, far.url)) as stall:
        await stall.open()
        address = await stall.logged_in()
        answers = await asyncio.gather(*(stall.back(address) for _ in range(10)))
        assert [handed(one) is not None for one in answers].count(True) == 1
        assert {one.status_code for one in answers} == {200}


async def test_questions_asked_at_once_leave_one_that_is_waited_for(
    store: Store, clock: FixedClock, tmp_path: Path, far: Gateways
) -> None:
    async with stall_of(store, clock, far, settings_in(tmp_path, far.url)) as stall:
        await stall.open()
        assert {answer.status_code for answer in await asyncio.gather(*(stall.go() for _ in range(10)))} == {303}


async def test_an_answer_counts_in_the_browser_that_asked(stall: Stall) -> None:
    await stall.open()
    address = await stall.logged_in()
    async with stall.stranger() as stranger:
        answer = await stranger.get(address, headers=IN_WECHAT)
    assert (handed(answer), "press the button once more" in answer.text) == (None, True)
    assert handed(await stall.back(address)) is None


async def test_an_answer_counts_on_the_page_that_asked(stall: Stall) -> None:
    first = await stall.open()
    address = await stall.logged_in()
    second = await stall.open()
    assert handed(await stall.back(address.replace(first, second))) is None


async def test_an_answer_counts_for_ten_minutes(stall: Stall) -> None:
    await stall.open()
    address = await stall.logged_in()
    stall.clock.forward(minutes=10, seconds=1)
    assert handed(await stall.back(address)) is None


async def test_only_the_newest_question_of_a_page_is_waited_for(stall: Stall) -> None:
    await stall.open()
    first, second = await stall.logged_in(), await stall.logged_in()
    assert [handed(await stall.back(one)) is None for one in (first, second)] == [True, False]


@pytest.mark.parametrize("code", ["", "x" * 300, "0" * 32, "a b", "code\n"])
async def test_a_code_that_is_none_opens_nothing(stall: Stall, code: str) -> None:
    await stall.open()
    state = parse_qs(urlsplit(await stall.logged_in()).query)["state"][0]
    answer = await stall.http.get(f"{stall.path}/who", params={"code": code, "state": state}, headers=IN_WECHAT)
    assert (answer.status_code, handed(answer), "press the button once more" in answer.text) == (200, None, True)


@pytest.mark.parametrize("query", ["", "?state=", "?state=%00&code=%ff", "?code=a&code=b&state=c", f"?state={'x' * 4000}"])
async def test_an_answer_nobody_asked_for_opens_nothing(stall: Stall, query: str) -> None:
    answer = await stall.back(f"{await stall.open()}/who{query}")
    assert (answer.status_code, handed(answer)) == (200, None)
    assert (await stall.back(f"/pay/nonsense/who{query}")).status_code == 404


async def test_a_log_in_that_is_busy_is_asked_again(stall: Stall) -> None:
    await stall.open()
    address = await stall.logged_in()
    stall.far.do("fault", name="login_busy", times=2)
    assert handed(await stall.back(address)) is not None


async def test_a_log_in_that_stays_silent_is_told_in_words(stall: Stall) -> None:
    await stall.open()
    address = await stall.logged_in()
    stall.far.do("fault", name="silence", times=3)
    answer = await stall.back(address)
    assert (answer.status_code, handed(answer), "Nothing was charged" in answer.text) == (200, None, True)


async def test_neither_code_nor_secret_is_written_anywhere(stall: Stall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    await stall.open()
    code = parse_qs(urlsplit(address := await stall.logged_in()).query)["code"][0]
    stall.far.do("fault", name="silence", times=3)
    with structlog.testing.capture_logs() as lines:
        await stall.back(address)
    assert lines
    assert all(hidden not in f"{caplog.text}{lines}" for hidden in (code, APP_SECRET))


async def test_without_the_secret_the_page_leads_to_the_browser(
    sqlite_store: Store, clock: FixedClock, tmp_path: Path, far: Gateways
) -> None:
    told = settings_in(tmp_path, far.url) | {"wechat_app_secret": None}
    async with stall_of(sqlite_store, clock, far, told) as stall:
        await stall.open()
        answer = await stall.go()
        assert (answer.status_code, "Tap ··· at the top right" in answer.text) == (200, True)


async def test_after_the_deadline_nobody_is_asked(stall: Stall) -> None:
    await stall.open()
    stall.clock.forward(days=5)
    answer = await stall.go()
    assert (answer.status_code, "The time for payment is over" in answer.text) == (200, True)


async def test_an_order_begun_elsewhere_is_closed_and_opened_anew_inside_wechat(stall: Stall) -> None:
    await stall.open()
    first = await stall.http.get(f"{stall.path}/go?way=wechat", headers=ON_A_PHONE)
    assert first.headers["location"].startswith("https://wx.tenpay.com/")
    order = handed(await stall.back(await stall.logged_in()))
    assert order is not None
    assert stall.far.do("handed", parameters=order)["err_msg"].endswith(":ok")
    assert "Scan to pay" not in (seen := (await stall.http.post(f"{stall.path}/paid", follow_redirects=True)).text)
    assert 'data-standing="already_paid"' in seen


async def test_an_order_whose_payer_was_quicker_is_not_opened_anew(stall: Stall) -> None:
    await stall.open()
    address = (await stall.http.get(f"{stall.path}/go?way=wechat", headers=ON_A_PHONE)).headers["location"]
    number = parse_qs(urlsplit(address).query)["prepay_id"][0].removeprefix("wx")
    stall.far.do("pay", provider="wechat", no=number)
    answer = await stall.http.get(f"{stall.path}/go?way=wechat", headers=AT_A_DESK)
    assert 'data-standing="already_paid"' in answer.text


@pytest.mark.parametrize(("way", "words"), [("wechat", "weixin://"), ("alipay", "Log in to Alipay here instead")])
async def test_a_desk_gets_a_code_of_either_provider(stall: Stall, way: str, words: str) -> None:
    answer = await stall.http.get(f"{await stall.open()}/go?way={way}", headers=AT_A_DESK)
    assert ("Scan to pay" in answer.text, "<svg" in answer.text) == (True, True)
    assert (words in answer.text) is (way == "alipay")


@pytest.mark.parametrize(("headers", "query", "method"), [(ON_A_PHONE, "", "wap"), (AT_A_DESK, "&page=1", "page")])
async def test_alipay_opens_its_own_page_elsewhere(stall: Stall, headers: dict[str, str], query: str, method: str) -> None:
    answer = await stall.http.get(f"{await stall.open()}/go?way=alipay{query}", headers=headers)
    assert f"method=alipay.trade.{method}.pay" in answer.headers["location"]
