"""Coming in at the console, and everything that tries to come in without being let in."""

import asyncio

import pytest

from core.model.staff import Role
from core.store.queries.audit import history
from tests.support.clock import FixedClock
from tests.support.staff import ConsoleHouse, browser, csrf_in
from web.console.browsers import SESSION_COOKIE
from web.console.doors import inside


async def test_login_password_and_code_let_in(office: ConsoleHouse) -> None:
    async with office.colleague(Role.AGENT) as li:
        page = await li.client.get("/console", follow_redirects=True)
    assert (page.status_code, page.url.path) == (200, "/console/cases")


@pytest.mark.parametrize(
    "wrong",
    [{"password": "not-it"}, {"code": "000000"}, {"code": ""}, {"login": "nobody"}, {"login": ""}, {"code": "１２３４５６"}],
    ids=str,
)
async def test_whatever_is_wrong_is_told_in_the_same_words(embedded: ConsoleHouse, wrong: dict[str, str]) -> None:
    async with embedded.colleague(Role.AGENT, logged_in=False) as li:
        answer = await li.log_in(**wrong)
        assert answer.status_code == 422
        assert "Login, password or one-time code isn" in answer.text
        assert SESSION_COOKIE not in li.client.cookies


async def test_a_code_works_once(office: ConsoleHouse) -> None:
    async with office.colleague(Role.AGENT) as li, browser(office.app) as thief:
        page = await thief.get("/console/login")
        stolen = {"login": li.issued.login, "password": li.issued.password, "code": li.code(), "csrf": csrf_in(page.text)}
        answer = await thief.post("/console/login", data=stolen)
        assert answer.status_code == 422


async def test_of_many_who_use_one_code_at_once_one_comes_in(office: ConsoleHouse) -> None:
    async with office.colleague(Role.AGENT, logged_in=False) as li:
        answers = await asyncio.gather(*(li.log_in() for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]


@pytest.mark.parametrize(("ahead", "status"), [(-2, 422), (-1, 303), (1, 303), (2, 422)])
async def test_a_code_counts_half_a_minute_to_either_side(embedded: ConsoleHouse, ahead: int, status: int) -> None:
    async with embedded.colleague(Role.AGENT, logged_in=False) as li:
        answer = await li.log_in(code=li.code(ahead))
    assert answer.status_code == status


async def test_guessing_slows_down_whether_the_login_exists_or_not(office: ConsoleHouse, clock: FixedClock) -> None:
    async with office.colleague(Role.AGENT, logged_in=False) as li:
        for login in (li.issued.login, "nobody"):
            told = [(await li.log_in(login=login, password="guess")).status_code for _ in range(6)]
            assert told == [422] * 5 + [429]
        assert (await li.log_in()).status_code == 429, "the right password waits too"
        clock.forward(seconds=31)
        assert (await li.log_in()).status_code == 303


async def test_one_address_may_not_try_many_logins(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.AGENT, logged_in=False) as li:
        told = [(await li.log_in(login=f"name{number}")).status_code for number in range(62)]
    assert told[:60] == [422] * 60
    assert told[60:] == [429, 429]


async def test_a_token_known_before_counts_for_nothing_after(office: ConsoleHouse) -> None:
    async with office.colleague(Role.AGENT, logged_in=False) as li:
        li.client.cookies.set(SESSION_COOKIE, "chosen-by-an-attacker", path="/console")
        await li.log_in()
        fresh = [cookie.value for cookie in li.client.cookies.jar if cookie.name == SESSION_COOKIE]
        assert "chosen-by-an-attacker" not in fresh[-1:]
    async with browser(office.app) as attacker:
        attacker.cookies.set(SESSION_COOKIE, "chosen-by-an-attacker", path="/console")
        assert (await attacker.get("/console/cases")).status_code == 303


async def test_logging_in_again_ends_the_log_in_before(office: ConsoleHouse, clock: FixedClock) -> None:
    async with office.colleague(Role.AGENT) as li, browser(office.app) as older:
        older.cookies.set(SESSION_COOKIE, li.client.cookies[SESSION_COOKIE], path="/console")
        clock.forward(minutes=1)
        await li.log_in()
        assert (await older.get("/console/cases")).status_code == 303


async def test_a_log_in_counts_in_its_own_browser_only(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.AGENT) as li, browser(embedded.app, agent="another one") as other:
        other.cookies.set(SESSION_COOKIE, li.client.cookies[SESSION_COOKIE], path="/console")
        assert (await other.get("/console/cases")).status_code == 303


async def test_a_log_in_ends_when_nothing_is_asked_and_after_a_shift(embedded: ConsoleHouse, clock: FixedClock) -> None:
    async with embedded.colleague(Role.AGENT) as li:
        for _ in range(25):
            clock.forward(minutes=20)
            assert (await li.client.get("/console/cases")).status_code == 200
        clock.forward(minutes=31)
        assert (await li.client.get("/console/cases")).status_code == 303
        await li.log_in()
        for _ in range(29):
            clock.forward(minutes=20)
            await li.client.get("/console/cases")
        clock.forward(minutes=20)
        assert (await li.client.get("/console/cases")).status_code == 303, "ten hours are a shift"


@pytest.mark.parametrize("end", ["disable", "roles", "reset", "log_out"])
async def test_whatever_ends_a_log_in_ends_it_at_once(office: ConsoleHouse, end: str) -> None:
    async with office.colleague(Role.AGENT) as li:
        keeping, login = office.console.staffing.keeping, li.issued.login
        match end:
            case "disable":
                await keeping.disable(login, actor="operator")
            case "roles":
                await keeping.set_roles(login, {Role.AUDITOR}, actor="operator")
            case "reset":
                await keeping.reset(login, actor="operator")
            case _:
                await li.send("/console/logout")
        assert (await li.client.get("/console/profile")).status_code == 303


async def test_a_one_time_password_opens_nothing_but_its_own_change(embedded: ConsoleHouse, clock: FixedClock) -> None:
    issued = await embedded.hire(Role.AGENT, one_time=True)
    async with embedded.colleague(Role.AUDITOR, logged_in=False) as li:
        li.issued = issued
        await li.log_in()
        away = await li.client.get("/console/cases")
        assert (away.status_code, away.headers["location"]) == (303, "/console/profile/password")
        token = await li.csrf("/console/profile/password")
        new = {"present": issued.password, "new": "a much better 1", "again": "a much better 1", "csrf": token}
        assert (await li.client.post("/console/profile/password", data=new)).headers["location"] == "/console/login?done=password"
        clock.forward(minutes=1)
        assert (await li.log_in(password="a much better 1")).status_code == 303
        assert (await li.client.get("/console/cases")).status_code == 200


async def test_a_new_authenticator_counts_once_a_code_of_it_was_typed(embedded: ConsoleHouse, clock: FixedClock) -> None:
    import re

    import pyotp

    async with embedded.colleague(Role.AGENT) as li:
        shown = await li.send("/console/profile/authenticator", present=li.issued.password)
        secret = re.search(r'class="mono">([A-Z2-7]{32})<', shown.text)
        assert secret
        wrong = await li.send("/console/profile/authenticator/code", code="000000")
        assert (wrong.status_code, "a code of the new authenticator" in wrong.text) == (422, True)
        code = pyotp.TOTP(secret[1]).at(clock.now())
        assert (await li.send("/console/profile/authenticator/code", code=code)).status_code == 303
        clock.forward(minutes=1)
        assert (await li.log_in()).status_code == 422, "the old one is void"
        assert (await li.log_in(code=pyotp.TOTP(secret[1]).at(clock.now()))).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
    ids=str,
)
async def test_a_form_that_another_site_sends_is_refused(embedded: ConsoleHouse, headers: dict[str, str]) -> None:
    async with embedded.colleague(Role.AGENT) as li:
        token = await li.csrf()
        answer = await li.client.post("/console/logout", data={"csrf": token}, headers=headers)
        assert answer.status_code == 403
        assert (await li.client.get("/console/profile")).status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64, "ü"])
async def test_a_form_without_its_secret_is_refused(embedded: ConsoleHouse, token: str) -> None:
    async with embedded.colleague(Role.AGENT) as li:
        assert (await li.client.post("/console/logout", data={"csrf": token})).status_code == 403


@pytest.mark.parametrize(
    ("to", "where"),
    [
        ("/console/audit", "/console/audit"),
        ("https://evil.example/console", "/console"),
        ("//evil.example/console", "/console"),
        ("/console//evil.example", "/console"),
        ("/console/../admin", "/console"),
        ("/console\\evil", "/console"),
        ("javascript:alert(1)", "/console"),
        ("/console/logout", "/console"),
        ("/consolewhatever", "/console"),
        ("/console\r\nSet-Cookie: a=b", "/console"),
        ("[", "/console"),
    ],
)
async def test_one_is_led_on_inside_the_house_only(to: str, where: str) -> None:
    assert inside(to) == where


async def test_nothing_of_the_console_is_stored_or_framed_or_run_from_elsewhere(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.AGENT) as li:
        for path in ("/console/cases", "/console/login", "/console/nothing"):
            headers = (await li.client.get(path)).headers
            assert headers["cache-control"] == "no-store"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "script-src 'self'" in headers["content-security-policy"]
        cookie = next(iter(c for c in li.client.cookies.jar if c.name == SESSION_COOKIE))
        assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/console", True)


async def test_coming_in_and_failing_are_in_the_audit_without_what_was_typed(office: ConsoleHouse) -> None:
    async with office.colleague(Role.AGENT) as li:
        await li.log_in(password="a secret typed wrongly")
        rows = await office.house.store.read(lambda tx: [*history(tx, "staff", 1), *history(tx, "staff", "unknown")])
    assert {"added", "logged_in", "login_failed"} <= {row.what for row in rows}
    assert "a secret typed wrongly" not in repr(rows)
    assert li.issued.password not in repr(rows)
