"""Ways back into an account, said in the chat and typed on pages: a new password by phone code and by questions."""

import re
from datetime import timedelta

from tests.flows import walk
from tests.flows.conftest import at_web_chat
from tests.flows.talkers import Talker
from tests.support.serving import Served

ANSWERS = {"answer_1": "福田小学", "answer_2": "王老师", "answer_3": "小明"}
QUESTIONS = {"question_1": "first_school", "question_2": "first_teacher", "question_3": "childhood_friend"}
NEW = {"new_password": "another horse 8", "new_password_again": "another horse 8"}


async def set_questions(talker: Talker) -> None:
    await talker.presses("My account", "Username: lihua")
    await talker.presses("Change my data", "Maintain the account")
    await talker.presses("Security questions", "Three questions and their answers")
    page = await talker.opens("Open the page")
    await talker.fills(page, password="correct horse 1", **QUESTIONS, **ANSWERS)
    await talker.sees("security questions of your account were set")


async def forget_password(talker: Talker) -> None:
    """Up to the choice of a way."""
    await talker.presses("Register or log in", "Real-name account")
    await talker.presses("Forgot password", "Recover the password")
    await talker.fills(await talker.opens("Open the page"), username="lihua")
    await talker.sees("How will you show that it is you?")


async def log_in_anew(talker: Talker) -> None:
    await talker.sees("Please log in with it")
    await talker.fills(await talker.opens("Open the log-in page"), username="lihua", password="another horse 8")
    await talker.sees("You are logged in")


async def test_a_new_password_by_document_and_phone_ends_the_other_chat(web: Talker, served: Served) -> None:
    await walk.register(web)
    served.clock.set(served.clock.now() + timedelta(minutes=2))
    async with at_web_chat(served) as elsewhere:
        await forget_password(elsewhere)
        await elsewhere.presses("Document and phone code", "given at registration")
        page = await elsewhere.opens("Open the page")
        typed = {"document_type": "resident_id", "document_number": walk.ID_NUMBER, "phone": walk.PHONE}
        await elsewhere.fills(page, **typed)
        await elsewhere.sees("type its 6 digits")
        await elsewhere.says(await walk.code_of(elsewhere, walk.PHONE), "It is you")
        await elsewhere.fills(await elsewhere.opens("Open the page"), **NEW)
        await log_in_anew(elsewhere)
        await web.sees("you are logged out here")


async def test_a_new_password_by_three_questions(web: Talker, served: Served) -> None:
    await walk.register(web)
    await set_questions(web)
    async with at_web_chat(served) as elsewhere:
        await forget_password(elsewhere)
        await elsewhere.presses("Security questions", "answer all three")
        reset = await elsewhere.fills(await elsewhere.opens("Open the page"), **ANSWERS)
        await elsewhere.fills(str(reset.url), **NEW)
        await log_in_anew(elsewhere)


async def test_without_questions_the_chat_quotes_the_guide(web: Talker, served: Served) -> None:
    await walk.register(web)
    async with at_web_chat(served) as elsewhere:
        await forget_password(elsewhere)
        await elsewhere.presses("Security questions", "未设置密保,不能通过密保问题找回密码")


async def test_a_dead_phone_is_replaced_inside_the_recovery_and_leads_back_to_it(web: Talker, served: Served) -> None:
    await walk.register(web)
    served.clock.set(served.clock.now() + timedelta(minutes=2))
    async with at_web_chat(served) as elsewhere:
        await forget_password(elsewhere)
        await elsewhere.presses("Document and phone code", "given at registration")
        await elsewhere.presses("手机号已停用", "Go to the bank first")
        person = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER}
        page = await elsewhere.opens("Open the page")
        await elsewhere.fills(page, **person, bank="CCB", card_number=walk.CARD, phone="13900139000")
        await elsewhere.sees("How will you show that it is you?")
        await web.sees("Your account has another phone now")
        await served.house.services.accounts.send_notices()
        notices = (await elsewhere.browser.get("/demo/sms")).json()
        assert any("another phone" in one["text"] or "手机" in one["text"] for one in notices if one["phone"] == walk.PHONE)


async def test_the_owner_changes_the_name_after_the_bank(web: Talker) -> None:
    await walk.register(web)
    await web.presses("My account", "Username: lihua")
    await web.presses("Change my data", "Maintain the account")
    await web.presses("Name", "Take your proof to the bank first")
    typed = {"name": "李华", "password": "correct horse 1", "bank": "CCB", "card_number": walk.CARD}
    await web.fills(await web.opens("Open the page"), **typed)
    await web.sees("The name in your account was changed")
    await web.sees("Name: 李*")


async def test_a_face_check_leads_to_a_new_password(web: Talker, served: Served) -> None:
    await walk.register(web)
    async with at_web_chat(served) as elsewhere:
        await forget_password(elsewhere)
        await elsewhere.presses("Face check", "scan the code there")
        typed = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER}
        begun = await elsewhere.fills(await elsewhere.opens("Open the page"), **typed)
        found = re.search(r'href="([^"]*/sandbox/face/[^"]+)"', begun.text)
        assert found is not None, begun.text
        assert 'src="data:image/svg+xml' in begun.text
        await pass_face_check(elsewhere, found[1])
        await elsewhere.sees("It is you. Now please type")
        await elsewhere.fills(await elsewhere.opens("Open the page"), **NEW)
        await log_in_anew(elsewhere)


async def pass_face_check(talker: Talker, address: str) -> None:
    """Play the face that fits on the sandbox's page."""
    assert (await talker.browser.get(address)).status_code == 200
    answer = await talker.browser.post(f"{address}/passed", follow_redirects=True)
    assert answer.status_code == 200, answer.text[:300]


async def test_a_face_check_sends_the_username_to_the_registered_phone_only(web: Talker, served: Served) -> None:
    await walk.register(web)
    async with at_web_chat(served) as elsewhere:
        await elsewhere.presses("Register or log in", "Real-name account")
        await elsewhere.presses("Forgot username", "Recover the username")
        typed = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER}
        begun = await elsewhere.fills(await elsewhere.opens("Face check"), **typed)
        found = re.search(r'href="([^"]*/sandbox/face/[^"]+)"', begun.text)
        assert found is not None, begun.text
        await pass_face_check(elsewhere, found[1])
        await elsewhere.sees("The face check has passed")
        await elsewhere.presses("Send me the username", "sent to your registered phone")
        told = (await elsewhere.browser.get("/demo/sms")).json()
        assert [one["phone"] for one in told if "lihua" in one["text"]] == [walk.PHONE]
        assert "lihua" not in str(await elsewhere.browser.get("/chat/messages"))


async def test_a_face_that_does_not_fit_leads_back_to_the_choice(web: Talker, served: Served) -> None:
    await walk.register(web)
    async with at_web_chat(served) as elsewhere:
        await elsewhere.presses("Register or log in", "Real-name account")
        await elsewhere.presses("Forgot username", "Recover the username")
        typed = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER}
        begun = await elsewhere.fills(await elsewhere.opens("Face check"), **typed)
        found = re.search(r'href="([^"]*/sandbox/face/[^"]+)"', begun.text)
        assert found is not None, begun.text
        await elsewhere.browser.post(f"{found[1]}/failed", follow_redirects=True)
        await elsewhere.sees("The face check didn't pass")
        await elsewhere.sees("Recover the username")


async def test_a_username_from_before_the_unified_platform_leads_to_registering(web: Talker) -> None:
    await web.presses("Register or log in", "Real-name account")
    await web.presses("Log in", "typed on a page of their own")
    page = await web.fills(await web.opens("Open the log-in page"), username="laokaosheng2019", password="whatever 1")
    assert "说明 二(二)" in page.text
    assert "说明 二(二)" in await web.sees("This username is from before the unified platform")
    await web.presses("Register anew", "Step 1 of 3")


async def test_who_forgot_the_password_of_an_old_username_is_led_to_registering_too(web: Talker) -> None:
    await web.presses("Register or log in", "Real-name account")
    await web.presses("Forgot password", "Recover the password")
    page = await web.fills(await web.opens("Open the page"), username="szks_0755")
    assert "说明 二(二)" in page.text
    await web.sees("This username is from before the unified platform")
    await web.presses("Forgot password", "How will you show that it is you?")


async def test_a_remembered_old_username_is_told_at_the_recovery_of_usernames(web: Talker) -> None:
    await web.presses("Register or log in", "Real-name account")
    await web.presses("Forgot username", "Recover the username")
    typed = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER, "old_username": "szks_0755"}
    await web.fills(await web.opens("Open the page"), **typed)
    await web.sees("This username is from before the unified platform")
