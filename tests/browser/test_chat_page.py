"""The chat page does what a messenger does, on a bad line too."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.site import Site, picture

pytestmark = pytest.mark.browser


async def _opened(page: Page, site: Site) -> int:
    await page.goto(site.url)
    await expect(page.get_by_text("You said: /start")).to_be_visible()
    native_id: int = site.desk.heard[0][1]  # type: ignore[assignment]
    return native_id


async def _say(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()


async def test_a_first_visit_begins_by_itself_and_a_second_one_resumes(page: Page, site: Site) -> None:
    await _opened(page, site)
    await page.reload()
    await expect(page.get_by_text("You said: /start")).to_be_visible()
    await expect(page.get_by_text("Online", exact=True)).to_be_visible()
    assert len(site.desk.heard) == 1


async def test_a_pressed_button_disables_its_keyboard_until_the_answer_comes(page: Page, site: Site) -> None:
    await _opened(page, site)
    site.desk.gate = asyncio.Event()
    yes, no = page.get_by_role("button", name="Yes"), page.get_by_role("button", name="No", exact=True)
    await yes.click()
    await expect(no).to_be_disabled()
    await yes.dispatch_event("click")
    site.desk.gate.set()
    await expect(page.get_by_text("Chosen: yes")).to_be_visible()
    await expect(page.get_by_text("Pressed yes")).to_be_visible()
    await expect(page.get_by_role("button", name="Again")).to_be_enabled()
    assert [heard[0] for heard in site.desk.heard] == ["text", "press"]


async def test_a_chat_can_be_led_by_keyboard_alone(page: Page, site: Site) -> None:
    await _opened(page, site)
    await page.get_by_role("button", name="Yes").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Again")).to_be_focused()


async def test_what_is_typed_while_the_server_is_down_is_sent_once_when_it_is_back(page: Page, site: Site) -> None:
    await _opened(page, site)
    await site.stop()
    await _say(page, "typed in the dark")
    await expect(page.get_by_text("Waiting to be sent")).to_be_visible()
    await expect(page.get_by_text("Nothing is lost")).to_be_visible()
    await site.start()
    await expect(page.get_by_text("You said: typed in the dark")).to_be_visible()
    await expect(page.get_by_text("Waiting to be sent")).to_have_count(0)
    await expect(page.get_by_text("typed in the dark", exact=True)).to_have_count(1)
    assert len(site.desk.heard) == 1


async def test_what_waits_to_be_sent_survives_a_reload(page: Page, site: Site) -> None:
    await _opened(page, site)
    await page.route("**/chat/updates", lambda route: route.abort())
    await _say(page, "kept")
    await expect(page.get_by_text("Waiting to be sent")).to_be_visible()
    await page.unroute("**/chat/updates")
    await page.reload()
    await expect(page.get_by_text("You said: kept")).to_be_visible()


async def test_an_answer_that_got_lost_is_asked_for_again_and_handled_once(page: Page, site: Site) -> None:
    await _opened(page, site)

    async def lose_answer(route: object) -> None:
        await route.fetch()  # type: ignore[attr-defined]
        await route.abort()  # type: ignore[attr-defined]

    await page.route("**/chat/updates", lose_answer, times=1)
    await _say(page, "once")
    await expect(page.get_by_text("Waiting to be sent")).to_have_count(0)
    await asyncio.sleep(1.5)
    assert [heard[2] for heard in site.desk.heard] == ["/start", "once"]


async def test_a_photo_is_shown_before_and_after_it_was_sent(page: Page, site: Site, tmp_path: Path) -> None:
    await _opened(page, site)
    await page.locator("#photo-input").set_input_files(picture(tmp_path))
    await expect(page.get_by_role("group", name="File to send")).to_contain_text("face.jpg")
    await page.get_by_role("group", name="File to send").get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Got face.jpg")).to_be_visible()
    await expect(page.get_by_role("img", name="Photo")).to_have_js_property("naturalWidth", 60)


async def test_a_file_that_is_too_large_never_leaves_the_phone(page: Page, site: Site, tmp_path: Path) -> None:
    await _opened(page, site)
    large = tmp_path / "large.pdf"
    large.write_bytes(b"x" * (12 * 1024 * 1024 + 1))
    await page.locator("#document-input").set_input_files(large)
    await expect(page.get_by_text("larger than 12 MB")).to_be_visible()
    assert len(site.desk.heard) == 1


async def test_what_a_message_says_is_text_and_nothing_else(page: Page, site: Site) -> None:
    native_id = await _opened(page, site)
    text = "<img src=x onerror=alert(1)> 𠮷 bold link"
    entities = [
        {"type": "bold", "offset": 32, "length": 4},
        {"type": "text_link", "offset": 37, "length": 4, "url": "javascript:alert(1)"},
        {"type": "italic", "offset": 29, "length": 999},
    ]
    await site.desk.say(native_id, text)
    await site.chats.change(native_id, 3, lambda body: {**body, "entities": entities})
    await expect(page.locator(".words strong")).to_have_text("bold")
    await expect(page.locator(".words").last).to_have_text(text)
    assert await page.locator(".words a, .words img").count() == 0


async def test_a_message_taken_away_disappears(page: Page, site: Site) -> None:
    native_id = await _opened(page, site)
    await site.chats.remove(native_id, [2])
    await expect(page.get_by_text("You said: /start")).to_have_count(0)


async def test_the_page_fits_a_small_phone_and_every_button_a_thumb(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 320, "height": 568})
    await _opened(page, site)
    assert await page.evaluate("document.documentElement.scrollWidth <= 320")
    boxes = [await button.bounding_box() for button in await page.locator("button:visible, a.key:visible").all()]
    assert min(box["height"] for box in boxes if box) >= 44


async def test_a_short_message_of_the_demo_brings_its_code_into_the_message(page: Page, site: Site) -> None:
    from gateways.sandbox.sms import Message

    await _opened(page, site)
    await expect(page.locator("#demo-sms .hint")).to_have_count(1)
    site.phones.deliver("one", Message("13800138000", "Your code is 482913, for 10 minutes.", site.clock.now()))
    await page.get_by_role("button", name="482913").first.click()
    await expect(page.get_by_role("textbox", name="Message")).to_have_value("482913")


async def test_the_demo_panel_stops_the_clock(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/demo")
    await page.get_by_role("button", name="Stop it").click()
    await expect(page.get_by_text("standing still")).to_be_visible()
    assert not site.clock.is_running
