"""What staff wrote and a second person approved, put over the pack's answers: in every process, without a restart.

Weights can't be learnt anew in service, so a written answer is found by its nearest phrasing. It must be near, nearer than any
entry of the pack, and no word of the question may be strange to it. A question that the pack's own entry answers stays with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.answers import Routed, Tier
from core.model.exam import Answer, Exam
from core.model.written_answers import Wording, Written
from core.rules.answers.likeness import Nearness, Pieces, pieces_of
from core.rules.answers.strangeness import Known, known_of, pairs_of, stem_of
from core.services.answers.router import Router

NEAR = 0.35
"""How near a phrasing must be for a direct answer."""
OFFERED = 0.22
"""How near for a button."""
AHEAD = 0.05
"""How much nearer than the nearest entry of the pack."""
_RANKED = 7


def with_live(exam: Exam, standing: Sequence[Written]) -> Exam:
    """The exam with the answers that stand now: in place of the entries that they stand for, the new ones after them."""
    written = {one.wording.entry: _answer(one, exam) for one in standing if one.exam == exam.id}
    kept = tuple(written.pop(one.id, one) for one in exam.answers)
    return replace(exam, answers=(*kept, *written.values()))


def _answer(written: Written, exam: Exam) -> Answer:
    wording = written.wording
    pack = next((one for one in exam.answers if one.id == wording.entry), None)
    return Answer(
        id=wording.entry,
        question=wording.question,
        answer=wording.answer,
        clause=wording.clause,
        topic=wording.topic,
        source=pack.source if pack else exam.official_url,
        target=wording.target,
        personal=bool(pack and pack.personal),
    )


class LiveRouter:
    """A pack's router with the phrasings of written answers over it.

    :param phrasings: by entry.
    """

    def __init__(self, router: Router, phrasings: Mapping[str, Sequence[str]]) -> None:
        self._router = router
        self._entries = tuple(phrasings)
        spelt = [(entry, router.weights.spelling.plain(one)) for entry, ones in phrasings.items() for one in ones]
        self._near = Nearness((entry, self._pieces(plain)) for entry, plain in spelt)
        self._known = _known_with(router, self._entries, spelt)

    def route(self, text: str, routed: Routed) -> Routed:
        """Where the question goes, seeing what the pack's router made of it."""
        plain = self._router.weights.spelling.plain(text)
        pieces = self._pieces(plain)
        near = self._near.nearest(pieces)
        entry = max(near, key=lambda one: near[one], default="")
        if not entry or near[entry] < OFFERED:
            return routed
        if routed.tier is Tier.ANSWER and routed.id != entry:
            return replace(routed, ranked=_first((routed.id, entry), routed.ranked))
        ranked = _first((entry,), routed.ranked)
        if self._is_sure(entry, near[entry], plain, text):
            return Routed(Tier.ANSWER, entry, ranked, near[entry])
        if routed.tier is Tier.ANSWER:
            return routed
        return replace(routed, tier=Tier.CLARIFY, id=entry, ranked=ranked, score=near[entry], is_vetoed=False)

    def _is_sure(self, entry: str, near: float, plain: str, text: str) -> bool:
        if near < NEAR or self._known.strange(plain, 1 << self._entries.index(entry)):
            return False
        return near >= self._router.nearest_other(text, entry) + AHEAD

    def _pieces(self, plain: str) -> Pieces:
        weights = self._router.weights
        return pieces_of(plain, weights.spelling.sound(plain), self._router.heavy)


def _first(entries: tuple[str, ...], ranked: Sequence[str]) -> tuple[str, ...]:
    """These entries in front of the others."""
    return (*entries, *(one for one in ranked if one not in entries))[:_RANKED]


def _known_with(router: Router, entries: Sequence[str], spelt: Sequence[tuple[str, str]]) -> Known:
    """The words of the written answers' phrasings; neutral ones are those of the pack."""
    known = router.weights.known
    pairs: dict[str, int] = {}
    words: dict[str, int] = {}
    for entry, plain in spelt:
        bit = 1 << entries.index(entry)
        for pair in pairs_of(plain):
            pairs[pair] = pairs.get(pair, 0) | bit
        for word in plain.split():
            if word.isascii():
                words[stem_of(word)] = words.get(stem_of(word), 0) | bit
    return known_of(pairs, words, known.neutral, known.sounds)


@dataclass(frozen=True, slots=True)
class Standing:
    """The written answers that stand, as one process holds them. Replaced whole, so that threads may share it."""

    changes: int
    written: tuple[Written, ...]
    routers: Mapping[str, LiveRouter]

    def over(self, exam: Exam) -> Exam:
        """The exam with what stands of it."""
        mine = [one for one in self.written if one.exam == exam.id]
        return with_live(exam, mine) if mine else exam


def _asked_as(wording: Wording) -> tuple[str, ...]:
    """The ways of asking, and the question as it stands above the answer."""
    return (*wording.phrasings, *wording.question.by_locale.values())


NOTHING = Standing(0, (), {})


def standing_of(changes: int, written: Sequence[Written], routers: Mapping[str, Router]) -> Standing:
    """What stands, ready to be asked."""
    live: dict[str, LiveRouter] = {}
    for exam_id in {one.exam for one in written} & routers.keys():
        mine = {one.wording.entry: _asked_as(one.wording) for one in written if one.exam == exam_id}
        live[exam_id] = LiveRouter(routers[exam_id], mine)
    return Standing(changes, tuple(written), live)
