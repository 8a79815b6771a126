"""What every page has: the reader's language, and headers that let nothing foreign run."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from web.page import locale_of, mount_static, render, static_address


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    mount_static(app)

    @app.get("/refused")
    async def refused(request: Request) -> HTMLResponse:
        return render(
            request, "message.html", locale_of(request), title="<b>used</b>", what="It was used.", todo="Go back.", status=410
        )

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kaoban.test") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "lang"),
    [
        ("", "", "", "zh-Hans-CN"),
        ("", "", "fr-FR,fr;q=0.9", "zh-Hans-CN"),
        ("", "", "fr, en-GB;q=0.7, zh-TW;q=0.9", "zh-Hant-TW"),
        ("", "", "en;q=0, zh-HK;q=0.1", "zh-Hant-TW"),
        ("", "", "zh-CN;q=oops, en;q=0.5", "en"),
        ("", "en", "zh-TW", "en"),
        ("?lang=zh_TW", "en", "en", "zh-Hant-TW"),
        ("?lang=../etc", "", "en", "zh-Hans-CN"),
    ],
)
async def test_the_language_comes_from_address_cookie_and_browser_in_that_order(
    client: httpx.AsyncClient, query: str, cookie: str, accepted: str, lang: str
) -> None:
    headers = {"Accept-Language": accepted} | ({"Cookie": f"lang={cookie}"} if cookie else {})
    page = await client.get(f"/refused{query}", headers=headers)
    assert f'<html lang="{lang}">' in page.text


async def test_a_page_runs_only_our_own_files_and_is_never_kept(client: httpx.AsyncClient) -> None:
    page = await client.get("/refused")
    policy = page.headers["content-security-policy"]
    assert page.status_code == 410
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"


async def test_values_in_a_page_are_escaped(client: httpx.AsyncClient) -> None:
    page = await client.get("/refused")
    assert "&lt;b&gt;used&lt;/b&gt;" in page.text


async def test_a_static_file_is_kept_for_ever_under_its_version_and_asked_for_anew_without(client: httpx.AsyncClient) -> None:
    versioned = await client.get(static_address("kaoban.css"))
    plain = await client.get("/static/kaoban.css")
    assert versioned.status_code == plain.status_code == 200
    assert "immutable" in versioned.headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"


async def test_a_static_file_that_does_not_exist_is_not_kept(client: httpx.AsyncClient) -> None:
    missing = await client.get(static_address("nothing.css"))
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")
