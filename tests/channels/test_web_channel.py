"""The web chat's own sides: its journal shows both sides, files of every kind, errors that end in a sentence."""

import io

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile
from PIL import Image

from core.errors import NotFound
from core.services.web_chats import WebChats
from core.store.engine import Store
from tests.channels.stages import WebStage, button, last_with_buttons, press, said, web_stage
from tests.support.clock import FixedClock


async def test_the_journal_shows_both_sides_with_one_row_of_numbers(web: WebStage) -> None:
    await web.text("/start")
    await press(web, "Next")
    events = await web.chats.events_after(web.chat, 0)
    assert [(event.kind, event.body.get("message_id")) for event in events] == [
        ("message", 1),
        ("message", 2),
        ("edit", 2),
        ("answer", 2),
    ]
    assert [body["from"]["is_bot"] for body in await web.screen()] == [False, True]


async def test_a_dialog_goes_on_after_the_process_was_started_anew(sqlite_store: Store, clock: FixedClock) -> None:
    before = await web_stage(sqlite_store, clock)
    await before.text("/start")
    await press(before, "Next")
    after = await web_stage(sqlite_store, clock)
    after.chat, after.storage.data = before.chat, before.storage.data
    await press(after, "Next")
    assert said(await after.screen()) == ["/start", "step C 0"]


async def test_text_arrives_byte_for_byte(web: WebStage) -> None:
    await web.text(" a\u200c\u2060\n ")
    assert (await web.screen())[0]["text"] == " a\u200c\u2060\n "


async def test_nothing_said_is_nothing(web: WebStage) -> None:
    await web.text(" \n ")
    assert await web.screen() == []


async def test_an_unknown_chat_is_not_found(web: WebStage) -> None:
    with pytest.raises(NotFound):
        await web.channel.text(web.chat + 1, "a", "en")
    await web.channel.press(web.chat + 1, 1, "a")


async def test_a_picture_that_is_none_arrives_as_a_document(web: WebStage) -> None:
    await web.upload("photo", "me.jpg", b"not a picture")
    body = (await web.screen())[0]
    assert body["document"]["file_name"] == "me.jpg"
    assert "photo" not in body


async def test_a_bomb_of_a_picture_is_only_measured(web: WebStage) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    await web.upload("photo", "bomb.png", out.getvalue())
    assert "document" in (await web.screen())[0]


async def test_a_file_too_big_for_the_bot_is_named_but_not_handed_out(web: WebStage) -> None:
    await web.upload("document", "big.bin", b"x" * (20 * 1024 * 1024 + 1))
    document = (await web.screen())[0]["document"]
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await web.bot.get_file(document["file_id"])


async def test_a_document_of_the_bot_can_be_fetched_in_its_own_chat_only(web: WebStage) -> None:
    sent = await web.bot.send_document(web.chat, BufferedInputFile(b"%PDF", "ticket.pdf"))
    assert sent.document
    other = (await web.chats.open(None, "en")).native_id
    file = await web.chats.file(web.chat, sent.document.file_id)
    assert file
    assert (file.name, file.mime, file.content) == ("ticket.pdf", "application/pdf", b"%PDF")
    assert await web.chats.file(other, sent.document.file_id) is None


async def test_a_handler_that_breaks_is_answered_with_a_sentence(web: WebStage) -> None:
    await web.text("/things")
    await press(web, "count")
    await press(web, "fail")
    assert "Nothing was lost" in (await web.answers())[-1]["text"]


async def test_every_press_ends_with_an_answer_so_that_the_button_is_freed(web: WebStage) -> None:
    await web.text("/start")
    body = last_with_buttons(await web.screen())
    await web.send(body["message_id"], button(body, "Next"))
    assert (await web.answers())[-1]["message_id"] == body["message_id"]


async def test_a_press_frees_its_button_together_with_the_change_it_makes(web: WebStage) -> None:
    query_id = web.bot.session.table.queries.open(web.chat, 1)
    sent = await web.bot.send_message(web.chat, "a")
    await web.bot.answer_callback_query(query_id)
    kinds = [event.kind for event in await web.chats.events_after(web.chat, 0)]
    assert (sent.message_id, kinds) == (1, ["message", "answer"])


async def test_an_answer_with_words_is_told_even_after_the_button_was_freed(web: WebStage) -> None:
    query_id = web.bot.session.table.queries.open(web.chat, 1)
    await web.bot.send_message(web.chat, "a")
    await web.bot.answer_callback_query(query_id, text="done", show_alert=True)
    assert [answer.get("text") for answer in await web.answers()] == [None, "done"]


async def test_a_change_that_is_refused_frees_no_button(web: WebStage) -> None:
    await web.bot.send_message(web.chat, "a")
    query_id = web.bot.session.table.queries.open(web.chat, 1)
    with pytest.raises(TelegramBadRequest):
        await web.bot.edit_message_text("a", chat_id=web.chat, message_id=1)
    assert await web.answers() == []
    await web.bot.answer_callback_query(query_id)
    assert len(await web.answers()) == 1


async def test_refusals_are_said_in_the_language_of_the_chat(web: WebStage, sqlite_store: Store, clock: FixedClock) -> None:
    chats = WebChats(sqlite_store, clock)
    assert await chats.locale(web.chat) == "en"
    assert await chats.locale(web.chat + 1) is None


async def test_typing_is_shown(web: WebStage) -> None:
    await web.bot.send_chat_action(web.chat, "upload_document")
    events = await web.chats.events_after(web.chat, 0)
    assert [(event.kind, event.body) for event in events] == [("typing", {"action": "upload_document"})]
