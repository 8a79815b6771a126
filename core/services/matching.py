"""Which positions fit the candidate of a chat: from account and form, and from what was asked besides, one datum at a time.

A datum is asked for only where it would decide something, the one that decides most first. What was answered is kept beside the
application and is no part of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from operator import or_

from core.model.eligibility import ConditionKind, Judgement, Verdict
from core.model.exam import Exam, Position
from core.model.wishes import Facet, Wish
from core.services.bitmaps import places_of
from core.services.eligibility import judge_table
from core.services.missing import FIELDS, Question
from core.services.seeking import Seeker, Seekers
from core.store.engine import Store, Tx
from core.store.queries.shelves import Shelf

PAGE = 8
_LONGEST_ANSWER = 2000


class Tab(StrEnum):
    """The lists of a table: what fits, what has to be asked about, what nearly fits, and everything."""

    FITS = "fits"
    ASK = "ask"
    NEAR = "near"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Listed:
    """A position of a list; ``lacking`` is what alone keeps it from fitting."""

    position: Position
    lacking: ConditionKind | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of one list, the numbers of all lists under the filters, and the datum that would decide most.

    ``is_known``: whether anything is known of the candidate; if not, there is only the list of everything. ``tallies``: how many
    positions of this list each district and level has. ``answered``: how many questions were answered or passed over.
    """

    exam: Exam
    wish: Wish
    is_known: bool
    tab: Tab
    counts: Mapping[Tab, int]
    listed: tuple[Listed, ...]
    number: int
    pages: int
    tallies: Mapping[Facet, list[tuple[str, int]]]
    question: Question | None
    answered: int


class Matching:
    """Verdicts in lists and on single positions, and the questions that sharpen them."""

    def __init__(self, store: Store, seekers: Seekers) -> None:
        self._store = store
        self._seekers = seekers

    async def look(self, chat_id: int, code: str) -> Judgement | None:
        """One position for this chat's candidate; ``None`` where nothing is known of them, or there is no such position."""

        def work(tx: Tx) -> Judgement | None:
            seeker = self._seekers.open(tx, chat_id)
            if seeker is None or seeker.facts is None:
                return None
            found = judge_table(seeker.finder.table, seeker.facts, [code])
            return found[0] if found else None

        return await self._store.read(work)

    async def overview(self, chat_id: int, tab: Tab | None, number: int) -> Overview | None:
        """The table for this chat's candidate; without a ``tab`` the first list that has something. ``None`` without an exam."""

        def work(tx: Tx) -> Overview | None:
            seeker = self._seekers.open(tx, chat_id)
            return _overview(seeker, tab, number) if seeker is not None else None

        return await self._store.read(work)

    async def question(self, chat_id: int) -> Question | None:
        """The datum that would decide most now; ``None`` where none would."""

        def work(tx: Tx) -> Question | None:
            seeker = self._seekers.open(tx, chat_id)
            return _question(seeker) if seeker is not None else None

        return await self._store.read(work)

    async def answer(self, chat_id: int, field: str, value: str) -> None:
        """Keep an answer; ``""`` for one they would rather not give. A field that is never asked for changes nothing."""
        if field not in FIELDS.values():
            return

        def change(shelf: Shelf) -> Shelf:
            return replace(shelf, answers={**shelf.answers, field: value[:_LONGEST_ANSWER]})

        await self._store.write(lambda tx: self._seekers.change(tx, chat_id, change))

    async def forget_answers(self, chat_id: int) -> None:
        """Ask everything anew."""
        await self._store.write(lambda tx: self._seekers.change(tx, chat_id, lambda shelf: replace(shelf, answers={})))

    async def warm(self, exam_ids: list[str]) -> None:
        """Have the tables of these exams ready, so that nobody's first window waits for them."""
        for exam_id in exam_ids:
            await self._store.read(lambda tx, of=exam_id: self._seekers.finder(tx, of))  # type: ignore[misc]


def _question(seeker: Seeker) -> Question | None:
    if seeker.facts is None or seeker.verdicts is None:
        return None
    return seeker.verdicts.question(seeker.facts, seeker.shelf.answers)


def _lists(seeker: Seeker) -> dict[Tab, int]:
    everything = seeker.finder.table.bitmaps.everything
    if seeker.verdicts is None:
        return {Tab.ALL: everything}
    bits = seeker.verdicts.found.bits
    near = reduce(or_, seeker.verdicts.near.values(), 0)
    return {Tab.FITS: bits[Verdict.FITS], Tab.ASK: bits[Verdict.ASK], Tab.NEAR: near, Tab.ALL: everything}


def _overview(seeker: Seeker, wanted: Tab | None, number: int) -> Overview:
    wish = seeker.wish
    filtered = seeker.finder.bits(wish)
    lists = {tab: bits & filtered for tab, bits in _lists(seeker).items()}
    tab = wanted if wanted in lists else next((one for one, bits in lists.items() if bits), Tab.ALL)
    shown, pages = _page(lists[tab].bit_count(), number)
    places = places_of(lists[tab])[shown * PAGE : (shown + 1) * PAGE]
    return Overview(
        seeker.exam,
        wish,
        seeker.verdicts is not None,
        tab,
        {one: bits.bit_count() for one, bits in lists.items()},
        tuple(_listed(seeker, place) for place in places),
        shown,
        pages,
        {facet: seeker.finder.tally(facet, lists[tab]) for facet in (Facet.DISTRICT, Facet.LEVEL)},
        _question(seeker),
        len(seeker.shelf.answers),
    )


def _listed(seeker: Seeker, place: int) -> Listed:
    near = seeker.verdicts.near if seeker.verdicts else {}
    lacking = next((kind for kind, bits in near.items() if bits >> place & 1), None)
    return Listed(seeker.finder.table.positions[place], lacking)


def _page(count: int, number: int) -> tuple[int, int]:
    pages = -(-count // PAGE)
    return min(max(number, 0), max(pages - 1, 0)), pages
