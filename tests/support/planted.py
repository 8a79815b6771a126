"""Plants one bug into a rule while it is imported: for the test that shows that a bug there would be noticed.

``pytest -p tests.support.planted`` with ``PLANTED_BUG`` naming one of ``BUGS``; nothing on disk is changed.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from hypothesis import Phase, settings

PAYMENTS, REFUNDS, SCHEDULE, WINDOWS = (
    "core.rules.payments",
    "core.rules.refunds",
    "core.rules.payment_schedule",
    "core.rules.windows",
)


# A bug has to be noticed, not to be told in the fewest steps.
settings.register_profile("planted", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))


@dataclass(frozen=True)
class Bug:
    """In ``module``, ``right`` is written as ``wrong``."""

    module: str
    right: str
    wrong: str


BUGS: Mapping[str, Bug] = {
    "late money is accepted": Bug(PAYMENTS, "if is_late(success.success_time, facts.terms.window):", "if False:"),
    "the last second is too late": Bug(WINDOWS, "return window.closes_at + _SECOND if", "return window.closes_at if"),
    "a second charge is accepted too": Bug(PAYMENTS, "if facts.has_accepted:", "if False:"),
    "any amount will do": Bug(PAYMENTS, "success.amount != facts.expected", "success.amount.minor == 0"),
    "money of another merchant counts": Bug(PAYMENTS, "not success.payee_is_us or", ""),
    "late money is kept": Bug(
        PAYMENTS, "_LATE = Judgement(Disposition.LATE, refund=RefundReason.LATE,", "_LATE = Judgement(Disposition.LATE,"
    ),
    "doubled money is kept": Bug(PAYMENTS, "Disposition.DUPLICATE, refund=RefundReason.DUPLICATE,", "Disposition.DUPLICATE,"),
    "nobody is told of a wrong amount": Bug(
        PAYMENTS, "Judgement(Disposition.MISMATCH, ticket=TicketKind.MISMATCH)", "Judgement(Disposition.MISMATCH)"
    ),
    "closing un-pays an order": Bug(PAYMENTS, "return state is AttemptState.PENDING", "return True"),
    "one closed order proves them all unpaid": Bug(PAYMENTS, "return all(_brought_nothing", "return any(_brought_nothing"),
    "an open order counts as proof": Bug(
        PAYMENTS, "attempt.state is AttemptState.CLOSED or", "attempt.state is not AttemptState.PAID or"
    ),
    "a frozen roster lets people in": Bug(PAYMENTS, "frozen_at is not None and now >= frozen_at", "False"),
    "a refund that succeeded is un-learned": Bug(REFUNDS, "return max(known, heard,", "return min(known, heard,"),
    "more goes back than came": Bug(REFUNDS, "return max(0, charged - sum(", "return max(0, charged + 0 * sum("),
    "unknown is proof at once": Bug(SCHEDULE, "return now > expires_at + UNKNOWN_GRACE", "return True"),
}


class _Planter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, bug: Bug) -> None:
        self._bug = bug

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._bug.module:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path)
        return importlib.util.spec_from_file_location(fullname, found.origin, loader=self) if found and found.origin else None

    def exec_module(self, module: ModuleType) -> None:
        path = Path(str(module.__spec__ and module.__spec__.origin))
        source = path.read_text(encoding="utf-8")
        assert source.count(self._bug.right) == 1, f"the place for this bug isn't in {path} any more"
        exec(compile(source.replace(self._bug.right, self._bug.wrong), path, "exec"), module.__dict__)


if (name := os.environ.get("PLANTED_BUG")) is not None:
    assert BUGS[name].module not in sys.modules, "the rule was imported already"
    sys.meta_path.insert(0, _Planter(BUGS[name]))
