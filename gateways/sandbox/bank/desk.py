"""What the sandbox bank answers to whom: rules told by the demo panel first, then documented test values, else that all matches.

Test values: the last four digits of a card, or a name. See docs/sandbox.md.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class BankMood(StrEnum):
    """How the sandbox bank behaves for one question."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NAME_DIFFERS = "name_differs"
    DOCUMENT_DIFFERS = "document_differs"
    PHONE_DIFFERS = "phone_differs"
    CARD_INVALID = "card_invalid"
    RETRY = "retry"
    UNREACHABLE = "unreachable"
    SLOW = "slow"


BY_LAST_FOUR: Mapping[str, BankMood] = {
    "0002": BankMood.MISMATCH,
    "0003": BankMood.CARD_INVALID,
    "0004": BankMood.UNREACHABLE,
    "0005": BankMood.SLOW,
    "0006": BankMood.NAME_DIFFERS,
    "0007": BankMood.DOCUMENT_DIFFERS,
    "0008": BankMood.PHONE_DIFFERS,
    "0009": BankMood.RETRY,
}
BY_NAME: Mapping[str, BankMood] = {
    "甄不符": BankMood.MISMATCH,
    "甄失效": BankMood.CARD_INVALID,
    "甄断线": BankMood.UNREACHABLE,
    "甄慢": BankMood.SLOW,
    "甄异名": BankMood.NAME_DIFFERS,
    "甄异证": BankMood.DOCUMENT_DIFFERS,
    "甄异号": BankMood.PHONE_DIFFERS,
    "甄再试": BankMood.RETRY,
}
_UNDECIDED = frozenset({BankMood.UNREACHABLE, BankMood.RETRY})
_KEPT_ANSWERS = 10_000


class KeyUsedOtherwise(Exception):
    """The idempotency key belongs to another question."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What was told: an answer for a name, for a card (or its last digits), or for everybody; ``times`` more times or for good."""

    answer: str
    name: str | None
    card: str | None
    times: int | None

    def fits(self, name: str, card: str) -> bool:
        """Whether the rule speaks about this question."""
        return self.name in {None, name} and (self.card is None or card.endswith(self.card))


class SandboxBank:
    """The bank's memory: rules, and the answer to each question by its idempotency key."""

    def __init__(self, *, slow_seconds: float = 3.0) -> None:
        self.slow_seconds = slow_seconds
        self._rules: list[Rule] = []
        self._answers: OrderedDict[str, tuple[str, BankMood]] = OrderedDict()

    def answer_next(self, answer: str) -> None:
        """Give ``answer`` to the next question, whoever asks."""
        self.answer_with(answer, name=None, card=None, times=1)

    def answer_with(self, answer: str, *, name: str | None, card: str | None, times: int | None) -> None:
        """Give ``answer`` to what fits, before any rule told earlier. Raises ``ValueError`` for an unknown answer."""
        digits = card and "".join(card.split())
        self._rules.insert(0, Rule(BankMood(answer).value, name, digits or None, times))

    def forget(self) -> None:
        """Drop every rule: the bank answers by itself again."""
        self._rules.clear()

    def rules(self) -> Sequence[Rule]:
        """The rules in force, the one that counts first in front."""
        return tuple(self._rules)

    def judge(self, key: str, digest: str, name: str, card: str) -> BankMood:
        """The answer to one question; the same question gets the same one. Raises ``KeyUsedOtherwise``."""
        known = self._answers.get(key)
        if known is not None:
            if known[0] != digest:
                raise KeyUsedOtherwise(key)
            return known[1]
        mood = self._ruled(name, card) or BY_NAME.get(name) or BY_LAST_FOUR.get(card[-4:]) or BankMood.MATCH
        if mood not in _UNDECIDED:
            self._answers[key] = (digest, BankMood.MATCH if mood is BankMood.SLOW else mood)
            if len(self._answers) > _KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return mood

    def _ruled(self, name: str, card: str) -> BankMood | None:
        for index, rule in enumerate(self._rules):
            if rule.fits(name, card):
                self._use(index, rule)
                return BankMood(rule.answer)
        return None

    def _use(self, index: int, rule: Rule) -> None:
        if rule.times == 1:
            del self._rules[index]
        elif rule.times is not None:
            self._rules[index] = replace(rule, times=rule.times - 1)
