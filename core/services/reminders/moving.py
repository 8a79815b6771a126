"""The authority moves an instant: what was planned for the old one is replaced, and whom it concerns hears of it once."""

from collections.abc import Mapping
from datetime import datetime

from core.model.exam import Exam
from core.model.reminders import Anchor
from core.rules.reminders.due import instant_of, timing_of
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import exams as versions
from core.store.queries import reminder_facts as facts
from core.store.queries import reminder_moves as moves
from core.store.queries import reminders as queries
from core.store.queries.outbox import SIGNAL
from core.store.signals import announce

Instants = Mapping[str, str | None]


class Moving:
    """Follows the instants of an exam from version to version."""

    def __init__(self, store: Store, exams: Exams) -> None:
        self._store = store
        self._exams = exams

    async def follow(self, exam: Exam, now: datetime) -> int:
        """Compare the exam's instants with those planning went by; returns how many hear of a change. Raises ``StoreUnavailable``.

        Letters first, the note that they are written last: whatever cuts it off, nobody is left out and nobody hears twice.
        """
        instants = instants_of(exam)
        before = await self._store.read(lambda tx: facts.noted_instants(tx, exam.id))
        if before == instants:
            return 0
        moved = [Anchor(name) for name in instants if before is not None and before.get(name) != instants[name]]
        told = 0
        if moved and before is not None:
            earlier = {name.value: before.get(name.value) for name in moved}
            told = await self._store.write(lambda tx: self._replace(tx, exam, moved, earlier, now))
        await self._store.write(lambda tx: facts.note_instants(tx, exam.id, instants, now))
        return told

    def _replace(self, tx: Tx, exam: Exam, moved: list[Anchor], before: Instants, now: datetime) -> int:
        rules = [rule for rule in exam.reminders if rule.anchor in moved]
        queries.replace_waiting(tx, exam.id, [rule.id for rule in rules], now)
        for rule in rules:
            if timing := timing_of(rule, exam):
                queries.revive(tx, exam.id, rule.id, timing.window_at)
        version = versions.version_number(tx, exam.id)
        told = moves.tell_moves(tx, exam, version, moved, before, now)
        announce(tx, SIGNAL)
        return told


def instants_of(exam: Exam) -> Instants:
    """Every anchor's instant as it stands, in words that compare."""
    found = {anchor.value: instant_of(anchor, exam)[0] for anchor in Anchor}
    return {name: at.isoformat() if at else None for name, at in found.items()}
