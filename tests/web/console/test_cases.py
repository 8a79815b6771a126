"""Candidates' cases at the console: take, answer, pass on, close; and what goes wrong between two who do so at once."""

import asyncio

import pytest

from app.console import console_of
from core.model.staff import Right, Role, Shift
from core.model.tickets import Agent, Author, CaseState, Cause
from core.store.queries.staff_board import stamp
from tests.support.clock import FixedClock
from tests.support.staff import Colleague, ConsoleHouse, browser, console_app
from tests.web.console.people import asking
from web.console.browsers import SESSION_COOKIE
from web.console.events import Pace, event_stream

EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>=HYPERLINK("http://evil")\' "quoted"'


async def case_of(office: ConsoleHouse, number: int):  # type: ignore[no-untyped-def]
    return await office.console.tickets.reading.case(number)


async def test_the_queue_tells_the_matter_at_a_glance(office: ConsoleHouse) -> None:
    asks = await asking(office, cause=Cause.ANGER)
    async with office.colleague(Role.AGENT) as li:
        page = (await li.client.get("/console/cases")).text
    for part in (f"#{asks.case}", "Position stashed, not confirmed", "Is upset", "left", "waiting", "Nobody has it yet"):
        assert part in page


async def test_of_two_who_take_a_case_at_once_one_has_it_and_the_other_hears_who(office: ConsoleHouse) -> None:
    case = (await asking(office)).case
    async with office.colleague(Role.AGENT, name="Li Lei") as li, office.colleague(Role.AGENT, name="Han Meimei") as han:
        answers = await asyncio.gather(*(one.send(f"/console/cases/{case}/claim") for one in (li, han)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    told = next(answer for answer in answers if answer.status_code == 409).text
    view = await case_of(office, case)
    assert view.ticket.claimed_name in told.split('role="alert"')[1].split("</div>")[0]


async def test_a_reply_goes_out_and_a_form_sent_twice_answers_once(office: ConsoleHouse) -> None:
    case = (await asking(office)).case
    async with office.colleague(Role.AGENT) as li:
        for _ in range(2):
            answer = await li.send(f"/console/cases/{case}/reply", text="It is here.", once="the same form")
            assert answer.headers["location"] == f"/console/cases/{case}?done=replied"
    view = await case_of(office, case)
    assert [line.text for line in view.lines if line.author is Author.STAFF] == ["It is here."]
    assert (view.ticket.state, view.ticket.claimed_name) == (CaseState.WAITING, "Li Lei")


async def test_a_reply_at_the_very_moment_the_case_closes_is_kept_for_the_one_who_wrote_it(office: ConsoleHouse) -> None:
    asks = await asking(office)
    async with office.colleague(Role.AGENT) as li:
        await li.send(f"/console/cases/{asks.case}/claim")
        csrf = await li.csrf()
        await office.console.tickets.candidates.back_to_assistant(asks.chat)
        answer = await li.client.post(f"/console/cases/{asks.case}/reply", data={"csrf": csrf, "text": "a long, careful answer"})
    assert answer.status_code == 409
    assert "closed" in answer.text.split('role="alert"')[1].split("</div>")[0]
    assert "a long, careful answer</textarea>" in answer.text
    assert not [line for line in (await case_of(office, asks.case)).lines if line.author is Author.STAFF]


async def test_a_colleague_who_leaves_gives_the_cases_back(office: ConsoleHouse) -> None:
    case = (await asking(office)).case
    async with office.colleague(Role.AGENT, name="Li Lei") as li, office.colleague(Role.AGENT, name="Han Meimei") as han:
        await li.send(f"/console/cases/{case}/claim")
        await office.console.staffing.keeping.disable(li.issued.login, actor="operator")
        assert (await li.client.get(f"/console/cases/{case}")).status_code == 303
        assert (await han.send(f"/console/cases/{case}/claim")).status_code == 303
    assert (await case_of(office, case)).ticket.claimed_name == "Han Meimei"


async def test_a_supervisor_may_answer_what_a_colleague_holds_an_agent_may_not(embedded: ConsoleHouse) -> None:
    case = (await asking(embedded)).case
    async with embedded.colleague(Role.AGENT, name="Li Lei") as li:
        await li.send(f"/console/cases/{case}/claim")
    async with embedded.colleague(Role.AGENT, name="Han Meimei") as han:
        assert (await han.send(f"/console/cases/{case}/reply", text="mine")).status_code == 409
        assert (await han.send(f"/console/cases/{case}/note", text="I know him")).status_code == 303
    async with embedded.colleague(Role.SUPERVISOR, name="Boss") as boss:
        assert (await boss.send(f"/console/cases/{case}/reply", text="mine")).status_code == 303


async def test_pass_on_close_with_a_reason_and_open_again(embedded: ConsoleHouse) -> None:
    case = (await asking(embedded)).case
    async with embedded.colleague(Role.AGENT, name="Li Lei") as li, embedded.colleague(Role.AGENT, name="Han Meimei") as han:
        assert (await li.send(f"/console/cases/{case}/transfer", to="desk:technical")).status_code == 303
        assert (await li.send(f"/console/cases/{case}/transfer", to="desk:nowhere")).status_code == 422
        assert (await li.send(f"/console/cases/{case}/transfer", to="staff:2")).status_code == 303
        assert (await case_of(embedded, case)).ticket.claimed_name == "Han Meimei"
        assert (await han.send(f"/console/cases/{case}/close", reason="back_to_bot")).status_code == 422, "only candidates do that"
        assert (await han.send(f"/console/cases/{case}/close", reason="solved")).status_code == 303
        assert "Closed" in (await han.client.get(f"/console/cases/{case}")).text
        assert (await han.send(f"/console/cases/{case}/reopen")).status_code == 303
    assert (await case_of(embedded, case)).ticket.state is CaseState.WAITING


async def test_words_of_candidates_and_staff_are_words_on_every_page(embedded: ConsoleHouse) -> None:
    asks = await asking(embedded, EVIL)
    async with embedded.colleague(*Role, name="<b>Bobby</b>") as bob:
        await bob.send(f"/console/cases/{asks.case}/note", text=EVIL)
        await bob.send(f"/console/cases/{asks.case}/reply", text=EVIL)
        await bob.send("/console/replies", title="<i>title</i>", text=EVIL + "{case}{__class__}", locale="en")
        await bob.send(f"/console/candidates/{asks.made.account_id}/identity", reason="<u>because</u>")
        pages = [f"/console/cases/{asks.case}", "/console/cases", "/console/replies", "/console/audit", "/console/profile"]
        pages += [f"/console/candidates/{asks.made.account_id}", "/console/overview", "/console/exam", "/console/payments"]
        shown = [(await bob.client.get(path, params={"q": EVIL, "order": EVIL})).text for path in pages]
        shown.append((await bob.send("/console/candidates", q=EVIL)).text)
    for page in shown:
        for tag in ("<script>alert", "<img src=x", "<b>Bobby", "<i>title", "<u>because"):
            assert tag not in page


@pytest.mark.parametrize("kind", ["urlencoded", "multipart text", "multipart file"])
async def test_ten_megabytes_are_too_much_and_a_sentence_says_so(embedded: ConsoleHouse, kind: str) -> None:
    case, much = (await asking(embedded)).case, "x" * 10 * 1024 * 1024
    async with embedded.colleague(Role.AGENT) as li:
        csrf, path = await li.csrf(), f"/console/cases/{case}/reply"
        match kind:
            case "urlencoded":
                answer = await li.client.post(path, data={"csrf": csrf, "text": much})
            case "multipart text":
                answer = await li.client.post(path, data={"csrf": csrf, "text": much}, files={"file": ("", b"")})
            case _:
                answer = await li.client.post(path, data={"csrf": csrf}, files={"file": ("a.bin", (much + "x").encode())})
    assert (answer.status_code, "too much at once" in answer.text) == (413, True)


@pytest.mark.parametrize(("text", "status"), [("", 422), (" \n", 422), ("x" * 3501, 422), ("x" * 3500, 303), ("%00%ED%A0%80", 303)])
async def test_a_text_has_something_in_it_and_fits_every_channel(embedded: ConsoleHouse, text: str, status: int) -> None:
    case = (await asking(embedded)).case
    async with embedded.colleague(Role.AGENT) as li:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = f"csrf={await li.csrf()}&text={text}"
        answer = await li.client.post(f"/console/cases/{case}/reply", content=body, headers=headers)
    assert answer.status_code == status


async def test_files_go_both_ways_and_none_of_them_runs(embedded: ConsoleHouse) -> None:
    asks = await asking(embedded)
    page = b"<script>alert(1)</script>"
    async with embedded.colleague(Role.AGENT) as li:
        files = {"file": ('../../"evil"\r\n.html', page, "text/html")}
        await li.client.post(f"/console/cases/{asks.case}/reply", data={"csrf": await li.csrf(), "text": ""}, files=files)
        line = (await case_of(embedded, asks.case)).lines[-1]
        got = await li.client.get(f"/console/cases/{asks.case}/files/{line.file.id}")
        foreign = await li.client.get(f"/console/cases/{asks.case + 1}/files/{line.file.id}")
    assert got.content == page
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    assert foreign.status_code == 404


async def test_a_number_leads_to_its_case_however_it_is_written(embedded: ConsoleHouse) -> None:
    case = (await asking(embedded)).case
    async with embedded.colleague(Role.AGENT) as li:
        for typed in (str(case), f"#{case}", f" No. {case} "):
            found = await li.client.get("/console/cases", params={"q": typed})
            assert found.headers["location"] == f"/console/cases/{case}"
        assert "Nothing found" in (await li.client.get("/console/cases", params={"q": "4711"})).text


async def test_a_restart_in_mid_conversation_loses_nothing(office: ConsoleHouse) -> None:
    case = (await asking(office)).case
    async with office.colleague(Role.AGENT) as li:
        await li.send(f"/console/cases/{case}/claim")
        csrf, cookies = await li.csrf(), li.client.cookies
    again = console_app(console_of(office.house))
    async with browser(again) as reopened:
        reopened.cookies = cookies
        answer = await reopened.post(f"/console/cases/{case}/reply", data={"csrf": csrf, "text": "still here"})
        assert answer.status_code == 303
        assert "still here" in (await reopened.get(f"/console/cases/{case}")).text


async def test_ready_replies_are_filled_in_for_the_candidate(embedded: ConsoleHouse) -> None:
    asks = await asking(embedded)
    async with embedded.colleague(Role.SUPERVISOR, name="Boss") as boss:
        await boss.send("/console/replies", title="Where", text="Case {case}, {status}, by {agent}; {unknown}", locale="zh_CN")
        page = (await boss.client.get(f"/console/cases/{asks.case}")).text
    assert f"Case {asks.case}, 职位已暂存，未确认, by Boss; {{unknown}}" in page


async def test_a_stream_says_when_a_case_changes_and_ends_with_the_log_in(embedded: ConsoleHouse) -> None:
    asks = await asking(embedded)
    async with embedded.colleague(Role.AGENT) as li:
        heard = await _streamed(li, embedded, asks.case)
    assert heard == ["changed", "changed", "ended"]


async def _streamed(li: Colleague, office: ConsoleHouse, case: int) -> list[str]:
    """What a stream of that case says while something happens to it, and to whoever listens."""
    console, agent = office.console, li.client.headers["user-agent"]
    token = li.client.cookies[SESSION_COOKIE]
    shift = await console.staffing.shifts.enter(token, agent, (Right.CASES,))
    assert isinstance(shift, Shift)
    heard: list[str] = []
    async for frame in event_stream(console, token, agent, case, Pace(look_again=0.2)):
        if frame.startswith("event: "):
            heard.append(frame.split("\n")[0].removeprefix("event: "))
            if len(heard) == 1:
                await console.tickets.staff.note(case, Agent(shift.staff.id, "Li Lei"), "one more")
            else:
                await console.staffing.keeping.disable(li.issued.login, actor="operator")
    return heard


async def test_the_mark_of_the_queue_changes_with_every_case(office: ConsoleHouse, clock: FixedClock) -> None:
    marks = [await office.house.store.read(stamp)]
    asks = await asking(office)
    marks.append(await office.house.store.read(stamp))
    clock.forward(seconds=1)
    await office.console.tickets.candidates.back_to_assistant(asks.chat)
    marks.append(await office.house.store.read(stamp))
    assert len(set(marks[:2])) == 2
    assert marks[2] != marks[1]
