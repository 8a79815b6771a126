"""What bad input gets: a clear sentence, nothing lost, nothing done twice."""

import struct
import zlib

import pytest

from core.model.application import Status
from tests.flows import walk
from tests.flows.conftest import at_web_chat
from tests.flows.people import made_up
from tests.flows.talkers import Talker, WebDevice
from tests.support.serving import Served

MEGABYTE = 1024 * 1024


def bomb() -> bytes:
    """A PNG of a few kilobytes that would unpack to 3.6 GB of pixels."""
    size = 30_000

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(MEGABYTE * 4), 9)) + chunk(b"IEND", b"")


async def at_photo(talker: Talker) -> None:
    await talker.presses("Change form", "Your application form")
    await talker.presses("Photo", "send your ID photo")


async def test_a_text_where_a_photo_is_expected_is_answered_and_the_form_kept(embedded: Served) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await at_photo(talker)
        await talker.says("here it is", "Please send a photo here")
        await talker.presses("Back", "Complete.")


async def test_a_file_of_40_mb_is_refused_with_a_sentence_and_nothing_is_lost(embedded: Served) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await at_photo(talker)
        before, device = await talker.device.screen(), talker.device
        assert isinstance(device, WebDevice)
        answer = await device.sent(files={"photo": ("huge.jpg", b"\xff\xd8\xff" + bytes(40 * MEGABYTE), "image/jpeg")})
        assert answer.status_code == 413
        assert "larger than" in answer.json()["message"]
        assert await device.screen() == before
        await talker.shows(walk.photo(), "Shall I use this photo")


async def test_a_file_above_what_a_photo_may_weigh_is_answered_in_the_chat(embedded: Served) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await at_photo(talker)
        await talker.shows(b"\xff\xd8\xff" + bytes(11 * MEGABYTE), "at most 10 MB", as_file=True)
        await talker.presses("Back", "Complete.")


async def test_a_bomb_of_an_image_is_refused_before_it_unpacks(embedded: Served) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await at_photo(talker)
        await talker.shows(bomb(), "far too many pixels", as_file=True)
        await talker.presses("Back", "Complete.")


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0 no picture at all", b"%PDF-1.7 a paper", b"\0" * 100])
async def test_what_is_no_photo_is_refused_with_a_sentence(embedded: Served, content: bytes) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await at_photo(talker)
        seen = await talker.device.screen()
        await talker.device.send_file(content, "photo.jpg")
        await talker.sees("send your ID photo")
        assert await talker.device.screen() != seen
        await talker.presses("Back", "Complete.")


async def test_a_code_that_does_not_exist_is_answered_with_the_nearest_ones(embedded: Served) -> None:
    async with at_web_chat(embedded) as talker:
        await talker.presses("Look up positions", "Type the position code")
        wrong = walk.CODE[:-1] + "9"
        await talker.says(wrong, f"no position with the code {wrong}")
        await talker.sees("Did you mean one of these?")
        await talker.presses(walk.CODE, walk.CODE)


@pytest.mark.parametrize("typed", ["　９９０００ ０１１０４１００１ ", "99000 011041\t001", "99000011041001"])
async def test_a_code_is_read_in_any_width_and_with_blanks(embedded: Served, typed: str) -> None:
    async with at_web_chat(embedded) as talker:
        await talker.presses("Look up positions", "Type the position code")
        await talker.says(typed, "综合规划处")


async def test_yesterdays_button_changes_nothing_and_shows_where_one_is(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as talker:
        await talker.presses("Check and confirm", "check everything once more")
        await talker.presses("All correct", "This is final")
        message, button = await talker.button("for good")
        embedded.clock.set(embedded.clock.now().replace(day=17))
        await talker.says("/start", "Next:")
        await talker.device.tap(message["message_id"], button["callback_data"])
        assert "earlier" in await talker.note() or "has been used" in await talker.note()
        await talker.says("/next", "only stashed so far")


async def test_a_forged_press_is_answered_and_does_nothing(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as talker:
        message, button = await talker.button("Check and confirm")
        for data in (button["callback_data"][:-4] + "form", "x", "\u2063" * 8, "AAAAAAAA\x1dconfirm_final:1"):
            await talker.device.tap(message["message_id"], data)
            assert "has been used" in await talker.note()
        assert await talker.count("check everything once more") == 0


async def test_anything_in_the_wrong_place_is_answered(embedded: Served) -> None:
    async with made_up(embedded, Status.CONFIRMED) as talker:
        await talker.says("今天天气怎么样？", "awaiting payment")
        await talker.shows(walk.photo(), "this step doesn't take one")
        await talker.says("/nothing", "awaiting payment")
        await talker.says("𠮷" * 2000, "awaiting payment")


async def test_impatient_thumbs_do_each_step_once(embedded: Served) -> None:
    async with made_up(embedded, Status.NONE) as talker:
        await walk.read_agreements(talker)
        await talker.hammers("I have read and accept all", "Your application form")
        await walk.fill_in(talker)
        await talker.presses("Go on: choose a position", "Type the position code")
        await talker.says(walk.CODE, walk.CODE)
        await talker.hammers("Only stash it", ("Stashed, not confirmed", walk.DOUBT))
        if walk.DOUBT in (await talker.window())["text"]:
            await talker.hammers("choose it anyway", "Stashed, not confirmed")
        await talker.presses("Check and confirm", "check everything once more")
        await talker.hammers("All correct, go on", "This is final")
        await talker.hammers("for good", "报名信息提交成功")
        await talker.hammers("Pay now", "Unpaid by then")
        await walk.pay_at_cashier(talker)
        await talker.sees("Received. Your payment has arrived")
        await talker.presses("My documents", "My documents")
        await talker.hammers("Registration form", "Keep it for yourself")
        assert len(await talker.documents()) == 1
        assert await talker.count("报名信息提交成功") == 1
        assert await talker.count("Received. Your payment has arrived") == 1
