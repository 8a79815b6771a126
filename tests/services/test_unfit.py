"""A position whose conditions speak against the candidate can be chosen after a warning, unless the pack says otherwise."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from core.model.decisions import Refused
from core.model.exam import Cells, Position
from core.model.reasons import Reason
from core.services.applications import Choosing, Entering, Filling
from core.services.applications.choosing import Stashed
from core.services.applications.desk import Desk
from core.services.eligibility import Eligibility
from core.services.exams import Exams
from core.services.majors import Catalogues
from core.store.engine import Store
from core.store.vault import Vault
from tests.support.clock import FixedClock
from tests.support.facts import exam
from tests.support.packs import bundled_pack
from tests.support.people import Candidate, StandInPrinter, StandInStudio, bound_chat


def position(code: str, education: str, degree: str) -> Position:
    columns = (("职位代码", code), ("学历", education), ("学位", degree))
    return Position(code, "甲局", "科员", 1, "", education, degree, Cells.of(columns))


DOCTORS, GRADUATES = position("990001", "博士研究生", "博士"), position("990002", "本科以上", "不限")


@pytest_asyncio.fixture
async def exams(store: Store, clock: FixedClock) -> Exams:
    return Exams(store, clock)


@pytest_asyncio.fixture
async def candidate(store: Store, clock: FixedClock, vault: Vault, exams: Exams) -> AsyncIterator[Candidate]:
    """A bachelor whose form is complete."""
    await load(exams, blocks=True)
    desk, chat_id = Desk(exams), await bound_chat(store, vault, clock)
    filling = Filling(store, clock, desk, StandInStudio(), StandInPrinter())
    choosing = Choosing(store, clock, desk, Eligibility(store, exams, Catalogues(store, clock)))
    person = Candidate(chat_id, Entering(store, clock, desk), filling, choosing)
    await person.agree({text.id: text.version for text in exam().agreements})
    await person.fill_in()
    yield person


async def load(exams: Exams, *, blocks: bool) -> None:
    reading = bundled_pack()
    assert reading.exam is not None
    await exams.load(replace(reading, exam=replace(reading.exam, blocks_unfit=blocks), positions=(DOCTORS, GRADUATES)))


async def test_an_unfit_position_is_refused_and_the_choice_so_far_stays(candidate: Candidate, store: Store) -> None:
    assert isinstance(await candidate.choosing.stash(candidate.chat_id, GRADUATES.code), Stashed)
    refused = await candidate.choosing.stash(candidate.chat_id, DOCTORS.code)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.about) == (Reason.POSITION_UNFIT, (DOCTORS.code,))
    assert (await candidate.application(store)).position_code == GRADUATES.code


async def test_a_stash_from_before_the_block_cannot_be_confirmed(candidate: Candidate, exams: Exams) -> None:
    await load(exams, blocks=False)
    assert isinstance(await candidate.choosing.stash(candidate.chat_id, DOCTORS.code), Stashed)
    await load(exams, blocks=True)
    refused = await candidate.choosing.read_back(candidate.chat_id)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.POSITION_UNFIT


async def test_by_default_an_unfit_position_can_be_chosen(candidate: Candidate, exams: Exams) -> None:
    await load(exams, blocks=False)
    assert isinstance(await candidate.choosing.stash(candidate.chat_id, DOCTORS.code), Stashed)
