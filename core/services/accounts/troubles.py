"""The way out when the bank doesn't recognise somebody (说明 三(一)): what was tried, the next step, and whom to call when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.exam import Desk, Exam, Window, WindowName
from core.ports import BankQuestion
from core.rules.desks import DeskState, desk_state
from core.rules.identity.masking import masked_card, masked_document, masked_name, masked_phone
from core.rules.identity.playbook import Advice, Tried, next_advice
from core.rules.windows import Phase, phase
from core.services.accounts.drafts import view_of
from core.services.accounts.means import Means
from core.services.working_days import is_working_day
from core.store.engine import Tx
from core.store.queries import accounts, playbook, registrations
from core.store.queries.chats import get_chat
from core.store.queries.outbox import tell
from core.store.queries.recoveries import refused_recovery

_SCOPE = "technical"
BANK_REFUSED = "bank_refused"


class Whence(StrEnum):
    """Where the bank was asked, and where it can be asked again."""

    REGISTERING = "registering"
    MAINTAINING = "maintaining"
    RECOVERING = "recovering"


@dataclass(frozen=True, slots=True)
class _Refused:
    """Whom the bank refused: the blind index of the document; name and document as typed, masked."""

    whence: Whence
    person: str
    name: str
    document: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where somebody stands with the bank's no.

    :param name: as it was typed, masked; likewise ``document``, ``phone`` and ``card``, those of the bank's latest no.
    :param help_until: the cut-off of help with registering, ``None`` where the pack has none.
    :param desks: whom to call, each with how it stands now; given only where calling is the step.
    """

    advice: Advice
    name: str
    document: str
    phone: str
    card: str
    help_until: Window | None
    is_help_over: bool
    desks: Sequence[tuple[Desk, DeskState]]
    whence: Whence


def refused_by_bank(tx: Tx, means: Means, chat_id: int, person: str, question: BankQuestion, key: str, now: datetime) -> None:
    """The bank has said no: remember it for the person, and let the chat lead on. ``key`` is that of the question."""
    last4 = question.card_number[-4:]
    card = means.vault.index(f"{question.bank}:{last4}", place="playbook_step.card")
    playbook.add_trial(tx, person, Tried.REFUSED, now, card, (chat_id, masked_card(last4), masked_phone(question.phone)))
    tell(tx, dedupe_key=f"{BANK_REFUSED}:{key}", kind=BANK_REFUSED, now=now, chat_id=chat_id)


class Troubles:
    """What a chat sees of it and says about it."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def view(self, chat_id: int) -> Trouble | None:
        """The next step of this chat's person; ``None`` where nothing was refused or nobody is known."""
        now = self._means.clock.now()
        return await self._means.store.read(lambda tx: self._view(tx, chat_id, now))

    async def tried(self, chat_id: int, tried: Tried) -> Trouble | None:
        """The candidate says that a step is done; the next one."""
        now = self._means.clock.now()

        def work(tx: Tx) -> Trouble | None:
            refused = self._refused(tx, chat_id, now)
            if refused is not None and tried is not Tried.REFUSED:
                known = [trial.tried for trial in playbook.trials_of(tx, refused.person)]
                if known and known[-1] is not tried:
                    playbook.add_trial(tx, refused.person, tried, now)
            return self._view(tx, chat_id, now)

        return await self._means.store.write(work)

    def _refused(self, tx: Tx, chat_id: int, now: datetime) -> _Refused | None:
        """Who is asked about in this chat: in a recovery whose phone is dead, in a registration, or whoever is logged in."""
        recovery, row = refused_recovery(tx, chat_id, now), registrations.get_registration(tx, chat_id, now)
        if recovery is not None:
            return _Refused(Whence.RECOVERING, *recovery)
        if row is not None:
            seen = view_of(self._means.vault, row)
            shown = seen.masked_name or "", seen.masked_document or ""
            return _Refused(Whence.REGISTERING, row.document_index, *shown) if row.document_index is not None else None
        chat = get_chat(tx, chat_id)
        if chat is None or chat.account_id is None:
            return None
        known = accounts.get_account(tx, self._means.vault, chat.account_id)
        shown = masked_name(known.identity.name), masked_document(known.identity.document_number)
        return _Refused(Whence.MAINTAINING, accounts.document_index(tx, known.id), *shown)

    def _view(self, tx: Tx, chat_id: int, now: datetime) -> Trouble | None:
        chat, refused = get_chat(tx, chat_id), self._refused(tx, chat_id, now)
        exam = self._means.exam_of(tx, chat) if chat else None
        trials = playbook.trials_of(tx, refused.person) if refused else []
        advice = next_advice(trials)
        if refused is None or exam is None or advice is None:
            return None
        own = (trial.shown for trial in reversed(trials) if trial.shown and trial.shown[0] == chat_id)
        _, card, phone = next(own, (chat_id, "", ""))
        cut_off = exam.window(WindowName.REGISTRATION_HELP)
        return Trouble(
            advice,
            refused.name,
            refused.document,
            phone,
            card,
            help_until=cut_off if refused.whence is Whence.REGISTERING and cut_off.closes_at else None,
            is_help_over=phase(cut_off, now) is Phase.OVER,
            desks=_desks(exam, now) if advice is Advice.DESK else (),
            whence=refused.whence,
        )


def _desks(exam: Exam, now: datetime) -> Sequence[tuple[Desk, DeskState]]:
    local = now.astimezone(exam.tz)
    fitting = [desk for desk in exam.desks if _SCOPE in desk.scopes] or list(exam.desks)
    return [(desk, desk_state(desk, local, is_working_day)) for desk in fitting]
