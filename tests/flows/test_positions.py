"""From "which fit me" to a stashed position, in the web chat and in Telegram, in each language; and what is typed at the table."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from core.model.application import Status
from gateways.sandbox.clock import MovableClock
from locales.words import LOCALES, words_in
from tests.flows.people import at_telegram, log_in, made_up
from tests.flows.talkers import Talker
from tests.support.bot_api import TOKEN, BotApi
from tests.support.facts import at
from tests.support.packs import bundled_pack
from tests.support.serving import Served, serving

FIRST, SECOND = bundled_pack().positions[:2]
DOUBT = "<b>By what is known of you, {code} does not fit</b>"
ASK = (
    "<b>Positions</b>\nType the position code of the one you want to see, or words such as “accounting bachelor”, "
    "or look through the lists."
)


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi(MovableClock(at("11-16 10:00:00"))) as api:
        yield api


@pytest_asyncio.fixture
async def both(sqlite_url: str, tmp_path: Path, telegram: BotApi) -> AsyncIterator[Served]:
    """The product with both channels."""
    settings = {"telegram_token": TOKEN, "telegram_api_base": telegram.base_url}
    async with serving(sqlite_url, tmp_path, **settings) as running:
        yield running


class Reader:
    """A talker who reads one language; labels and sentences are named in English and known by their longest piece."""

    def __init__(self, talker: Talker, locale: str) -> None:
        self.talker = talker
        self.words = words_in(locale)

    def said(self, source: str) -> str:
        return max(re.split(r"<[^>]*>|\{[^}]*\}|\n|[()（）]", self.words(source)), key=len).strip()

    async def presses(self, label: str, then: str) -> str:
        return await self.talker.presses(self.said(label), self.said(then))


async def pictures(talker: Talker) -> list[Image.Image]:
    """Every picture of the chat, oldest first."""
    found = [message["photo"][-1]["file_id"] for message in await talker.device.screen() if message.get("photo")]
    return [Image.open(io.BytesIO(await talker.device.download(file_id))) for file_id in found]


async def from_what_fits_to_stash(reader: Reader) -> None:
    """Lists, a question, filters, two positions compared and marked, pictures, a stash."""
    talker, here = reader.talker, "<b>Positions for you</b>"
    await reader.presses("Which fit me?", here)
    await reader.presses("All ({count})", "All positions of the table.")
    await reader.presses("Answer a question, to know more", "It decides something at {count} positions.")
    await reader.presses("I'd rather not say: leave it open", "All positions of the table.")
    await reader.presses("Filter", "<b>Filter the positions</b>")
    await reader.presses("District", "<b>{facet}</b>\nPress to choose; several may be chosen.")
    await talker.presses("市直 (", reader.said("{found} positions are left."))
    await reader.presses("Show the positions", "Filter: {wish}")
    await look_and_compare(reader)
    assert [picture.width for picture in await pictures(talker)] == [1080, 1080]
    await talker.presses(SECOND.code, SECOND.title)
    doubt, stashed = reader.said(DOUBT), reader.said("<b>Stashed, not confirmed</b>")
    await talker.presses(reader.said("Only stash it"), (stashed, doubt))
    if doubt in str((await talker.window())["text"]):
        await reader.presses("I know, choose it anyway", "<b>Stashed, not confirmed</b>")


async def look_and_compare(reader: Reader) -> None:
    """A code in full width, another one; both side by side, as a picture too; the first marked and drawn."""
    talker = reader.talker
    await talker.says("".join(chr(ord(digit) + 0xFEE0) for digit in FIRST.code), FIRST.title)
    await reader.presses("Compare it", FIRST.title)
    await reader.presses("☆ Mark it", FIRST.title)
    await reader.presses("Applicants as a picture", "{code}: applicants so far")
    await talker.says(SECOND.code, SECOND.title)
    await reader.presses("Compare it", SECOND.title)
    await reader.presses("Side by side ({compared})", "As the table stands on {at}. The recruiting unit decides who may apply.")
    await reader.presses("Show as a picture", "<b>Positions side by side</b>")


EVERY_DAY = "zh_CN"


@pytest.mark.parametrize("locale", [EVERY_DAY, *(pytest.param(one, marks=pytest.mark.long) for one in LOCALES if one != EVERY_DAY)])
async def test_from_what_fits_to_a_stash_in_the_web_chat_and_then_seen_in_telegram(
    both: Served, telegram: BotApi, locale: str
) -> None:
    async with made_up(both, Status.FORM_COMPLETE) as web, at_telegram(both, telegram, 4711) as phone:
        await web.says(f"/language {locale}", "✓")
        await from_what_fits_to_stash(Reader(web, locale))
        await log_in(phone, web.login)
        await phone.sees("only stashed so far")
        reader = Reader(phone, locale)
        await phone.says(f"/language {locale}", "✓")
        await reader.presses("Look up positions", ASK)
        await reader.presses("Marked ({favourites})", "<b>Positions you marked</b> ({count})")
        await phone.presses(FIRST.code, FIRST.title)
        await reader.presses("Side by side ({compared})", "<b>Positions side by side</b>")
        await reader.presses("Show as a picture", "<b>Positions side by side</b>")
        assert [picture.width for picture in await pictures(phone)] == [1080]


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("財政 本科", "Filter: "),
        ("bachelor fresh graduate", "Fresh graduates fresh graduates only"),
        ("深圳市财政局", "深圳市财政局"),
        ("我能报哪些？", "by what is known of you"),
        ("which positions can I apply for?", "Positions for you"),
        ("9900001", "There is no position"),
        ("博士 女 99人以上 财政", "No position has all of that"),
        ("怎么缴费？", "?"),
    ],
)
async def test_what_is_typed_at_the_table_is_a_code_a_search_or_a_question(embedded: Served, typed: str, seen: str) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await talker.presses("Look up positions", "Type the position code")
        await talker.says(typed, seen)


async def test_one_that_does_not_fit_is_said_on_the_confirm_pages_and_by_the_button_itself(embedded: Served) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await talker.presses("Look up positions", "Type the position code")
        unfit = next(row for row in bundled_pack().positions if row.education == "研究生")
        await talker.says(unfit.code, unfit.title)
        await talker.presses("Go on to confirm", "does not fit")
        await talker.presses("choose it anyway", "check everything once more")
        await talker.sees("Does not fit")
        await talker.presses("All correct, go on", "this position does not fit")
        await talker.presses(f"It doesn't fit, I know. Confirm {unfit.code} for good", "报名信息提交成功")


async def test_an_answer_can_be_taken_back_and_one_of_several_is_named(embedded: Served) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await talker.presses("Which fit me?", "Positions for you")
        await talker.presses("Answer a question", "Do you count as a fresh graduate?")
        await talker.presses("No", "Positions for you")
        await talker.presses("Answer anew (1)", "Do you count as a fresh graduate?")
        await talker.presses("I'd rather not say", "Positions for you")
        while "certificates" not in await talker.presses("Answer a question", "It decides something at"):
            await talker.presses("I'd rather not say", "Positions for you")
        await talker.says("注册测绘师", "Which of these certificates")
        await talker.presses("Done: these 1", "Positions for you")
