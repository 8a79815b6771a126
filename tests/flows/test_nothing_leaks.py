"""After maintenance and a way back: no secret in the database (so in no history and no letter) nor in any log."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flows import walk
from tests.flows.conftest import at_web_chat
from tests.flows.test_recovery import ANSWERS, NEW, forget_password, log_in_anew, set_questions
from tests.support.serving import serving

SECRETS = (walk.ID_NUMBER, walk.CARD, walk.PHONE, "correct horse 1", *NEW.values(), *ANSWERS.values())


async def test_no_secret_stands_anywhere(sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(sqlite_url, tmp_path) as served, at_web_chat(served) as web, at_web_chat(served) as elsewhere:
        await walk.register(web)
        await set_questions(web)
        served.clock.set(served.clock.now() + timedelta(minutes=2))
        await forget_password(elsewhere)
        await elsewhere.presses("Document and phone code", "given at registration")
        typed = {"document_type": "resident_id", "document_number": walk.ID_NUMBER, "phone": walk.PHONE}
        await elsewhere.fills(await elsewhere.opens("Open the page"), **typed)
        await elsewhere.sees("type its 6 digits")
        await elsewhere.says(await walk.code_of(elsewhere, walk.PHONE), "It is you")
        await elsewhere.fills(await elsewhere.opens("Open the page"), **NEW)
        await log_in_anew(elsewhere)
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    said = caplog.text + "".join(capsys.readouterr())
    assert b"lihua" in kept
    assert [secret for secret in SECRETS if secret.encode() in kept or secret in said] == []
