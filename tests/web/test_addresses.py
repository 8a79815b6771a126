"""Where a connection comes from: its own address, or what a proxy says that the operator has named; nobody else's word counts."""

import httpx
import pytest
from fastapi import Request

from app.build import build
from app.server import Role, server
from app.settings import Settings
from web.secure.door import address_of

SAID = {"X-Forwarded-For": "198.51.100.7, 203.0.113.5"}


@pytest.mark.parametrize(
    ("trusted", "known"),
    [("", "10.0.0.1"), ("10.0.0.1", "203.0.113.5"), ("10.0.0.0/8, 203.0.113.5", "198.51.100.7"), ("192.0.2.1", "10.0.0.1")],
    ids=["nobody named", "one named", "a row of them named", "another one named"],
)
async def test_only_a_named_proxy_is_believed(sqlite_url: str, trusted: str, known: str):
    house = build(Settings(database_url=sqlite_url, secret_key="t" * 40, trusted_proxies=trusted))  # type: ignore[arg-type]
    app = server(house, Role.WEB)

    @app.get("/where")
    async def where(request: Request) -> str:
        return address_of(request)

    transport = httpx.ASGITransport(app, client=("10.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://kaoban.test") as client:
        assert (await client.get("/where", headers=SAID)).json() == known
    await house.close()
