"""The handover card: what a colleague must know before the first word, put together from facts; personal data only masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.account import Account
from core.model.application import Application, Status, Step
from core.model.exam import Exam
from core.model.tickets import Card, LastRefusal, Ticket
from core.rules.identity.masking import masked_document, masked_name, masked_phone
from core.rules.identity.playbook import Trial
from core.rules.status import next_step, status_of
from core.rules.urgency import until_of, urgency_of

NAME, DOCUMENT, PHONE, TRIED = "name", "document", "phone", "tried"
"""What a case remembers, in ``about``, of somebody who had no account yet: masked, as it was typed; steps parted by blanks."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Everything a card rests on; what isn't there is ``None``."""

    case: Ticket
    exam: Exam | None
    account: Account | None
    application: Application | None
    refusal: LastRefusal | None
    trials: Sequence[Trial]
    words: str


def card_of(facts: CardFacts, now: datetime) -> Card:
    """The card as of ``now``: status, the one next step and the time left are those of this moment, not of the hand-over."""
    case, exam = facts.case, facts.exam
    status = status_of(facts.application, exam, now) if exam else Status.NONE
    until = until_of(case, exam, facts.application, now)
    return Card(
        number=case.id,
        kind=case.kind,
        cause=case.cause,
        scope=case.scope,
        status=status,
        step=_step(facts, status, now),
        until=until,
        urgency=urgency_of(until, now),
        **_identity(facts),
        position=facts.application.position_code if facts.application else None,
        locale=case.locale,
        refusal=facts.refusal,
        tried=tuple(trial.tried.value for trial in facts.trials) or tuple(case.about.get(TRIED, "").split()),
        words=facts.words,
    )


def _step(facts: CardFacts, status: Status, now: datetime) -> Step | None:
    if facts.exam is None:
        return None
    return next_step(status, facts.exam, now, has_account=facts.account is not None).step


def _identity(facts: CardFacts) -> dict[str, str | None]:
    """Who it is, masked: of the account, or as it was typed by somebody who has none yet."""
    account, typed = facts.account, facts.case.about
    if account is None:
        return {name: typed.get(name) for name in (NAME, DOCUMENT, PHONE)}
    document = masked_document(account.identity.document_number)
    return {NAME: masked_name(account.identity.name), DOCUMENT: document, PHONE: masked_phone(account.phone)}
