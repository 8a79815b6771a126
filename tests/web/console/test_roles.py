"""Who may see and do what at the console: every role at every page, one table; and nobody else's things by a changed number."""

import pytest

from core.model.staff import Role
from core.store.queries.accounts import get_account
from core.store.queries.audit import history
from core.store.queries.staff_trail import Wanted, rows
from tests.support.staff import ConsoleHouse, browser
from tests.web.console.people import asking, candidate

AGENT, SUPERVISOR, FINANCE, OPERATOR, AUDITOR = Role
EVERYBODY = set(Role)
PAGES: dict[str, set[Role]] = {
    "/console/cases": {AGENT, SUPERVISOR},
    "/console/cases/list": {AGENT, SUPERVISOR},
    "/console/cases/1": {AGENT, SUPERVISOR},
    "/console/cases/1/live": {AGENT, SUPERVISOR},
    "/console/candidates": {AGENT, SUPERVISOR, FINANCE, OPERATOR},
    "/console/candidates/1": {AGENT, SUPERVISOR, FINANCE, OPERATOR},
    "/console/payments": {FINANCE, AUDITOR},
    "/console/overview": {SUPERVISOR},
    "/console/exam": {OPERATOR, SUPERVISOR, AUDITOR},
    "/console/running": {OPERATOR, SUPERVISOR, AUDITOR},
    "/console/replies": {AGENT, SUPERVISOR},
    "/console/answers": {SUPERVISOR, OPERATOR},
    "/console/answers/write": {SUPERVISOR, OPERATOR},
    "/console/audit": {AUDITOR},
    "/console/profile": EVERYBODY,
}
FORMS: dict[str, set[Role]] = {
    "/console/cases/1/claim": {AGENT, SUPERVISOR},
    "/console/cases/1/reply": {AGENT, SUPERVISOR},
    "/console/cases/1/note": {AGENT, SUPERVISOR},
    "/console/cases/1/transfer": {AGENT, SUPERVISOR},
    "/console/cases/1/close": {AGENT, SUPERVISOR},
    "/console/cases/1/reopen": {AGENT, SUPERVISOR},
    "/console/candidates": {AGENT, SUPERVISOR, FINANCE, OPERATOR},
    "/console/candidates/1/identity": {AGENT, SUPERVISOR},
    "/console/payments/refunds/1": {FINANCE},
    "/console/running/deadline": {OPERATOR},
    "/console/running/announce": {OPERATOR},
    "/console/running/table": {OPERATOR},
    "/console/running/pack": {OPERATOR},
    "/console/running/seats": {OPERATOR},
    "/console/running/papers": {OPERATOR},
    "/console/running/roster/csv": {OPERATOR},
    "/console/running/roster/freeze": {OPERATOR},
    "/console/running/person": {AGENT, SUPERVISOR, OPERATOR},
    "/console/running/erase": {OPERATOR},
    "/console/answers/write": {SUPERVISOR, OPERATOR},
    "/console/answers/aside": {SUPERVISOR, OPERATOR},
    "/console/answers/1/approve": {SUPERVISOR, OPERATOR},
    "/console/answers/1/refuse": {SUPERVISOR, OPERATOR},
    "/console/answers/1/end": {SUPERVISOR, OPERATOR},
    "/console/replies": {SUPERVISOR},
    "/console/replies/1/drop": {SUPERVISOR},
}


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_sees_its_pages_and_no_other(embedded: ConsoleHouse, role: Role) -> None:
    await asking(embedded)
    async with embedded.colleague(role) as one:
        told = {path: (await one.client.get(path)).status_code for path in PAGES}
    assert told == {path: 200 if role in allowed else 403 for path, allowed in PAGES.items()}


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_sends_its_forms_and_no_other(embedded: ConsoleHouse, role: Role) -> None:
    await asking(embedded)
    async with embedded.colleague(role) as one:
        told = {path: (await one.send(path, text="words", reason="solved", to="desk:use")).status_code for path in FORMS}
    assert {path for path, status in told.items() if status != 403} == {path for path in FORMS if role in FORMS[path]}
    assert max(told.values()) < 500


async def test_whoever_is_not_logged_in_sees_and_sends_nothing(embedded: ConsoleHouse) -> None:
    async with browser(embedded.app) as stranger:
        answers = [await stranger.get(path) for path in [*PAGES, "/console", "/console/events", "/console/nothing"]]
        answers += [await stranger.post(path, data={"csrf": "x"}) for path in [*FORMS, "/console/logout"]]
    assert {answer.status_code for answer in answers} == {303}
    assert all(answer.headers["location"].startswith("/console/login?to=/console") for answer in answers)


async def test_the_navigation_offers_what_one_may_open(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(Role.FINANCE) as one:
        page = (await one.client.get("/console", follow_redirects=True)).text
    assert 'href="/console/payments"' in page
    assert 'href="/console/cases"' not in page
    assert 'href="/console/audit"' not in page


async def test_an_agent_sees_the_identity_of_their_own_case_only_and_each_look_is_written_down(office: ConsoleHouse) -> None:
    asks, stranger = await asking(office), await candidate(office)
    house = office.house
    async with office.colleague(Role.AGENT) as li:
        theirs, others = asks.made.account_id, stranger.made.account_id
        await li.send(f"/console/cases/{asks.case}/claim")
        before = await li.client.get(f"/console/candidates/{theirs}")
        without = await li.send(f"/console/candidates/{theirs}/identity", reason="")
        full = await li.send(f"/console/candidates/{theirs}/identity", reason="compares with the bank's record")
        refused = await li.send(f"/console/candidates/{others}/identity", reason="curious")
    assert "Shown in full" not in before.text
    assert (without.status_code, full.status_code, refused.status_code) == (422, 200, 422)
    assert "Shown in full" in full.text
    account = await house.store.read(lambda tx: get_account(tx, house.vault, theirs))
    number = account.identity.document_number
    assert (number in full.text, number in before.text, number in without.text) == (True, False, False)
    written = await house.store.read(lambda tx: [*history(tx, "account", theirs), *history(tx, "account", others)])
    assert [(row.what, row.after) for row in written if row.what.startswith("identity")] == [
        ("identity_shown", {"reason": "compares with the bank's record"}),
        ("identity_refused", {"reason": "curious"}),
    ]


@pytest.mark.parametrize("number", ["0", "999999", "-1", "9" * 18, "9" * 40, "1e3", "%00", "١", "1%2F..%2F2", "x" * 3000])
async def test_a_number_of_nothing_is_a_page_that_says_so(embedded: ConsoleHouse, number: str) -> None:
    async with embedded.colleague(*Role) as one:
        for path in ("cases", "candidates"):
            assert (await one.client.get(f"/console/{path}/{number}")).status_code in {404, 422}
        assert (await one.client.get(f"/console/cases/1/files/{number}")).status_code == 404


async def test_every_view_is_written_down_a_refused_one_too(office: ConsoleHouse) -> None:
    case = (await asking(office)).case
    async with office.colleague(Role.AGENT, name="Li Lei") as li:
        await li.client.get(f"/console/cases/{case}")
        await li.client.get("/console/audit")
    async with office.colleague(Role.AUDITOR, name="Han Meimei") as han:
        page = (await han.client.get("/console/audit", params={"actor": "staff:1"})).text
    seen = await office.house.store.read(lambda tx: rows(tx, Wanted(actor="staff:1"), 10))
    assert {("ticket", str(case), "viewed"), ("page", "audit", "refused")} <= {(r.subject, r.subject_id, r.what) for r in seen}
    assert "Li Lei" in page
