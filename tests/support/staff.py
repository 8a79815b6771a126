"""Staff in tests: an account, an authenticator by the test's clock, and a browser that is logged in at the console."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pyotp
from fastapi import FastAPI

from app.build import House
from app.console import console_of
from core.model.staff import Issued, Role
from web.console.frame import Console
from web.console.routes import routes
from web.page import mount_static

BROWSER = "a browser of the tests"
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass(slots=True)
class Colleague:
    """A browser at the console, and whose it is."""

    client: httpx.AsyncClient
    issued: Issued
    house: House

    def code(self, ahead: int = 0) -> str:
        """What the authenticator shows, ``ahead`` steps of half a minute from now."""
        step = int(self.house.clock.now().timestamp()) // 30
        return pyotp.TOTP(self.issued.totp_secret).generate_otp(step + ahead)

    async def csrf(self, path: str = "/console/profile") -> str:
        """The secret of the forms on that page."""
        return csrf_in((await self.client.get(path)).text)

    async def log_in(self, **other: str) -> httpx.Response:
        """Fill the log-in form in; ``other`` takes the place of what is right."""
        page = await self.client.get("/console/login")
        right = {"login": self.issued.login, "password": self.issued.password, "code": self.code(), "csrf": csrf_in(page.text)}
        return await self.client.post("/console/login", data=right | other)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form of one of our own pages."""
        return await self.client.post(path, data={"csrf": await self.csrf(), **fields})


def csrf_in(page: str) -> str:
    """The secret of the first form of a page."""
    found = _CSRF.search(page)
    assert found, page[:500]
    return found[1]


def console_app(console: Console) -> FastAPI:
    """The console alone."""
    app = FastAPI()
    mount_static(app)
    app.include_router(routes(console))
    return app


@asynccontextmanager
async def browser(app: FastAPI, agent: str = BROWSER) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a log-in; it speaks English."""
    headers = {"User-Agent": agent, "Accept-Language": "en"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kaoban.test", headers=headers) as opened:
        yield opened


@dataclass(slots=True)
class ConsoleHouse:
    """A console and those who work at it."""

    house: House
    console: Console
    app: FastAPI

    async def hire(self, *roles: Role, name: str = "Li Lei", one_time: bool = False) -> Issued:
        """A new account."""
        return await self.console.staffing.keeping.add(name, set(roles), one_time=one_time, actor="operator")

    @asynccontextmanager
    async def colleague(self, *roles: Role, name: str = "Li Lei", logged_in: bool = True) -> AsyncIterator[Colleague]:
        """Somebody with these roles at a browser of their own."""
        issued = await self.hire(*roles, name=name)
        async with browser(self.app) as client:
            made = Colleague(client, issued, self.house)
            if logged_in:
                answer = await made.log_in()
                assert answer.status_code == 303, answer.text
            yield made


def console_house(house: House) -> ConsoleHouse:
    """The console of a house."""
    console = console_of(house)
    return ConsoleHouse(house, console, console_app(console))
