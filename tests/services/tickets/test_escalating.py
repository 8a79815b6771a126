"""An answer that doesn't come: the next desk has the case and the candidate hears so; then the supervisors."""

from core.model.tickets import CaseState, Scope
from tests.services.tickets.counter import WANG, Counter
from tests.support.facts import at


async def test_nothing_is_escalated_before_its_time_or_when_it_was_answered(counter: Counter) -> None:
    case = await counter.ask(scope=Scope.USE)
    counter.clock.set(at("11-16 10:29:59"))
    assert await counter.cases.escalating.escalate_overdue() == 0
    await counter.cases.staff.reply(case.id, WANG, "您好")
    counter.clock.set(at("11-16 16:00:00"))
    assert await counter.cases.escalating.escalate_overdue() == 0


async def test_it_goes_to_the_next_desk_with_a_new_time_and_then_to_the_supervisors(counter: Counter) -> None:
    case = await counter.ask(scope=Scope.USE)
    await counter.cases.staff.claim(case.id, WANG)
    counter.clock.set(at("11-16 10:30:00"))
    assert await counter.cases.escalating.escalate_overdue() == 1
    moved = await counter.ticket(case.id)
    assert (moved.desk, moved.state, moved.claimed_by) == ("technical", CaseState.OPEN, None)
    assert moved.answer_due_at == at("11-16 11:30:00")
    counter.clock.set(at("11-16 11:30:00"))
    assert await counter.cases.escalating.escalate_overdue() == 1
    assert await counter.cases.escalating.escalate_overdue() == 0
    last = await counter.ticket(case.id)
    assert (last.desk, last.escalations, last.answer_due_at) == ("technical", 2, None)
    assert await counter.letters() == ["case_claimed", "case_escalated", "case_escalated"]


async def test_lunch_and_night_do_not_count(counter: Counter) -> None:
    counter.clock.set(at("11-16 11:45:00"))
    case = await counter.ask(scope=Scope.USE)
    assert case.answer_due_at == at("11-16 14:15:00")
