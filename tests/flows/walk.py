"""The whole way of one candidate, said once, walked on every channel."""

import asyncio
import re
from io import BytesIO

import httpx
from PIL import Image
from pypdf import PdfReader

from core.rules.identity.documents import check_character
from tests.flows.talkers import Talker
from tests.support.packs import bundled_pack

CODE = bundled_pack().positions[0].code
OTHER_CODE = bundled_pack().positions[1].code
ID_NUMBER = "44030619960304001" + check_character("44030619960304001")
CARD = "6217001234567890122"
PHONE = "13800138000"
NAME = "李䶮"
DOUBT = "does not fit"
PASSWORD = "correct horse 1"


def photo(size: tuple[int, int] = (295, 413)) -> bytes:
    """A photo that fits the bundled profile in size; nobody is in it."""
    picture = Image.effect_noise(size, 40).convert("RGB")
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


async def register_identity(talker: Talker, username: str, number: str = ID_NUMBER) -> httpx.Response:
    """The first two pages; what follows them."""
    await talker.presses("Register", "Step 1 of 3")
    page = await talker.opens("Open the page")
    login = {"username": username, "password": PASSWORD, "password_again": PASSWORD}
    identity = await talker.fills(page, **login)
    person = {"name": NAME, "document_type": "resident_id", "document_number": number, "gender": "", "birth_date": ""}
    bank = await talker.fills(str(identity.url), **person)
    if 'name="document_number"' in bank.text:
        bank = await talker.fills(str(bank.url), **person)
    return bank


async def register(
    talker: Talker, username: str = "lihua", number: str = ID_NUMBER, phone: str = PHONE, bank: str = "CCB", card: str = CARD
) -> None:
    """From nothing to a verified account; the code is read from the sandbox's phone."""
    await talker.presses("Register or log in", "Real-name account")
    page = await register_identity(talker, username, number)
    await talker.fills(str(page.url), bank=bank, card_number=card, phone=phone)
    await talker.sees("please type its 6 digits")
    if await newest_code(talker, phone) is None:
        await talker.presses("Send again", "please type its 6 digits")
    await talker.says(await code_of(talker, phone), "you are logged in")


async def code_of(talker: Talker, phone: str) -> str:
    """The newest code on that phone; raises where there is none."""
    code = await newest_code(talker, phone)
    assert code is not None, f"no code on {phone}"
    return code


async def next_code(talker: Talker, phone: str, before: str | None) -> str:
    """The code that comes to that phone after ``before``."""
    for _ in range(200):
        code = await newest_code(talker, phone)
        if code not in {None, before}:
            return str(code)
        await asyncio.sleep(0.02)
    raise AssertionError(f"no new code on {phone}")


async def newest_code(talker: Talker, phone: str) -> str | None:
    """The newest code on that phone, if one has come."""
    for message in (await talker.browser.get("/demo/sms")).json():
        if message["phone"].endswith(phone) and (found := re.search(r"\b\d{6}\b", message["text"])):
            return found.group()
    return None


async def accept_agreements(talker: Talker) -> None:
    """Read every page, accept on the last one."""
    await read_agreements(talker)
    await talker.presses("I have read and accept all", "Your application form")


async def read_agreements(talker: Talker) -> None:
    """Read every page."""
    await talker.presses("Begin to apply", "Page 1 of")
    while True:
        words = await talker.sees("Page ")
        if "this is the last one" in words.split("Page ")[-1]:
            break
        await talker.presses("Next page", "Page ")


async def fill_in(talker: Talker) -> None:
    """Photo, one education, the short fields."""
    await talker.presses("Photo", "send your ID photo")
    await talker.shows(photo(), "Shall I use this photo")
    await talker.presses("Use it as it is", "Your application form")
    await study(talker)
    await fields(talker)


async def study(talker: Talker) -> None:
    """One education."""
    await talker.presses("+ Education", "Which level")
    await talker.presses("Bachelor", "Where is the school")
    await talker.presses("Mainland China", "full name")
    await talker.says("深圳大学", "graduation")
    await talker.says("会计学", "Which degree")
    await talker.presses("Bachelor", "Full-time or part-time")
    await talker.presses("Full-time", "When did it begin")
    await talker.says("2014年9月", "When did it end")
    await talker.says("２０１８０６", "Your application form")


async def fields(talker: Talker) -> None:
    """The short fields."""
    await talker.presses("Political status", "political status?")
    await talker.presses("Youth League", "Your application form")
    await talker.presses("Registered residence", "registered residence?")
    await talker.says("广东省深圳市", "Your application form")
    await talker.presses("Postal address", "post be sent")
    await talker.says("深圳市福田区深南大道1号 <b>&", "Complete.")


async def choose(talker: Talker) -> None:
    """Stash one position, change to another, look at it."""
    await talker.presses("Go on: choose a position", "Type the position code")
    await talker.says(f" {OTHER_CODE[:6]} {OTHER_CODE[6:]}", OTHER_CODE)
    await take(talker, "Only stash it", "Stashed, not confirmed")
    await talker.presses("Another position", "Type the position code")
    await talker.says("".join(chr(ord(digit) + 0xFEE0) for digit in CODE), CODE)
    await take(talker, "Go on to confirm", "check everything once more")


async def take(talker: Talker, label: str, then: str) -> None:
    """Choose the shown position, also where it is doubted that it fits."""
    await talker.presses(label, (then, DOUBT))
    if DOUBT in (await talker.window())["text"]:
        await talker.presses("choose it anyway", then)


async def confirm(talker: Talker) -> None:
    """Two deliberate presses."""
    await talker.presses("All correct, go on", "This is final")
    await talker.presses(f"Confirm {CODE} for good", "报名信息提交成功")


async def pay(talker: Talker, how: str = "succeed") -> None:
    """Through the cashier to the sandbox's page; the chat tells the rest by itself."""
    await talker.presses("Pay now", "Unpaid by then")
    await pay_at_cashier(talker, how)


async def pay_at_cashier(talker: Talker, how: str = "succeed") -> None:
    """From the payment window to the sandbox's page, where ``how`` happens."""
    cashier = await talker.browser.get(await talker.opens("To the cashier"))
    assert cashier.status_code == 200, cashier.text[:500]
    way = re.search(r'href="(/pay/[^"]+/go[^"]*)"', cashier.text)
    assert way is not None, cashier.text
    gateway = await talker.browser.get(way.group(1).replace("&amp;", "&"), follow_redirects=True)
    action = re.search(rf'action="([^"]*/{how})"', gateway.text)
    assert action is not None, gateway.text
    answer = await talker.browser.post(str(gateway.url.join(action.group(1))), follow_redirects=False)
    assert answer.status_code < 400, answer.text[:300]


def text_of(pdf: bytes) -> str:
    """The text of a PDF."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
