"""Logging in at an identity provider: OpenID Connect with PKCE against a provider of the tests that can lie."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from core.model.staff import Role
from core.services.staff import staffing
from gateways.oidc import OpenIdProvider
from tests.support.clock import FixedClock
from tests.support.oidc import CLIENT, ISSUER, SECRET, Provider
from tests.support.staff import ConsoleHouse, browser, console_app
from tests.web.console.conftest import with_staffing


@dataclass
class Office:
    """A console with an identity provider."""

    office: ConsoleHouse
    provider: Provider

    async def tied(self, subject: str = "u-17") -> str:
        """A colleague whose account is tied to that identity."""
        issued = await self.office.hire(Role.AGENT)
        await self.office.console.staffing.keeping.tie(issued.login, subject, actor="operator")
        return issued.login


@pytest_asyncio.fixture
async def office(embedded: ConsoleHouse, clock: FixedClock) -> AsyncIterator[Office]:
    provider = Provider(clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=provider.app())) as client:
        house = embedded.house
        oidc = OpenIdProvider(client, ISSUER, CLIENT, SECRET, clock)
        release = house.services.tickets.staff.release_in
        with_staffing(embedded, staffing(house.store, clock, house.vault, release, provider=oidc))
        embedded.app = console_app(embedded.console)
        yield Office(embedded, provider)


async def come_back(one: httpx.AsyncClient, provider: Provider, subject: str = "u-17", **changed: str) -> httpx.Response:
    """Go to the provider, log in there, come back."""
    await one.get("/console/login")
    sent = await one.get("/console/login/provider")
    assert sent.status_code == 303
    return await one.get("/console/login/return", params=provider.consent(sent.headers["location"], subject) | changed)


async def test_whoever_is_tied_comes_in(office: Office) -> None:
    await office.tied()
    async with browser(office.office.app) as one:
        answer = await come_back(one, office.provider)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        assert (await one.get("/console/cases")).status_code == 200


async def test_nobody_else_comes_in_and_hears_why(office: Office) -> None:
    await office.tied()
    async with browser(office.office.app) as one:
        answer = await come_back(one, office.provider, subject="somebody-else")
    assert (answer.status_code, "tied to that identity" in answer.text) == (422, True)


async def test_a_closed_account_stays_closed(office: Office) -> None:
    await office.office.console.staffing.keeping.disable(await office.tied(), actor="operator")
    async with browser(office.office.app) as one:
        assert (await come_back(one, office.provider)).status_code == 422


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://another.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"]},
        {"nonce": "of another log-in"},
        {"exp": 1},
        {"exp": "soon"},
        {"iat": 4102444800},
        {"sub": ""},
        {"sub": 17},
    ],
    ids=str,
)
async def test_a_token_that_is_not_exactly_right_is_refused(office: Office, lie: dict[str, Any]) -> None:
    await office.tied()
    office.provider.claims = lie
    async with browser(office.office.app) as one:
        assert (await come_back(one, office.provider)).status_code == 422
        assert (await one.get("/console/cases")).status_code == 303


async def test_a_key_that_nobody_published_signs_nothing(office: Office) -> None:
    await office.tied()
    office.provider.stranger = True
    async with browser(office.office.app) as one:
        assert (await come_back(one, office.provider)).status_code == 422


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"state": ""}, {"code": "forged"}, {"code": ""}], ids=str)
async def test_what_comes_back_belongs_to_what_was_begun(office: Office, changed: dict[str, str]) -> None:
    await office.tied()
    async with browser(office.office.app) as one:
        assert (await come_back(one, office.provider, **changed)).status_code == 422


async def test_a_log_in_comes_back_to_its_own_browser_in_time_and_once(office: Office, clock: FixedClock) -> None:
    await office.tied()
    async with browser(office.office.app) as one, browser(office.office.app) as other:
        await one.get("/console/login")
        await other.get("/console/login")
        begun = [(await one.get("/console/login/provider")).headers["location"] for _ in range(2)]
        first, second = (office.provider.consent(address, "u-17") for address in begun)
        assert (await other.get("/console/login/return", params=first)).status_code == 422, "another browser"
        assert (await one.get("/console/login/return", params=first)).status_code == 303
        assert (await one.get("/console/login/return", params=first)).status_code == 422, "a second time"
        clock.forward(minutes=11)
        assert (await one.get("/console/login/return", params=second)).status_code == 422, "too late"


async def test_a_provider_that_is_gone_is_a_sentence(office: Office, clock: FixedClock) -> None:
    house = office.office.house
    async with httpx.AsyncClient(timeout=0.2) as http:
        nobody = OpenIdProvider(http, "http://127.0.0.1:1", CLIENT, SECRET, clock)
        release = house.services.tickets.staff.release_in
        with_staffing(office.office, staffing(house.store, clock, house.vault, release, provider=nobody))
        async with browser(console_app(office.office.console)) as one:
            await one.get("/console/login")
            assert (await one.get("/console/login/provider")).status_code == 503


async def test_an_address_in_the_clear_is_refused_but_at_home(clock: FixedClock) -> None:
    with pytest.raises(ValueError, match="https"):
        OpenIdProvider(httpx.AsyncClient(), "http://idp.example", CLIENT, SECRET, clock)
