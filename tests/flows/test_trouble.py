"""The bank's no in the chat: one step after the other, each pressed away, until the bank says yes."""

from datetime import timedelta

import httpx

from tests.flows import walk
from tests.flows.conftest import at_web_chat
from tests.flows.talkers import Talker
from tests.flows.test_recovery import forget_password
from tests.support.serving import Served


async def up_to_bank(talker: Talker) -> str:
    """Log-in data and identity typed; the address of the bank's page."""
    await talker.presses("Register or log in", "Real-name account")
    await talker.presses("Register", "Step 1 of 3")
    login = {"username": "lihua", "password": "correct horse 1", "password_again": "correct horse 1"}
    identity = await talker.fills(await talker.opens("Open the page"), **login)
    person = {"name": "李华", "document_type": "resident_id", "document_number": walk.ID_NUMBER, "gender": "", "birth_date": ""}
    return str((await talker.fills(str(identity.url), **person)).url)


async def ask_bank(talker: Talker, address: str) -> httpx.Response:
    return await talker.fills(address, bank="CCB", card_number=walk.CARD, phone=walk.PHONE)


async def test_the_playbook_leads_from_the_banks_no_to_an_account(web: Talker) -> None:
    page = await up_to_bank(web)
    await web.browser.post("/demo/bank", json={"answer": "mismatch", "times": 1})
    assert "人员姓名或证件名或证件号与银行登记不匹配" in (await ask_bank(web, page)).text
    told = await web.sees("Step 1: compare")
    assert "You typed: 李*" in told
    assert "card **** 0122 and phone 138****8000" in told
    assert "before Tue, Nov 17, 18:00" in told
    assert "Step 2" not in told
    await web.presses("I have compared, all is right", "Step 2: another card")
    await web.presses("I have no other card", "Step 3: the bank's counter")
    await web.presses("I was at the bank", "Try again")
    await web.presses("Correct and try again", "Step 3 of 3")
    await ask_bank(web, await web.opens("Open the page"))
    await web.sees("please type its 6 digits")
    await web.says(await walk.code_of(web, walk.PHONE), "you are logged in")


async def test_after_the_counter_technical_support_is_named_with_its_hours(web: Talker) -> None:
    page = await up_to_bank(web)
    await web.browser.post("/demo/bank", json={"answer": "phone_differs"})
    await ask_bank(web, page)
    await web.sees("Step 1: compare")
    await web.presses("I have compared, all is right", "Step 2: another card")
    await web.presses("I have no other card", "Step 3: the bank's counter")
    await web.presses("I was at the bank", "Try again")
    await web.presses("Correct and try again", "Step 3 of 3")
    await ask_bank(web, await web.opens("Open the page"))
    told = await web.sees("Step 4: technical support")
    assert "0755-88892919" in told
    assert "Open now, until Mon, Nov 16, 12:00" in told
    assert "Technical support has your case 1" in told


async def test_a_bank_that_answers_later_is_told_in_the_chat(web: Talker, served: Served) -> None:
    page = await up_to_bank(web)
    await web.browser.post("/demo/bank", json={"answer": "unreachable"})
    assert "keep asking the bank" in (await ask_bank(web, page)).text
    await web.sees("I am still asking the bank")
    await web.browser.post("/demo/bank", json={"forget": True})
    served.clock.set(served.clock.now() + timedelta(minutes=1))
    await web.browser.post("/demo/tick")
    await web.sees("please type its 6 digits")
    await web.says(await walk.code_of(web, walk.PHONE), "you are logged in")


async def test_a_change_that_the_bank_answers_later_is_made_and_told(web: Talker, served: Served) -> None:
    await walk.register(web)
    await web.presses("My account", "Username: lihua")
    await web.presses("Change my data", "Maintain the account")
    await web.presses("Phone", "Have the phone of your card changed at the bank first")
    await web.browser.post("/demo/bank", json={"answer": "unreachable"})
    typed = {"phone": "13900139000", "password": walk.PASSWORD, "bank": "CCB", "card_number": walk.CARD}
    assert "keep asking the bank" in (await web.fills(await web.opens("Open the page"), **typed)).text
    await web.sees("I am still asking the bank about your change: Phone")
    await web.browser.post("/demo/bank", json={"forget": True})
    served.clock.set(served.clock.now() + timedelta(minutes=1))
    await web.browser.post("/demo/tick")
    await web.sees("Your account has another phone now")


async def test_a_change_that_waits_for_the_bank_can_be_taken_back(web: Talker, served: Served) -> None:
    await walk.register(web)
    await web.presses("My account", "Username: lihua")
    await web.presses("Change my data", "Maintain the account")
    await web.presses("Bank and card", "The new bank confirms that it is you")
    await web.browser.post("/demo/bank", json={"answer": "retry"})
    typed = {"password": walk.PASSWORD, "bank": "CCB", "card_number": "6217000010000091234"}
    await web.fills(await web.opens("Open the page"), **typed)
    await web.sees("still asking the bank about your change: Bank and card")
    await web.presses("Don't change it after all", "Maintain the account")
    assert "still asking" not in (await web.window())["text"]


async def test_a_dead_phone_has_the_playbook_and_comes_back_to_the_recovery(web: Talker, served: Served) -> None:
    await walk.register(web)
    async with at_web_chat(served) as elsewhere:
        await forget_password(elsewhere)
        await elsewhere.presses("Document and phone code", "given at registration")
        await elsewhere.presses("手机号已停用", "Go to the bank first")
        await elsewhere.browser.post("/demo/bank", json={"answer": "phone_differs", "times": 1})
        dead = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER}
        dead |= {"bank": "CCB", "card_number": walk.CARD, "phone": "13900139000"}
        await elsewhere.fills(await elsewhere.opens("Open the page"), **dead)
        assert "You typed: 李*" in await elsewhere.sees("Step 1: compare")
        await elsewhere.presses("Correct and try again", "Go to the bank first")
        await elsewhere.browser.post("/demo/bank", json={"answer": "unreachable"})
        await elsewhere.fills(await elsewhere.opens("Open the page"), **dead)
        await elsewhere.sees("I am still asking the bank")
        await elsewhere.browser.post("/demo/bank", json={"forget": True})
        served.clock.set(served.clock.now() + timedelta(minutes=1))
        await elsewhere.browser.post("/demo/tick")
        await elsewhere.sees("How will you show that it is you?")
