"""The table of methods over HTTP, called by aiogram's real client: error texts and response shapes as Telegram's."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from tests.channels.stages import hang_up, paced_bot
from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api.forum import Group
from tests.support.clock import FixedClock

CHAT = 7001
FORUM = -1001
FIXTURES = Path(__file__).parent / "fixtures"
ERRORS: dict[str, str] = json.loads((FIXTURES / "errors.json").read_text())
SHAPES: dict[str, Any] = json.loads((FIXTURES / "shapes.json").read_text())


@pytest_asyncio.fixture
async def api(clock: FixedClock) -> AsyncIterator[BotApi]:
    async with BotApi(clock) as api:
        await api.text(CHAT, "hello")
        yield api


@pytest_asyncio.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    bot = paced_bot(api)
    yield bot
    await hang_up(bot)


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="go", callback_data=part) for part in data]])


def fits(found: Any, shape: Any) -> bool:
    """Whether ``found`` has exactly this shape; ``?`` fits anything."""
    if shape == "?":
        return found is not None
    if isinstance(shape, dict):
        return isinstance(found, dict) and found.keys() == shape.keys() and all(fits(found[key], shape[key]) for key in shape)
    if isinstance(shape, list):
        return len(found) == len(shape) and all(map(fits, found, shape))
    return bool(found == shape)


async def raw(api: BotApi, method: str, **fields: Any) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.post(f"{api.base_url}/bot{TOKEN}/{method}", json=fields) as response:
        body: dict[str, Any] = await response.json()
        return body


async def test_messages_have_telegrams_shape(api: BotApi, clock: FixedClock) -> None:
    markup = {"inline_keyboard": [[{"text": "go", "callback_data": "x"}]]}
    sent = await raw(api, "sendMessage", chat_id=CHAT, text="<b>bold</b> /start", parse_mode="HTML", reply_markup=markup)
    clock.forward(minutes=1)
    edited = await raw(api, "editMessageText", chat_id=CHAT, message_id=2, text="changed")
    assert fits(sent["result"], SHAPES["sendMessage"]), sent
    assert fits(edited["result"], SHAPES["editMessageText"]), edited


async def test_topics_and_what_stands_in_them_have_telegrams_shape(api: BotApi) -> None:
    api.book.people[FORUM] = Group(FORUM)
    made = await raw(api, "createForumTopic", chat_id=FORUM, name="1")
    sent = await raw(api, "sendMessage", chat_id=FORUM, text="hello", message_thread_id=made["result"]["message_thread_id"])
    assert fits(made["result"], SHAPES["createForumTopic"]), made
    assert fits(sent["result"], SHAPES["topicMessage"]), sent


async def test_topics_are_refused_in_telegrams_words(api: BotApi, bot: Bot) -> None:
    api.book.people[FORUM] = Group(FORUM)
    thread = (await bot.create_forum_topic(FORUM, "1")).message_thread_id
    assert await bot.close_forum_topic(FORUM, thread)
    for error, call in (
        ("topic_not_modified", bot.close_forum_topic(FORUM, thread)),
        ("topic_invalid", bot.close_forum_topic(FORUM, 99)),
        ("thread_not_found", bot.send_message(FORUM, "a", message_thread_id=99)),
        ("not_a_forum", bot.create_forum_topic(CHAT, "1")),
    ):
        with pytest.raises(TelegramBadRequest) as refused:
            await call
        assert refused.value.message == ERRORS[error]


async def test_presses_have_telegrams_shape(api: BotApi) -> None:
    await raw(
        api, "sendMessage", chat_id=CHAT, text="a", reply_markup={"inline_keyboard": [[{"text": "go", "callback_data": "x"}]]}
    )
    await api.press(CHAT, 2, "x")
    await raw(api, "deleteMessage", chat_id=CHAT, message_id=2)
    await api.press(CHAT, 2, "x", as_seen_before=True)
    first, second = (await raw(api, "getUpdates", offset=1001))["result"]
    assert fits(first["callback_query"], SHAPES["callback_query"])
    assert fits(second["callback_query"]["message"], SHAPES["inaccessible"])


async def test_files_have_telegrams_shape(api: BotApi, bot: Bot, jpeg: bytes) -> None:
    sent = await bot.send_document(CHAT, BufferedInputFile(b"abc", "a.pdf"))
    await bot.send_photo(CHAT, BufferedInputFile(jpeg, "a.jpg"), caption="<i>me</i>")
    assert sent.document
    document, photo = api.screen(CHAT)[1:]
    assert fits(document["document"], SHAPES["document"])
    assert fits(photo["photo"][-1], SHAPES["photo"])
    assert fits((await raw(api, "getFile", file_id=sent.document.file_id))["result"], SHAPES["getFile"])


async def test_a_file_is_sent_again_by_its_id_and_downloaded(bot: Bot) -> None:
    sent = await bot.send_document(CHAT, BufferedInputFile(b"abc", "a.pdf"))
    assert sent.document
    again = await bot.send_document(CHAT, sent.document.file_id)
    assert again.document
    assert again.document.file_unique_id == sent.document.file_unique_id
    content = await bot.download(again.document)
    assert content
    assert content.read() == b"abc"


async def _with_message(bot: Bot) -> None:
    await bot.send_message(CHAT, "a", reply_markup=keyboard("x"))


CALLS: list[tuple[str, Callable[[Bot], Awaitable[Any]]]] = [
    ("not_modified", lambda bot: bot.edit_message_text("a", chat_id=CHAT, message_id=2, reply_markup=keyboard("x"))),
    ("not_modified", lambda bot: bot.edit_message_reply_markup(chat_id=CHAT, message_id=2, reply_markup=keyboard("x"))),
    ("edit_not_found", lambda bot: bot.edit_message_text("a", chat_id=CHAT, message_id=99)),
    ("cannot_edit", lambda bot: bot.edit_message_text("a", chat_id=CHAT, message_id=1)),
    ("no_caption", lambda bot: bot.edit_message_caption(chat_id=CHAT, message_id=2, caption="a")),
    ("delete_not_found", lambda bot: bot.delete_message(CHAT, 99)),
    ("query_too_old", lambda bot: bot.answer_callback_query("99")),
    ("chat_not_found", lambda bot: bot.send_message(1, "a")),
    ("empty", lambda bot: bot.send_message(CHAT, " <b></b> \n")),
    ("too_long", lambda bot: bot.send_message(CHAT, "考" * 4097)),
    ("caption_too_long", lambda bot: bot.send_document(CHAT, BufferedInputFile(b"a", "a"), caption="a" * 1025)),
    ("button_data", lambda bot: bot.send_message(CHAT, "a", reply_markup=keyboard("考" * 22))),
    ("wrong_file", lambda bot: bot.send_photo(CHAT, "no such file")),
    ("not_a_photo", lambda bot: bot.send_photo(CHAT, BufferedInputFile(b"GIF89a", "a.jpg"))),
    ("unsupported_tag", lambda bot: bot.send_message(CHAT, "<p>a</p>")),
]


@pytest.mark.parametrize(("error", "call"), CALLS)
async def test_error_texts_are_telegrams(bot: Bot, error: str, call: Callable[[Bot], Awaitable[Any]]) -> None:
    await _with_message(bot)
    with pytest.raises(TelegramBadRequest) as refused:
        await call(bot)
    assert refused.value.message == ERRORS[error]


async def test_only_a_real_difference_is_a_change(bot: Bot) -> None:
    await _with_message(bot)
    await bot.edit_message_text("<b>a</b>", chat_id=CHAT, message_id=2, reply_markup=keyboard("x"))
    await bot.edit_message_text("<b>a</b>", chat_id=CHAT, message_id=2, reply_markup=keyboard("y"))
    removed = await bot.edit_message_text("<b>a</b>", chat_id=CHAT, message_id=2)
    assert not isinstance(removed, bool)
    assert removed.reply_markup is None


async def test_a_text_of_full_length_is_taken(bot: Bot) -> None:
    sent = await bot.send_message(CHAT, f"<b>{'考' * 4096}</b>")
    assert sent.text == "考" * 4096


async def test_a_photo_takes_the_place_of_a_text(bot: Bot, jpeg: bytes) -> None:
    await _with_message(bot)
    media = InputMediaPhoto(media=BufferedInputFile(jpeg, "a.jpg"), caption="<b>me</b>")
    edited = await bot.edit_message_media(media, chat_id=CHAT, message_id=2)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.caption) == (None, "me")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("a", chat_id=CHAT, message_id=2)


async def test_a_reply_keyboard_is_not_part_of_the_message_and_makes_it_uneditable(api: BotApi, bot: Bot) -> None:
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text=" a\u200c ")]])
    sent = await bot.send_message(CHAT, "a", reply_markup=markup)
    assert sent.reply_markup is None
    assert api.screen(CHAT)[-1]["reply_markup"]["keyboard"] == [[{"text": " a\u200c "}]]
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("b", chat_id=CHAT, message_id=sent.message_id)


async def test_a_blocked_bot_is_forbidden_to_write(api: BotApi, bot: Bot) -> None:
    await api.block(CHAT)
    with pytest.raises(TelegramForbiddenError) as refused:
        await bot.send_message(CHAT, "a")
    assert refused.value.message == ERRORS["blocked"]


async def test_a_ban_names_its_seconds(api: BotApi, bot: Bot) -> None:
    api.faults.ban("sendMessage", 300)
    with pytest.raises(TelegramRetryAfter) as banned:
        await bot.send_message(CHAT, "a")
    assert banned.value.retry_after == 300


async def test_a_short_ban_is_waited_out(api: BotApi, bot: Bot) -> None:
    api.faults.ban("sendMessage", 1)
    await bot.send_message(CHAT, "a")
    assert len(api.screen(CHAT)) == 2


async def test_what_is_not_offered_is_refused_not_ignored(api: BotApi, bot: Bot) -> None:
    with pytest.raises(TelegramAPIError, match="sendDice isn't supported"):
        await bot.send_dice(CHAT)
    assert (await raw(api, "noSuchMethod"))["error_code"] == 404


async def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{api.base_url}/bot1:X/getMe") as response:
        assert response.status == 401


async def test_chats_and_members_can_be_asked_for(bot: Bot) -> None:
    assert (await bot.get_chat(CHAT)).type == "private"
    assert (await bot.get_chat_member(CHAT, CHAT)).status == "member"
    assert (await bot.me()).is_bot


async def test_deleting_several_skips_those_that_are_gone(api: BotApi, bot: Bot) -> None:
    await _with_message(bot)
    assert await bot.delete_messages(CHAT, [1, 2, 99])
    assert api.screen(CHAT) == []
