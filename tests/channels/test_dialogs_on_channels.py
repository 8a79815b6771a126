"""Everything a dialog does, on both channels."""

import asyncio

from bot.channels.web import WebChannel, web_bot
from core.services.web_chats import WebChats
from core.store.engine import Store
from tests.channels.dialogs import Steps, Sub
from tests.channels.stages import Stage, TelegramStage, button, last_with_buttons, press, said
from tests.support.clock import FixedClock


async def _go(stage: Stage, room: str) -> None:
    await stage.text("/things")
    await press(stage, room)


async def test_a_text_is_answered_by_a_window_without_tags(stage: Stage) -> None:
    await stage.text("/start")
    screen = await stage.screen()
    assert said(screen) == ["/start", "step A"]
    assert screen[1]["entities"] == [{"type": "bold", "offset": 5, "length": 1}]
    assert screen[0]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_a_press_edits_the_window_in_its_place(stage: Stage) -> None:
    await stage.text("/start")
    await press(stage, "Next")
    assert said(await stage.screen()) == ["/start", "step B"]


async def test_a_method_returned_from_a_handler_is_carried_out(stage: Stage) -> None:
    await stage.text("/returned")
    assert said(await stage.screen()) == ["/returned", "returned"]


async def test_the_language_of_the_person_is_told(stage: Stage) -> None:
    await stage.text("/language")
    assert said(await stage.screen())[-1] == "zh-hans"


async def test_typed_text_goes_through_the_type_and_its_error(stage: Stage) -> None:
    await _go(stage, "age")
    await stage.text("old")
    assert said(await stage.screen())[-1] == "age not a number"
    await stage.text("31")
    assert said(await stage.screen())[-1] == "age 31"


async def test_only_the_newest_window_keeps_its_buttons(stage: Stage) -> None:
    await _go(stage, "age")
    await stage.text("31")
    with_buttons = [body for body in await stage.screen() if "reply_markup" in body]
    assert said(with_buttons) == ["age 31"]


async def test_a_photo_is_downloaded_by_the_bot(stage: Stage, jpeg: bytes) -> None:
    await _go(stage, "send")
    await stage.upload("photo", "me.jpg", jpeg)
    assert said(await stage.screen())[-1] == f"file photo {len(jpeg)} bytes"


async def test_a_document_is_downloaded_by_the_bot(stage: Stage) -> None:
    await _go(stage, "send")
    await stage.upload("document", "a.bin", b"x" * 200_000)
    assert said(await stage.screen())[-1] == "file document 200000 bytes"


async def test_a_picture_is_sent_edited_and_left(stage: Stage) -> None:
    await _go(stage, "picture")
    before = (await stage.screen())[-1]
    assert before["photo"][-1]["width"] == 295
    await press(stage, "count")
    after = (await stage.screen())[-1]
    assert after["caption"] == "picture 1"
    assert after["photo"] == before["photo"]
    await press(stage, "menu")
    assert "photo" not in (await stage.screen())[-1]


async def test_a_list_is_paged_and_chosen_from(stage: Stage) -> None:
    await _go(stage, "list")
    await press(stage, "3")
    await press(stage, "item 11")
    assert said(await stage.screen())[-1] == "chosen 11"


async def test_a_day_is_chosen(stage: Stage) -> None:
    await _go(stage, "days")
    await press(stage, "15")
    assert said(await stage.screen())[-1].endswith("-15")


async def test_a_dialog_above_another_returns_its_result(stage: Stage) -> None:
    await _go(stage, "sub")
    await press(stage, "done")
    assert said(await stage.screen())[-1] == "menu, chosen from below"


async def test_a_reply_keyboard_is_shown_pressed_and_taken_away(stage: Stage) -> None:
    await _go(stage, "reply")
    body = (await stage.screen())[-1]
    label = body["reply_markup"]["keyboard"][0][0]["text"]
    assert label.startswith(" count ")
    await stage.text(label)
    assert said(await stage.screen())[-1] == "reply 1"
    await stage.text((await stage.screen())[-1]["reply_markup"]["keyboard"][1][0]["text"])
    assert said(await stage.screen())[-1] == "menu, chosen none"


async def test_a_window_whose_message_is_gone_is_sent_anew(stage: Stage) -> None:
    await stage.text("/start")
    body = last_with_buttons(await stage.screen())
    await stage.bot.delete_message(stage.chat, body["message_id"])
    async with stage.background.bg(stage.bot, stage.chat, stage.chat).fg() as manager:
        await manager.update({"n": 1})
    assert said(await stage.screen()) == ["/start", "step A"]


async def test_ten_presses_on_fresh_windows_count_ten(stage: Stage) -> None:
    await _go(stage, "count")
    for _ in range(10):
        await press(stage, "count")
    assert said(await stage.screen())[-1] == "n=10"


async def test_a_push_and_a_press_at_the_same_moment_lose_nothing(stage: Stage) -> None:
    await _go(stage, "count")
    body = last_with_buttons(await stage.screen())

    async def push() -> None:
        async with (
            stage.locks.hold(stage.bot.id, stage.chat),
            stage.background.bg(stage.bot, stage.chat, stage.chat).fg() as manager,
        ):
            await manager.update({"age": "pushed"})

    await asyncio.gather(stage.send(body["message_id"], button(body, "count")), push())
    await press(stage, "menu")
    await press(stage, "age")
    data = "".join(stage.storage.data.values())
    assert '"n": 1' in data
    assert '"age": "pushed"' in data


async def test_locks_are_given_back(stage: Stage) -> None:
    await stage.text("/start")
    await press(stage, "Next")
    assert len(stage.locks) == 0


async def test_pushes_reach_a_person_whose_chat_is_loaded(stage: Stage) -> None:
    await stage.text("/start")
    background = stage.background.bg(stage.bot, stage.chat, stage.chat, load=True)
    async with background.fg() as manager:
        await manager.update({"n": 5})
    assert said(await stage.screen()) == ["/start", "step A"]


async def test_a_dialog_left_leaves_no_record(stage: Stage) -> None:
    await _go(stage, "sub")
    before = len(stage.storage.data)
    await press(stage, "done")
    assert len(stage.storage.data) == before - 1


async def test_pushes_may_switch_and_start(stage: Stage) -> None:
    await stage.text("/start")
    async with stage.background.bg(stage.bot, stage.chat, stage.chat).fg() as manager:
        await manager.switch_to(Steps.c)
        await manager.show()
    assert said(await stage.screen())[-1] == "step C 0"
    async with stage.background.bg(stage.bot, stage.chat, stage.chat).fg() as manager:
        await manager.start(Sub.ask)
    await press(stage, "done")
    assert said(await stage.screen())[-1] == "step C 0"


async def test_an_album_is_answered_by_one_window(telegram: TelegramStage, jpeg: bytes) -> None:
    await _go(telegram, "send")
    for _ in range(3):
        await telegram.telegram.photo(telegram.chat, jpeg, album="a1")
        await telegram.settled()
    windows = [text for text in said(await telegram.screen()) if text.startswith("file photo")]
    assert windows == [f"file photo {len(jpeg)} bytes"]


async def test_the_same_number_on_two_channels_is_two_chats(
    telegram: TelegramStage, sqlite_store: Store, clock: FixedClock, jpeg: bytes
) -> None:
    chats = WebChats(sqlite_store, clock)
    bot = web_bot(chats, clock)
    channel = WebChannel(bot, telegram.dispatcher, telegram.locks, chats, clock)
    telegram.chat = (await chats.open(None, "en")).native_id
    await channel.text(telegram.chat, "/things", "en")
    await telegram.text("/start")
    assert said(await chats.messages(telegram.chat)) == ["/things", "menu, chosen none"]
    assert said(await telegram.screen()) == ["/start", "step A"]
    body = last_with_buttons(await chats.messages(telegram.chat))
    await channel.press(telegram.chat, body["message_id"], button(body, "picture"))
    await _go(telegram, "picture")
    assert (await telegram.screen())[-1]["photo"][-1]["file_id"] != (await chats.messages(telegram.chat))[-1]["photo"][0]["file_id"]
