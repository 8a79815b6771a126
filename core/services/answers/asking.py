"""Use cases of a typed question: where it goes, and what came of it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import Unreachable
from core.model.account import Chat
from core.model.answers import OTHER, Routed, Tier
from core.model.exam import Answer, Exam
from core.ports import Clock, QuestionReader
from core.rules.identity.spotting import masked_text
from core.services.answers.live import NOTHING, Standing, standing_of
from core.services.answers.router import Router
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import asked_questions, chats, written_answers

_PATIENCE_SECONDS = 4.0
_OTHERS = 3
_NOWHERE = Routed(Tier.HUMAN, OTHER, (), 0.0)


class Outcome(StrEnum):
    """What a candidate said about an answer, or what there was none for."""

    CHOSEN = "chosen"
    UNSOLVED = "unsolved"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question heard. ``small_talk`` names the kind of a message that was none; then there is no ``id``."""

    exam: Exam | None
    routed: Routed
    id: int | None = None
    small_talk: str | None = None

    def entry(self, answer_id: str) -> Answer | None:
        """The exam's answer of that id."""
        return entry_of(self.exam, answer_id)


def entry_of(exam: Exam | None, answer_id: str) -> Answer | None:
    """The exam's answer of that id."""
    return next((one for one in exam.answers if one.id == answer_id), None) if exam else None


class Answers:
    """Hears questions and what is said about the answers.

    :param routers: by exam; an exam without one has every question answered by a person.
    :param reader: a language model that may put one entry in front where the router isn't sure; ``None`` where there is none.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        desk: Desk,
        exams: Exams,
        routers: Mapping[str, Router],
        reader: QuestionReader | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._exams = exams
        self._routers = routers
        self._reader = reader
        self._kept = NOTHING

    async def ask(self, chat_id: int, text: str) -> Asked:
        """Route a question of this chat and write it down, masked. Small talk isn't written down."""
        chat, exam = await self._store.read(lambda tx: self._about(tx, chat_id))
        router = self._routers.get(exam.id) if exam else None
        if exam is None or router is None:
            return Asked(exam, _NOWHERE)
        if kind := router.small_talk(text):
            return Asked(exam, _NOWHERE, small_talk=kind)
        masked = masked_text(text)
        routed = router.route(text)
        if live := self._kept.routers.get(exam.id):
            routed = live.route(text, routed)
        routed = await self._read_again(exam, masked, routed)
        now, kept = self._clock.now(), masked[: router.longest]
        outcome = Outcome.PERSON if routed.tier is Tier.HUMAN else None

        def work(tx: Tx) -> int:
            tier, ranked = routed.tier.value, routed.ranked
            number = asked_questions.add_question(tx, chat_id, exam.id, chat.locale, kept, tier, routed.id, ranked, now)
            if outcome is not None:
                asked_questions.set_outcome(tx, number, outcome.value, now)
            return number

        return Asked(exam, routed, await self._store.write(work))

    async def exam_of(self, chat_id: int) -> Exam | None:
        """The exam that questions of this chat are about."""
        _, exam = await self._store.read(lambda tx: self._about(tx, chat_id))
        return exam

    async def choose(self, chat_id: int, question_id: int, answer_id: str) -> Answer | None:
        """The candidate meant this entry; ``None`` where it isn't there any more or the question is somebody else's."""
        await self._say(chat_id, question_id, Outcome.CHOSEN)
        return entry_of(await self.exam_of(chat_id), answer_id)

    async def unsolved(self, chat_id: int, question_id: int, answer_id: str) -> tuple[Answer, ...]:
        """The answer didn't help; up to three other entries."""
        asked = await self._say(chat_id, question_id, Outcome.UNSOLVED)
        exam = await self.exam_of(chat_id)
        others = [other for other in (asked.ranked if asked else ()) if other != answer_id]
        return tuple(entry for other in others[:_OTHERS] if (entry := entry_of(exam, other)))

    async def want_person(self, chat_id: int, question_id: int) -> str:
        """None of the entries was it; the question as it was kept, masked, so that a person can be handed it."""
        asked = await self._say(chat_id, question_id, Outcome.PERSON)
        return asked.question if asked else ""

    def _about(self, tx: Tx, chat_id: int) -> tuple[Chat, Exam | None]:
        chat = chats.get_chat(tx, chat_id)
        if chat is None:
            raise LookupError(chat_id)
        exam = self._desk.exam_of(tx, chat) or next(iter(self._exams.current(tx)), None)
        return chat, self._standing(tx).over(exam) if exam else None

    def _standing(self, tx: Tx) -> Standing:
        """What staff wrote and approved; read anew as soon as anything of it changed, by whichever process."""
        changes = written_answers.changes(tx)
        if self._kept.changes != changes:
            self._kept = standing_of(changes, written_answers.live(tx), self._routers)
        return self._kept

    async def _say(self, chat_id: int, question_id: int, outcome: Outcome) -> asked_questions.AskedQuestion | None:
        now = self._clock.now()

        def work(tx: Tx) -> asked_questions.AskedQuestion | None:
            asked = asked_questions.get_question(tx, question_id)
            if asked is None or asked.chat_id != chat_id:
                return None
            asked_questions.set_outcome(tx, question_id, outcome.value, now)
            return asked

        return await self._store.write(work)

    async def _read_again(self, exam: Exam, masked: str, routed: Routed) -> Routed:
        """Where the router isn't sure, a reader may put an entry in front of the buttons; all else it says is dropped."""
        if self._reader is None or routed.tier not in (Tier.CLARIFY, Tier.HUMAN) or routed.is_vetoed:
            return routed
        entries = {one.id: one.question.in_("zh_CN") for one in exam.answers if one.same_as is None}
        picked = None
        with suppress(Unreachable, TimeoutError):
            picked = await asyncio.wait_for(self._reader.pick(masked, entries), _PATIENCE_SECONDS)
        if picked not in entries:
            return routed
        ranked = (picked, *(one for one in routed.ranked if one != picked))
        return replace(routed, tier=Tier.CLARIFY, id=picked, ranked=ranked)
