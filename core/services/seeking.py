"""What a chat's candidate seeks: the table, what they laid out, what is known of them, and the verdicts on the whole table.

Verdicts are remembered for those who asked last, so that turning a page or a filter judges nothing anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.model.account import Chat
from core.model.eligibility import ConditionKind, Facts
from core.model.exam import Exam
from core.model.wishes import Wish, read_wish
from core.ports import Clock
from core.services.applications.desk import Desk
from core.services.eligibility import Eligibility, Sorted, sort_table
from core.services.facets import Finder
from core.services.facts import facts_of, with_answers
from core.services.missing import Question, most_deciding
from core.services.near_misses import near_misses
from core.store.engine import Tx
from core.store.queries.shelves import Shelf, keep, shelf_of

_REMEMBERED = 128
Change = Callable[[Shelf], Shelf]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A whole table for one candidate: by verdict, and the near misses by what is missing."""

    found: Sorted
    near: Mapping[ConditionKind, int]
    _questions: dict[frozenset[str], Question | None] = field(default_factory=dict)

    def question(self, facts: Facts, answers: Mapping[str, str]) -> Question | None:
        """The datum that would decide most; found once for what was answered."""
        answered = frozenset(answers)
        if answered not in self._questions:
            self._questions[answered] = most_deciding(self.found, facts, answers)
        return self._questions[answered]


@dataclass(frozen=True, slots=True)
class Seeker:
    """One candidate at the table. ``facts`` and ``verdicts`` are ``None`` as long as the form tells no education."""

    chat: Chat
    exam: Exam
    finder: Finder
    shelf: Shelf
    facts: Facts | None
    verdicts: Verdicts | None

    @property
    def wish(self) -> Wish:
        """What they filter by."""
        return read_wish(self.shelf.wish)


class Seekers:
    """Opens what a chat seeks. One object serves a process."""

    def __init__(self, clock: Clock, desk: Desk, eligibility: Eligibility) -> None:
        self._clock = clock
        self._desk = desk
        self._eligibility = eligibility
        self._finders: dict[str, Finder] = {}
        self._verdicts: OrderedDict[tuple[str, int, Facts], Verdicts] = OrderedDict()

    def finder(self, tx: Tx, exam_id: str) -> Finder:
        """What searches the exam's table as it stands now; made anew with each version. Raises ``NotFound``."""
        table = self._eligibility.table_of(tx, exam_id)
        known = self._finders.get(exam_id)
        if known is None or known.table is not table:
            known = self._finders[exam_id] = Finder(table)
            self._verdicts = OrderedDict((key, kept) for key, kept in self._verdicts.items() if key[0] != exam_id)
        return known

    def open(self, tx: Tx, chat_id: int) -> Seeker | None:
        """The chat's candidate at the table of their exam; ``None`` where no exam is chosen."""
        chat, exam, application = self._desk.look(tx, chat_id)
        if exam is None:
            return None
        finder, shelf, facts = self.finder(tx, exam.id), shelf_of(tx, chat, exam.id), None
        if application is not None and application.form.educations:
            facts = with_answers(facts_of(tx, exam, application, self._clock.now()), shelf.answers)
        return Seeker(chat, exam, finder, shelf, facts, self._judged(exam.id, finder, facts) if facts else None)

    def change(self, tx: Tx, chat_id: int, change: Change) -> Shelf | None:
        """Change what they laid out, judging nothing: writers wait for each other. ``None`` without an exam."""
        chat, exam, _ = self._desk.look(tx, chat_id)
        if exam is None:
            return None
        before = shelf_of(tx, chat, exam.id, lock=True)
        after = change(before)
        if after != before:
            keep(tx, chat, exam.id, after, self._clock.now())
        return after

    def _judged(self, exam_id: str, finder: Finder, facts: Facts) -> Verdicts:
        key = (exam_id, id(finder), facts)
        known = self._verdicts.get(key)
        if known is None:
            found = sort_table(finder.table, facts)
            known = self._verdicts[key] = Verdicts(found, near_misses(found, facts))
            while len(self._verdicts) > _REMEMBERED:
                self._verdicts.popitem(last=False)
        return known
