"""What a typed question is routed to: an entry of the pack, "not decided here", or a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

POLICY = "policy"
OTHER = "other"
_BUTTONS = 3


class Tier(StrEnum):
    """How sure the router is, and so what is said: the answer, three buttons, who decides, or whom to call."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    POLICY = "policy"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on the router may be that sure; measured when the weights are made.

    :ivar answer: least probability of an entry that is answered directly.
    :ivar voted: the same where a pattern of the pack speaks for the entry.
    :ivar near: least likeness (0 to 1) to a known phrasing of the entry, for a direct answer; ``voted_near`` the same with a vote.
    :ivar familiar: least share of the question that any phrasing has, for a direct answer; ``voted_familiar`` the same with a vote.
    :ivar clarify: least probability of an entry that is offered as a button.
    :ivar policy: least probability of "not decided here".
    :ivar aside: most characters that phrasings of the entry don't explain, for a direct answer with a vote; without one there may
        be none. A Latin word counts as two.
    """

    answer: float
    voted: float
    near: float
    familiar: float
    voted_near: float
    voted_familiar: float
    clarify: float
    policy: float
    aside: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the weights make of a question: probability of every label, likeness to each label's phrasings, and the votes.

    :ivar strange: its words that no entry's phrasings explain.
    :ivar aside: how many of its characters the phrasings of the likeliest entry don't explain; a Latin word counts as two;
        not counted where a word is strange to all.
    """

    probabilities: Mapping[str, float]
    likeness: Mapping[str, float]
    familiar: float
    votes: frozenset[str]
    strange: tuple[str, ...] = ()
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a question goes.

    :ivar id: the likeliest entry, ``policy`` or ``other``.
    :ivar ranked: the likeliest entries, best first.
    :ivar is_vetoed: a pattern of the pack says that no entry answers it.
    """

    tier: Tier
    id: str
    ranked: tuple[str, ...]
    score: float
    is_vetoed: bool = False

    @property
    def candidates(self) -> tuple[str, ...]:
        """The entries that are offered as buttons."""
        return self.ranked[:_BUTTONS]


@dataclass(frozen=True, slots=True)
class Vote:
    """A pattern over questions that speaks for ``label``: every part of ``all`` must be found and none of ``none``."""

    label: str
    all: tuple[str, ...]
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questions:
    """How candidates ask, as the pack has it: the text a router is trained on.

    :ivar phrasings: questions by the label they reach.
    :ivar near_misses: questions that sound like the entry of that id and aren't answered by it.
    :ivar small_talk: whole messages that are no question, by kind.
    :ivar synonyms: words and what they are read as.
    """

    phrasings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near_misses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    small_talk: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    votes: tuple[Vote, ...] = ()
