"""After everything a candidate does with secrets: none in the database's file, a history, the outbox, an address or a log."""

import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from core.store.tables import metadata
from tests.flows import walk
from tests.flows.conftest import at_web_chat
from tests.flows.talkers import Talker
from tests.flows.test_recovery import ANSWERS, NEW, pass_face_check, set_questions
from tests.support.serving import Served, serving

OTHER_CARD, NEW_PHONE = "6217000010000091234", "13900139000"
LAST = {"new_password": "a third horse 5", "new_password_again": "a third horse 5"}
WRONG = "a wrong horse 3"
PERSON = {"name": walk.NAME, "document_type": "resident_id", "document_number": walk.ID_NUMBER}
SECRETS = {
    *(walk.ID_NUMBER, walk.CARD, OTHER_CARD, walk.PHONE, NEW_PHONE, walk.PASSWORD, WRONG),
    *(NEW["new_password"], LAST["new_password"], *ANSWERS.values()),
}


class Ears:
    """What was used on the way and must stand nowhere afterwards: codes, requests of face checks; tokens of pages in no log."""

    def __init__(self, *talkers: Talker) -> None:
        self.used: set[str] = set()
        self.tokens: set[str] = set()
        self.histories = ""
        self.talkers = talkers
        for talker in talkers:
            talker.browser.event_hooks["request"].append(self.note)

    async def note(self, request: httpx.Request) -> None:
        page = re.search(r"^/secure/([A-Za-z0-9_-]{20,})", request.url.path)
        face = re.search(r"^/sandbox/face/(?:[a-z0-9]+/)*([A-Za-z0-9_-]{20,})", request.url.path)
        self.tokens |= {found[1] for found in (page, face) if found}
        self.used |= {face[1]} if face else set()
        assert not any(secret in str(request.url) for secret in SECRETS)

    async def types_code(self, talker: Talker, phone: str, then: str) -> None:
        code = await walk.code_of(talker, phone)
        self.used.add(code)
        await talker.says(code, then)

    async def keep_histories(self) -> None:
        self.histories = "".join([(await talker.browser.get("/chat/messages")).text for talker in self.talkers])


async def register(talker: Talker, ears: Ears) -> None:
    """The bank says no once and is away once; then the code."""
    await talker.presses("Register or log in", "Real-name account")
    page = str((await walk.register_identity(talker, "lihua")).url)
    for answer in ("name_differs", "unreachable"):
        await talker.browser.post("/demo/bank", json={"answer": answer, "times": 5 if answer == "unreachable" else 1})
        await talker.fills(page, bank="CCB", card_number=walk.CARD, phone=walk.PHONE)
    await talker.sees("I am still asking the bank")
    await later(talker)
    await talker.sees("please type its 6 digits")
    await ears.types_code(talker, walk.PHONE, "you are logged in")


async def maintain(talker: Talker) -> None:
    """Security questions; another card while the bank is away, after a wrong password; another phone that the bank refuses."""
    await set_questions(talker)
    await talker.presses("Change my data", "Maintain the account")
    await talker.presses("Bank and card", "The new bank confirms that it is you")
    await talker.browser.post("/demo/bank", json={"answer": "unreachable", "times": 5})
    card = {"bank": "CCB", "card_number": OTHER_CARD}
    page = await talker.opens("Open the page")
    for password in (WRONG, walk.PASSWORD):
        await talker.fills(page, **card, password=password)
    await talker.sees("I am still asking the bank about your change")
    await later(talker)
    await talker.sees("Your account has another card now")
    await talker.presses("Phone", "Have the phone of your card changed")
    await talker.browser.post("/demo/bank", json={"answer": "phone_differs", "times": 1})
    phone = {**card, "password": walk.PASSWORD, "phone": NEW_PHONE}
    await talker.fills(await talker.opens("Open the page"), **phone)
    await talker.sees("Step 1: compare")
    await talker.says("/start", "Next:")


async def recover_username(talker: Talker, ears: Ears) -> None:
    """By code, then by face; an ID number is typed where none belongs."""
    await talker.says(f"我的身份证号是{walk.ID_NUMBER}", "Register or log in")
    await talker.presses("Register or log in", "Real-name account")
    await talker.presses("Forgot username", "Recover the username")
    await talker.fills(await talker.opens("Open the page"), **PERSON)
    await talker.sees("a code was sent to its registered phone")
    await ears.types_code(talker, walk.PHONE, "Your username was sent")
    await talker.presses("Forgot username", "Recover the username")
    await face_passes(await talker.fills(await talker.opens("Face check"), **PERSON), talker)
    await talker.presses("Send me the username", "Your username was sent")


async def recover_password(talker: Talker, ears: Ears) -> None:
    """A dead phone on the way, then by code; a second time by face."""
    await talker.presses("Forgot password", "Recover the password")
    await talker.fills(await talker.opens("Open the page"), username="lihua")
    await talker.presses("Document and phone code", "given at registration")
    await talker.presses("手机号已停用", "Go to the bank first")
    await talker.fills(await talker.opens("Open the page"), **PERSON, bank="CCB", card_number=walk.CARD, phone=NEW_PHONE)
    await talker.presses("Document and phone code", "given at registration")
    typed = {key: PERSON[key] for key in ("document_type", "document_number")}
    await talker.fills(await talker.opens("Open the page"), **typed, phone=NEW_PHONE)
    await talker.sees("type its 6 digits")
    await ears.types_code(talker, NEW_PHONE, "It is you")
    await talker.fills(await talker.opens("Open the page"), **NEW)
    await talker.sees("Please log in with it")
    await talker.presses("Forgot password", "Recover the password")
    await talker.fills(await talker.opens("Open the page"), username="lihua")
    await talker.presses("Face check", "scan the code there")
    await face_passes(await talker.fills(await talker.opens("Open the page"), **PERSON), talker)
    await talker.sees("It is you. Now please type")
    await talker.fills(await talker.opens("Open the page"), **LAST)
    await talker.sees("Please log in with it")
    await talker.fills(await talker.opens("Open the log-in page"), username="lihua", password=LAST["new_password"])
    await talker.sees("You are logged in")


async def apply_and_pay(talker: Talker) -> None:
    """From the agreements to the printed form."""
    await walk.accept_agreements(talker)
    await walk.fill_in(talker)
    await walk.choose(talker)
    await walk.confirm(talker)
    await walk.pay(talker)
    await talker.sees("Received. Your payment has arrived")
    await talker.presses("My documents", "My documents")
    await talker.presses("Registration form", "Keep it for yourself")


async def face_passes(begun: httpx.Response, talker: Talker) -> None:
    found = re.search(r'href="([^"]*/sandbox/face/[^"]+)"', begun.text)
    assert found is not None, begun.text
    await pass_face_check(talker, found[1])


async def later(talker: Talker) -> None:
    """Two minutes later the bank is there again."""
    await talker.browser.post("/demo/bank", json={"forget": True})
    now = datetime.fromisoformat((await talker.browser.get("/demo/clock")).json()["now"])
    await talker.browser.post("/demo/clock", json={"now": (now + timedelta(minutes=2)).isoformat()})
    await talker.browser.post("/demo/tick")


def rows_of(served: Served) -> Callable[[sa.Connection], str]:
    """Every row of every table, files left out: what a candidate printed or sent in is theirs."""
    columns = {table: [column for column in table.c if str(column) != "web_file.content"] for table in metadata.sorted_tables}
    return lambda tx: "\n".join(
        str(row) for table, some in columns.items() for row in tx.execute(sa.select(*some).select_from(table))
    )


def found_in(text: str, secrets: Iterable[str]) -> list[str]:
    """Which of them stand there by themselves; six digits inside a longer number are chance."""
    return [secret for secret in secrets if re.search(rf"(?<![0-9A-Za-z_-]){re.escape(secret)}(?![0-9A-Za-z_-])", text)]


async def test_no_secret_stands_anywhere(sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(sqlite_url, tmp_path) as served, at_web_chat(served) as web, at_web_chat(served) as elsewhere:
        ears = Ears(web, elsewhere)
        await register(web, ears)
        await maintain(web)
        await later(elsewhere)
        await recover_username(elsewhere, ears)
        await later(elsewhere)
        await recover_password(elsewhere, ears)
        await apply_and_pay(elsewhere)
        await ears.keep_histories()
        kept = await served.house.store.read(rows_of(served))
    said = caplog.text + "".join(capsys.readouterr())
    secrets = SECRETS | ears.used
    assert len(ears.used) == 5
    assert "lihua" in kept
    assert found_in(kept, secrets) == []
    assert found_in(ears.histories, secrets) == []
    assert found_in(said, secrets | ears.tokens) == []
    assert found_in(bytes_of(sqlite_url), secrets) == []


def bytes_of(database_url: str) -> str:
    """The embedded database's files as they lie on the disk, what was deleted included."""
    database = Path(database_url.removeprefix("sqlite:///"))
    files = database.parent.glob(f"{database.name}*")
    return "".join(file.read_bytes().decode("utf-8", errors="replace") for file in files)
