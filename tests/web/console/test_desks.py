"""Finance, supervisor and operator at their pages: figures that can be counted by hand, and money that goes back by hand once."""

import asyncio
from datetime import timedelta

from core.model.application import Status
from core.model.payment import RefundReason, RefundState
from core.model.staff import Role
from core.model.tickets import Agent, CloseReason
from core.store.queries import captures, refunds
from core.store.queries.audit import history
from tests.support.clock import FixedClock
from tests.support.facts import SHENZHEN, exam
from tests.support.staff import ConsoleHouse
from tests.web.console.people import asking, candidate


async def refund_by_hand(office: ConsoleHouse) -> int:
    """Money of somebody who has paid that the office decided to give back itself; the refund's number."""
    paid = await candidate(office, Status.PAID)
    now, application_id = office.house.clock.now(), paid.made.application_id
    assert application_id is not None

    def work(tx) -> int:  # type: ignore[no-untyped-def]
        charge = captures.captures_of(tx, application_id)[0]
        made = refunds.add_refund(
            tx,
            charge.provider,
            "R1",
            capture_id=charge.id,
            transaction_id=charge.transaction_id,
            amount=charge.amount,
            reason=RefundReason.DECIDED,
            state=RefundState.REQUESTED,
            now=now,
            next_try_at=None,
        )
        assert made is not None
        return made.id

    return await office.house.store.write(work)


async def test_a_refund_by_hand_is_marked_once_by_finance_and_written_down(office: ConsoleHouse) -> None:
    number = await refund_by_hand(office)
    async with office.colleague(Role.FINANCE) as one, office.colleague(Role.FINANCE, name="Two") as two:
        assert "Sent back: mark as done" in (await one.client.get("/console/payments")).text
        path = f"/console/payments/refunds/{number}"
        answers = await asyncio.gather(*(who.send(path, note="voucher 7") for who in (one, two)))
        page = (await one.client.get("/console/payments")).text
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "No refund waits for a person." in page
    rows = await office.house.store.read(lambda tx: history(tx, "refund", number))
    assert [(row.what, row.after and row.after["note"]) for row in rows] == [("done_by_hand", "voucher 7")]


async def test_the_ledger_says_whether_it_balances_and_shows_an_order(embedded: ConsoleHouse) -> None:
    paid = await candidate(embedded, Status.PAID)
    order = await embedded.house.store.read(lambda tx: captures.order_number(tx, 1))
    async with embedded.colleague(Role.AUDITOR) as one:
        page = (await one.client.get("/console/payments", params={"order": order})).text
        unknown = (await one.client.get("/console/payments", params={"order": "<x>"})).text
    assert paid.made.application_id is not None
    assert "Every charge is explained" in page
    assert order in page
    assert "mark as done" not in page, "auditors look"
    assert "Nobody ever named the order &lt;x&gt;." in unknown


async def test_the_supervisor_s_figures_can_be_counted_by_hand(office: ConsoleHouse, clock: FixedClock) -> None:
    staff, now = Agent(1, "Li Lei"), clock.now()
    tickets = office.console.tickets
    for minutes, helped in ((3, True), (20, True), (90, False)):
        asks = await asking(office)
        clock.set(now + timedelta(minutes=minutes))
        await tickets.staff.reply(asks.case, staff, "so")
        await tickets.staff.close(asks.case, staff, CloseReason.SOLVED)
        assert await tickets.candidates.rate(asks.chat, asks.case, satisfied=helped)
        clock.set(now)
    await asking(office)
    clock.set(now + timedelta(minutes=91))
    found = await office.console.office.overviews.of_last(7, SHENZHEN)
    assert (found.opened, found.unanswered, found.helped) == (4, 1, (2, 3))
    assert (found.by_hour[10], sum(found.by_hour)) == (4, 4)
    assert found.answer_times == [1, 0, 1, 0, 1, 0]
    assert (found.median_minutes, found.kept) == (20, (2, 3))
    assert list(found.by_colleague) == [("Li Lei", 3)]


async def test_charts_come_with_words_and_a_table(embedded: ConsoleHouse) -> None:
    await asking(embedded)
    async with embedded.colleague(Role.SUPERVISOR) as boss:
        page = (await boss.client.get("/console/overview")).text
    assert page.count('<img src="data:image/svg+xml;base64,') == page.count('alt="') - page.count('alt=""') >= 4
    assert page.count("The figures as a table") == page.count("<figure")


async def test_the_funnel_counts_each_step_on_its_day(office: ConsoleHouse, clock: FixedClock) -> None:
    for status in (Status.NONE, Status.STASHED, Status.CONFIRMED, Status.PAID):
        await candidate(office, status)
    clock.forward(days=1)
    await candidate(office, Status.STASHED)
    found = await office.console.office.operations.of_exam(exam())
    assert found.totals == [5, 4, 2, 1]
    assert [sum(day[0] for day in found.funnel.values()), found.funnel[clock.now().astimezone(SHENZHEN).date()][1]] == [5, 1]
    assert sum(row[3] for row in found.positions) == 4


async def test_a_day_without_anything_is_a_page_too(embedded: ConsoleHouse) -> None:
    async with embedded.colleague(*Role) as one:
        for path in ("overview", "overview?days=1", "overview?days=nonsense", "exam", "exam?exam=nothing", "payments"):
            status = (await one.client.get(f"/console/{path}")).status_code
            assert status == (404 if path.endswith("nothing") else 200)
