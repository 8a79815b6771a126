"""Double clicks, old buttons, presses on their way while the window changes: no step is skipped or repeated."""

import asyncio

from aiogram_dialog.utils import CB_SEP

from tests.channels.dialogs import STALE
from tests.channels.stages import Stage, TelegramStage, WebStage, button, last_with_buttons, press, press_all, said


async def test_a_double_click_goes_on_one_step_only(stage: Stage) -> None:
    await stage.text("/start")
    body = last_with_buttons(await stage.screen())
    await press_all(stage, [(body["message_id"], button(body, "Next"))] * 2)
    assert said(await stage.screen()) == ["/start", "step B"]


async def test_a_double_click_one_after_the_other_goes_on_one_step_only(stage: Stage) -> None:
    await stage.text("/start")
    body = last_with_buttons(await stage.screen())
    for _ in range(3):
        await stage.send(body["message_id"], button(body, "Next"))
    assert said(await stage.screen()) == ["/start", "step B"]


async def test_a_double_click_on_a_window_that_looks_the_same_after_acts_once(stage: Stage) -> None:
    await stage.text("/things")
    await press(stage, "count")
    body = last_with_buttons(await stage.screen())
    await press_all(stage, [(body["message_id"], button(body, "count"))] * 5)
    assert said(await stage.screen())[-1] == "n=1"


async def test_each_press_of_a_double_click_is_answered(stage: Stage) -> None:
    await stage.text("/start")
    body = last_with_buttons(await stage.screen())
    await press_all(stage, [(body["message_id"], button(body, "Next"))] * 2)
    assert len(await stage.answers()) == 2


async def test_of_two_different_buttons_at_once_only_the_first_goes_on(stage: Stage) -> None:
    await stage.text("/start")
    await press(stage, "Next")
    body = last_with_buttons(await stage.screen())
    both = [(body["message_id"], button(body, "Next")), (body["message_id"], button(body, "Back"))]
    await press_all(stage, both)
    assert said(await stage.screen())[-1] == "step C 0"


async def test_another_button_of_a_window_that_stays_counts_while_the_first_is_being_answered(telegram: TelegramStage) -> None:
    await telegram.text("/things")
    await press(telegram, "list")
    body = last_with_buttons(await telegram.screen())
    one, two = button(body, "item 1"), button(body, "item 2")
    await press_all(telegram, [(body["message_id"], one), (body["message_id"], two)])
    assert said(await telegram.screen())[-1] == "chosen 2"


async def test_a_press_on_a_window_that_a_text_has_just_moved_still_counts(telegram: TelegramStage) -> None:
    await telegram.text("/things")
    await press(telegram, "age")
    body = last_with_buttons(await telegram.screen())
    await telegram.text("31")
    await telegram.send(body["message_id"], button(body, "menu"))
    assert said(await telegram.screen())[-1] == "age 31"
    assert said(await telegram.screen())[-3] == "menu, chosen none"


async def test_a_double_click_that_opens_a_dialog_opens_it_once_and_says_nothing(stage: Stage) -> None:
    await stage.text("/things")
    body = last_with_buttons(await stage.screen())
    await press_all(stage, [(body["message_id"], button(body, "sub"))] * 2)
    assert said(await stage.screen()) == ["/things", "sub"]
    await press(stage, "done")
    assert said(await stage.screen()) == ["/things", "menu, chosen from below"]


async def test_going_back_does_not_bring_an_old_button_to_life(stage: Stage) -> None:
    await stage.text("/start")
    old = last_with_buttons(await stage.screen())
    await press(stage, "Next")
    await press(stage, "Back")
    await stage.send(old["message_id"], button(old, "Next"))
    assert said(await stage.screen())[-1] == "step A"


async def test_a_button_of_a_dialog_that_was_left_is_answered_and_the_window_shown(telegram: TelegramStage) -> None:
    await telegram.text("/start")
    old = last_with_buttons(await telegram.screen())
    await telegram.text("/things")
    await telegram.send(old["message_id"], button(old, "Next"))
    screen = await telegram.screen()
    assert (await telegram.answers())[-1]["text"] == STALE
    assert [text for text in said(screen) if text.startswith("menu")] == ["menu, chosen none"]
    assert said(screen)[-1] == "menu, chosen none"
    assert said([body for body in screen if "reply_markup" in body]) == ["menu, chosen none"]


async def test_yesterdays_button_without_any_dialog_leads_home(stage: Stage) -> None:
    await stage.text("/start")
    body = last_with_buttons(await stage.screen())
    stage.storage.data.clear()
    await stage.send(body["message_id"], button(body, "Next"))
    assert said(await stage.screen()) == ["/start", "step A", "step A"]
    assert (await stage.answers())[-1]["text"] == STALE


async def test_a_button_of_a_window_that_no_longer_exists_leads_home(stage: Stage) -> None:
    await stage.text("/start")
    await press(stage, "Next")
    body = last_with_buttons(await stage.screen())
    for key, kept in stage.storage.data.items():
        stage.storage.data[key] = kept.replace("Steps:b", "Steps:removed")
    await stage.send(body["message_id"], button(body, "Next"))
    assert said(await stage.screen())[-1] == "step A"


async def test_a_window_shown_before_the_process_died_is_shown_as_it_was_kept(stage: Stage) -> None:
    await stage.text("/start")
    kept = dict(stage.storage.data)
    await press(stage, "Next")
    stage.storage.data = kept  # the window went out, and then the process was killed
    await press(stage, "Next")
    assert said(await stage.screen()) == ["/start", "step A"]
    await press(stage, "Next")
    assert said(await stage.screen()) == ["/start", "step B"]


async def test_a_press_on_its_way_while_the_same_window_is_pushed_still_counts(stage: Stage) -> None:
    await stage.text("/things")
    await press(stage, "count")
    body = last_with_buttons(await stage.screen())
    async with stage.locks.hold(stage.bot.id, stage.chat), stage.background.bg(stage.bot, stage.chat, stage.chat).fg() as manager:
        await manager.update({"age": "pushed"})
    await stage.send(body["message_id"], button(body, "count"))
    assert said(await stage.screen())[-1] == "n=1"


async def test_a_handler_that_breaks_changes_nothing_and_its_window_still_works(stage: Stage) -> None:
    await stage.text("/things")
    await press(stage, "count")
    await press(stage, "fail")
    await press(stage, "count")
    assert said(await stage.screen())[-1] == "n=1"


async def test_a_press_on_a_message_that_is_gone_changes_nothing_and_shows_the_window(telegram: TelegramStage) -> None:
    await telegram.text("/start")
    body = last_with_buttons(await telegram.screen())
    await telegram.bot.delete_message(telegram.chat, body["message_id"])
    await telegram.send(body["message_id"], button(body, "Next"))
    assert said(await telegram.screen()) == ["/start", "step B"]


async def test_a_forged_press_is_refused_with_an_answer_that_says_so(web: WebStage) -> None:
    await web.text("/start")
    body = last_with_buttons(await web.screen())
    intent = button(body, "Next").partition(CB_SEP)[0]
    for forged in ("anything", f"{intent}{CB_SEP}to_count", f"{intent}{CB_SEP}aaaa{CB_SEP}__next__"):
        await web.send(body["message_id"], forged)
    await web.send(999, button(body, "Next"))
    answers = await web.answers()
    assert said(await web.screen()) == ["/start", "step A"]
    assert len(answers) == 4
    assert all("button" in answer["text"] for answer in answers)


async def test_a_forged_press_over_telegram_does_not_act(telegram: TelegramStage) -> None:
    await telegram.text("/start")
    body = last_with_buttons(await telegram.screen())
    intent = button(body, "Next").partition(CB_SEP)[0]
    await telegram.send(body["message_id"], f"{intent}{CB_SEP}__next__")
    assert said(await telegram.screen()) == ["/start", "step A"]


async def test_another_persons_button_is_refused(web: WebStage) -> None:
    await web.text("/start")
    body = last_with_buttons(await web.screen())
    other = (await web.chats.open(None, "en")).native_id
    await web.channel.text(other, "/things", "en")
    await web.channel.press(other, body["message_id"], button(body, "Next"))
    assert said(await web.screen()) == ["/start", "step A"]


async def test_a_key_of_a_reply_keyboard_pressed_twice_acts_once(stage: Stage) -> None:
    await stage.text("/things")
    await press(stage, "reply")
    key = (await stage.screen())[-1]["reply_markup"]["keyboard"][0][0]["text"]
    await stage.text(key)
    await stage.text(key)
    screen = await stage.screen()
    assert said(screen)[-1] == "reply 1"
    await stage.text(screen[-1]["reply_markup"]["keyboard"][0][0]["text"])
    assert said(await stage.screen())[-1] == "reply 2"


async def test_many_quick_dialogs_above_each_other_never_meet(stage: Stage) -> None:
    await stage.text("/things")
    for _ in range(40):
        await press(stage, "sub")
        await press(stage, "done")
    assert said(await stage.screen())[-1] == "menu, chosen from below"


async def test_people_at_the_same_time_do_not_disturb_each_other(web: WebStage) -> None:
    chats = [(await web.chats.open(None, "en")).native_id for _ in range(20)]

    async def walk(chat: int) -> str:
        await web.channel.text(chat, "/things", "en")
        for label in ("count", "count", "count"):
            body = last_with_buttons(await web.chats.messages(chat))
            await web.channel.press(chat, body["message_id"], button(body, label))
        return said(await web.chats.messages(chat))[-1]

    assert set(await asyncio.gather(*(walk(chat) for chat in chats))) == {"n=2"}
