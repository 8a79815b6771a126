"""The way from agreements to the confirmed position, on both databases (说明 二(三) to 二(五))."""

import asyncio
from dataclasses import replace

import pytest
import pytest_asyncio

from core.model.application import Level
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.applications import Choosing, Entering, Filling
from core.services.applications.choosing import Confirmed, ReadBack, Stashed
from core.services.applications.desk import Desk
from core.services.eligibility import Eligibility
from core.services.exams import Exams
from core.services.majors import Catalogues
from core.store.engine import Store
from core.store.queries import applications, chats
from core.store.queries.audit import history
from core.store.vault import Vault
from tests.support.clock import FixedClock
from tests.support.facts import BACHELOR, at, exam
from tests.support.packs import bundled_pack
from tests.support.people import Candidate, StandInPrinter, StandInStudio, bound_chat


@pytest_asyncio.fixture
async def candidate(store: Store, clock: FixedClock, vault: Vault) -> Candidate:
    """A verified person with a chat, who has done nothing yet."""
    exams = Exams(store, clock)
    await exams.load(bundled_pack())
    desk = Desk(exams)
    chat_id = await bound_chat(store, vault, clock)
    filling = Filling(store, clock, desk, StandInStudio(), StandInPrinter())
    choosing = Choosing(store, clock, desk, Eligibility(store, exams, Catalogues(store, clock)))
    return Candidate(chat_id, Entering(store, clock, desk), filling, choosing)


def read_all() -> dict[str, str]:
    return {text.id: text.version for text in exam().agreements}


async def test_the_form_is_closed_until_the_agreements_are_accepted(candidate: Candidate) -> None:
    refused = await candidate.filling.put_field(candidate.chat_id, "household", "广东省深圳市")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.AGREEMENTS_NOT_ACCEPTED


async def test_agreements_not_read_to_the_end_are_not_accepted(candidate: Candidate) -> None:
    some = dict(list(read_all().items())[:1])
    refused = await candidate.entering.agree(candidate.chat_id, some)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.AGREEMENTS_NOT_READ


async def test_a_complete_form_is_saved_and_a_broken_one_no_longer(candidate: Candidate) -> None:
    await candidate.agree(read_all())
    assert (await candidate.fill_in()).complete
    again = await candidate.filling.put_education(candidate.chat_id, 0, replace(BACHELOR, level=Level.MASTER))
    assert not isinstance(again, Refused)
    assert [one.reason for one in again.missing] == [Reason.EDUCATION_LEVEL_MISSING]
    refused = await candidate.choosing.stash(candidate.chat_id, await candidate.any_code())
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.FORM_INCOMPLETE


async def test_stashing_another_position_replaces_the_first(candidate: Candidate, store: Store) -> None:
    await candidate.agree(read_all())
    await candidate.fill_in()
    first, second = (await candidate.codes())[:2]
    assert isinstance(await candidate.choosing.stash(candidate.chat_id, first), Stashed)
    assert isinstance(await candidate.choosing.stash(candidate.chat_id, second), Stashed)
    application = await candidate.application(store)
    assert (application.position_code, application.confirmed_at) == (second, None)


async def test_a_code_in_full_width_with_blanks_is_understood_and_a_slip_gets_the_nearest(candidate: Candidate) -> None:
    code = (await candidate.codes())[0]
    wide = " " + "".join(chr(ord(digit) + 0xFEE0) for digit in code) + "　"
    found = await candidate.choosing.look(candidate.chat_id, wide)
    assert not isinstance(found, Refused)
    assert found.code == code
    refused = await candidate.choosing.look(candidate.chat_id, code[:-1] + ("0" if code[-1] != "0" else "9"))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.POSITION_UNKNOWN
    assert code in refused.about[1:]


async def ready_to_confirm(candidate: Candidate) -> ReadBack:
    await candidate.agree(read_all())
    await candidate.fill_in()
    await candidate.choosing.stash(candidate.chat_id, await candidate.any_code())
    answer = await candidate.choosing.read_back(candidate.chat_id)
    assert isinstance(answer, ReadBack)
    return answer


async def test_confirming_twice_with_one_nonce_confirms_once(candidate: Candidate, store: Store) -> None:
    nonce = (await ready_to_confirm(candidate)).nonce
    answers = await asyncio.gather(*(candidate.choosing.confirm(candidate.chat_id, nonce) for _ in range(8)))
    assert all(isinstance(answer, Confirmed) for answer in answers)
    application = await candidate.application(store)
    rows = await store.read(lambda tx: history(tx, "application", application.id))
    assert [row.what for row in rows].count("confirmed") == 1


async def test_an_older_read_back_confirms_nothing(candidate: Candidate, store: Store) -> None:
    old = (await ready_to_confirm(candidate)).nonce
    await candidate.choosing.read_back(candidate.chat_id)
    refused = await candidate.choosing.confirm(candidate.chat_id, old)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.READ_BACK_STALE
    assert (await candidate.application(store)).confirmed_at is None


async def test_a_change_after_the_read_back_makes_it_void(candidate: Candidate) -> None:
    nonce = (await ready_to_confirm(candidate)).nonce
    await candidate.filling.put_field(candidate.chat_id, "address", "深圳市南山区科苑路2号")
    refused = await candidate.choosing.confirm(candidate.chat_id, nonce)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.READ_BACK_STALE


async def test_closing_while_reading_the_confirm_screen_refuses_with_the_instant(candidate: Candidate, clock: FixedClock) -> None:
    nonce = (await ready_to_confirm(candidate)).nonce
    clock.set(at("11-18 16:00:01"))
    refused = await candidate.choosing.confirm(candidate.chat_id, nonce)
    assert refused == Refused(Reason.ABANDONED_UNCONFIRMED, "说明 二(五)3", at("11-18 16:00:00"))


async def test_after_confirming_every_change_is_refused_with_the_clause(candidate: Candidate) -> None:
    nonce = (await ready_to_confirm(candidate)).nonce
    await candidate.choosing.confirm(candidate.chat_id, nonce)
    attempts = [
        await candidate.filling.put_field(candidate.chat_id, "address", "别处"),
        await candidate.filling.remove_education(candidate.chat_id, 0),
        await candidate.choosing.stash(candidate.chat_id, (await candidate.codes())[1]),
        await candidate.choosing.read_back(candidate.chat_id),
        await candidate.entering.agree(candidate.chat_id, read_all()),
    ]
    assert {(one.reason, one.clause) for one in attempts if isinstance(one, Refused)} == {
        (Reason.ALREADY_CONFIRMED, "说明 二(五)4")
    }
    assert all(isinstance(one, Refused) for one in attempts)


async def test_a_chat_without_account_is_told_to_log_in(candidate: Candidate, store: Store, clock: FixedClock) -> None:
    stranger = await store.write(lambda tx: chats.add_chat(tx, "web", 4242, "zh_CN", clock.now()))
    refused = await candidate.entering.agree(stranger.id, read_all())
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_LOGGED_IN


async def test_the_audit_keeps_who_when_what_from_and_to(candidate: Candidate, store: Store) -> None:
    await ready_to_confirm(candidate)
    application = await candidate.application(store)
    rows = await store.read(lambda tx: history(tx, "application", application.id))
    stashed = next(row for row in rows if row.what == "stashed")
    assert (stashed.actor, stashed.before, stashed.after) == (
        f"chat:{candidate.chat_id}",
        {"position": None},
        {"position": application.position_code},
    )


async def test_two_first_agreements_at_once_make_one_application(candidate: Candidate, store: Store) -> None:
    answers = await asyncio.gather(
        *(candidate.entering.agree(candidate.chat_id, read_all()) for _ in range(4)), return_exceptions=True
    )
    assert not [answer for answer in answers if isinstance(answer, BaseException)]
    assert await store.read(lambda tx: applications.find_application(tx, candidate.account_of(tx), exam().id)) is not None


@pytest.mark.parametrize("name", ["political_status"])
async def test_a_choice_that_was_never_offered_is_refused(candidate: Candidate, name: str) -> None:
    await candidate.agree(read_all())
    assert isinstance(await candidate.filling.put_field(candidate.chat_id, name, "emperor"), Refused)


async def test_what_no_paper_can_show_is_refused_when_it_is_typed(candidate: Candidate) -> None:
    await candidate.agree(read_all())
    refused = await candidate.filling.put_field(candidate.chat_id, "address", "深圳市☃1号")
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.about) == (Reason.FIELD_NOT_PRINTABLE, ("address", "☃"))


async def test_an_education_that_is_sent_again_stands_once(candidate: Candidate, store: Store) -> None:
    await candidate.agree(read_all())
    for _ in range(2):
        await candidate.filling.put_education(candidate.chat_id, None, BACHELOR)
    assert len((await candidate.application(store)).form.educations) == 1
