"""The operator's tasks: each is shown first with what it would do, done at the second press, and leaves its record."""

import io
import json
import re
import zipfile

import pytest

from core.model.application import Status
from core.model.exam import WindowName
from core.model.staff import Role
from core.store.queries import applications
from core.store.queries.audit import history
from core.store.queries.outbox import kinds_told
from tests.support.facts import at, exam
from tests.support.packs import BUNDLED
from tests.support.staff import Colleague, ConsoleHouse
from tests.web.console.people import candidate

HOME = "/console/running"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
LONGER = {
    "exam": exam().id,
    "window": "registration",
    "opens_at": "2020-11-13T09:00",
    "closes_at": "2020-11-19T16:00",
    "why": "outage",
}
HEADER = "招考单位,招考职位,职位代码,录用人数,考区,学历,学位\n"


def hidden_in(page: str) -> dict[str, str]:
    """What the press under a preview sends."""
    return dict(_HIDDEN.findall(page.split("<dl", 1)[1]))


async def upload(one: Colleague, path: str, name: str, content: bytes) -> str:
    """Choose a file in a form of the page; returns what is shown."""
    data = {"csrf": await one.csrf(), "exam": exam().id}
    answer = await one.client.post(path, data=data, files={"file": (name, content)})
    assert answer.status_code in {200, 303, 422}, answer.text
    return answer.text


async def test_a_deadline_is_moved_at_the_second_press(office: ConsoleHouse) -> None:
    await candidate(office, Status.STASHED)
    async with office.colleague(Role.OPERATOR) as one:
        shown = await one.send(f"{HOME}/deadline", **LONGER)
        assert "Applications that hear of it</dt><dd>1" in shown.text
        now = await office.house.store.read(lambda tx: office.house.exams.get(tx, exam().id))
        assert now.window(WindowName.REGISTRATION).closes_at == at("11-18 16:00:00")
        done = await one.client.post(f"{HOME}/deadline", data=hidden_in(shown.text))
    assert done.headers["location"].endswith("done=deadline_moved")
    now = await office.house.store.read(lambda tx: office.house.exams.get(tx, exam().id))
    assert now.window(WindowName.REGISTRATION).closes_at == at("11-19 16:00:00")


async def test_a_deadline_that_was_moved_meanwhile_has_to_be_looked_at_again(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.OPERATOR) as one:
        first = hidden_in((await one.send(f"{HOME}/deadline", **LONGER)).text)
        await one.client.post(f"{HOME}/deadline", data=first)
        again = await one.client.post(f"{HOME}/deadline", data=first | {"closes_at": "2020-11-19T18:00"})
    assert again.status_code == 422
    assert "look at it again" in again.text


@pytest.mark.parametrize("typed", ["tomorrow", "2020-13-01T09:00", "<script>"])
async def test_an_instant_that_cannot_be_read_is_told(embedded: ConsoleHouse, typed: str) -> None:
    async with embedded.colleague(Role.OPERATOR) as one:
        answer = await one.send(f"{HOME}/deadline", **LONGER | {"closes_at": typed})
    assert answer.status_code == 422
    assert "<script>" not in answer.text.split("</head>")[1].replace("<script src", "")


async def test_a_table_is_shown_with_its_differences_and_put_in_place_once(office: ConsoleHouse) -> None:
    table = (HEADER + "甲局,科员,990001,2,南山,本科以上,不限\n").encode()
    async with office.colleague(Role.OPERATOR) as one:
        shown = await upload(one, f"{HOME}/table", "new.csv", table)
        assert "Positions added</dt><dd>1: 990001" in shown
        press = hidden_in(shown)
        done = await one.client.post(f"{HOME}/table", data=press)
        again = await one.client.post(f"{HOME}/table", data=press)
    assert done.headers["location"].endswith("done=loaded")
    assert again.status_code == 422


async def test_a_pack_with_mistakes_is_told_with_their_places_and_cannot_be_loaded(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.OPERATOR) as one:
        shown = await upload(one, f"{HOME}/pack", "pack.zip", zipped({"exam.toml": b"id = 5"}))
        good = await upload(one, f"{HOME}/pack", "pack.zip", zipped({one.name: one.read_bytes() for one in BUNDLED.iterdir()}))
    assert "exam.toml:1" in shown
    assert "Take it into use" not in shown
    assert "Take it into use" in good


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"pack/{name}", data)
    return content.getvalue()


async def test_seats_from_a_file_issue_the_tickets(office: ConsoleHouse) -> None:
    paid = await candidate(office, Status.PAID)
    rows = f"serial,ticket_number,venue,address,room,seat\n{paid.made.application_id},T-1,North,Street 1,3,07\n"
    async with office.colleague(Role.OPERATOR) as one:
        await upload(one, f"{HOME}/seats", "seats.csv", rows.encode())
        unknown = await upload(
            one, f"{HOME}/seats", "seats.csv", rows.replace("\n" + str(paid.made.application_id), "\n999").encode()
        )
    assert "999" in unknown
    found = await office.house.store.read(lambda tx: history(tx, "application", paid.made.application_id or 0))
    assert [row.after for row in found if row.what == "seated"] == [{"ticket_number": "T-1", "room": "3", "seat": "07"}]


async def test_an_announcement_reaches_its_group_once(office: ConsoleHouse) -> None:
    there, other = await candidate(office, Status.STASHED), await candidate(office, Status.PAID)
    words = {"words_zh_CN": "请留意。", "words_zh_TW": "請留意。", "words_en": "Please <b>note</b>."}
    async with office.colleague(Role.OPERATOR) as one:
        shown = await one.send(f"{HOME}/announce", exam=exam().id, status="stashed", codes="", **words)
        press = hidden_in(shown.text)
        for _ in range(2):
            await one.client.post(f"{HOME}/announce", data=press)
    told = [await office.house.store.read(lambda tx, one=one: kinds_told(tx, one.made.account_id)) for one in (there, other)]
    assert [kinds.count("announcement") for kinds in told] == [1, 0]


async def test_the_roster_is_handed_out_and_noted(office: ConsoleHouse) -> None:
    await candidate(office, Status.PAID)
    async with office.colleague(Role.OPERATOR) as one:
        answer = await one.send(f"{HOME}/roster/csv", exam=exam().id)
    assert "Sample Candidate" in answer.content.decode("utf-8-sig")
    assert answer.headers["cache-control"] == "no-store"
    rows = await office.house.store.read(lambda tx: history(tx, "exam", exam().id))
    assert "roster_exported" in [row.what for row in rows]


async def test_one_person_s_data_is_handed_out_for_a_reason_only(office: ConsoleHouse) -> None:
    paid = await candidate(office, Status.PAID)
    async with office.colleague(Role.OPERATOR) as one:
        refused = await one.send(f"{HOME}/person", account=paid.made.username, why="")
        answer = await one.send(f"{HOME}/person", account=paid.made.username, why="asked in writing")
    assert refused.status_code == 422
    told = json.loads(answer.content)["kept"]
    assert told["account"][0]["document_number"].startswith("990000")
    assert not [name for name in told["account"][0] if name.endswith(("_sealed", "_index", "_hash"))]


async def test_an_account_is_erased_at_the_second_press_when_its_exam_is_over(office: ConsoleHouse) -> None:
    paid = await candidate(office, Status.PAID)
    fields = {"account": paid.made.username, "why": "asked in writing", "exam": exam().id}
    async with office.colleague(Role.OPERATOR) as one:
        early = await one.send(f"{HOME}/erase", **fields, sure=paid.made.username)
    assert early.status_code == 422
    found = await office.house.store.read(lambda tx: applications.get_application(tx, paid.made.application_id or 0))
    assert found is not None
    assert found.form.educations


async def test_times_of_papers_from_a_file_stand_on_the_tickets(office: ConsoleHouse) -> None:
    head = "zh_CN,zh_TW,en,starts_at,ends_at\n"
    good = head + "申论,申論,Essay,2020-12-12T14:00,2020-12-12T16:30\n"
    async with office.colleague(Role.OPERATOR) as one:
        await upload(one, f"{HOME}/papers", "papers.csv", good.encode())
        wrong = await upload(one, f"{HOME}/papers", "papers.csv", good.replace("16:30", "13:30").encode())
    assert "papers.csv:2" in wrong
    now = await office.house.store.read(lambda tx: office.house.exams.get(tx, exam().id))
    assert [(paper.name.in_("en"), paper.starts_at) for paper in now.papers] == [("Essay", at("12-12 14:00:00"))]
