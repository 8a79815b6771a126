"""The chat page as the server sends it."""

import httpx

from tests.web.sentences import brought_by, said_in


async def test_the_page_brings_exactly_the_sentences_its_scripts_say(client: httpx.AsyncClient) -> None:
    words = brought_by((await client.get("/")).text)
    assert set(words) == said_in("chat")
    assert all(words.values())


async def test_the_page_shows_no_way_to_the_demo_where_there_is_none(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert "/demo" not in page
    assert "demo-drawer" not in page


async def test_the_page_may_be_kept_if_it_is_asked_for_again(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).headers["cache-control"] == "no-cache, private"


async def test_a_language_named_in_the_address_holds_for_the_pages_after_it(client: httpx.AsyncClient) -> None:
    first = await client.get("/?lang=en")
    second = await client.get("/")
    assert "lang=en" in first.headers["set-cookie"]
    assert '<html lang="en">' in second.text


async def test_a_page_asked_for_again_sets_no_cookie_of_its_own(client: httpx.AsyncClient) -> None:
    assert "set-cookie" not in (await client.get("/")).headers
