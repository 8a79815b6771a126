"""Makes the exam of a draft in which there is no mistake."""

from collections.abc import Iterable
from typing import Any

from core.model import exam as model
from core.model.money import Money
from core.model.reminders import Quiet
from core.packs import sections
from core.packs.draft import Draft


def exam_of(draft: Draft) -> model.Exam:
    """The exam, whole. The draft must be free of mistakes."""
    head, fee, table = draft.head, draft.fee, draft.positions
    if head is None or fee is None:
        raise ValueError("a draft with mistakes makes no exam")
    return model.Exam(
        id=head.id,
        title=head.title.build(),
        authority=head.authority.build(),
        zone=head.zone,
        official_url=head.official_url,
        **_paying(fee),
        windows={model.WindowName(name): _window(window) for name, window in draft.windows.items()},
        agreements=tuple(_agreement(agreement) for agreement in draft.agreements.values()),
        photo=model.PhotoProfile(**draft.photo.model_dump()) if draft.photo else None,
        document_types=tuple(_document_type(kind) for kind in draft.document_types.values()),
        banks=tuple(model.Bank(bank.id, bank.name.build()) for bank in draft.banks.values()),
        clauses=tuple(model.Clause(clause.id, clause.gist.build(), tuple(clause.reasons)) for clause in draft.clauses.values()),
        lowest_education=head.lowest_education,
        desks=tuple(_desk(desk) for desk in draft.desks.values()),
        roster_frozen_at=draft.roster.frozen_at if draft.roster else None,
        roster_assumed=draft.roster.assumed if draft.roster else False,
        form_notes=_texts(draft.notes.form if draft.notes else ()),
        ticket_notes=_texts(draft.notes.ticket if draft.notes else ()),
        papers=tuple(_paper(paper) for paper in draft.papers.values()),
        venues=tuple(_venue(venue) for venue in draft.venues.values()),
        catalogue=head.catalogue,
        topics=tuple(model.Topic(topic.id, topic.title.build()) for topic in draft.topics.values()),
        answers=tuple(_answer(answer) for answer in draft.answers.values()),
        moments=tuple(model.Moment(moment.id, moment.name.build(), moment.at) for moment in draft.moments.values()),
        reminders=tuple(rule.build() for rule in draft.reminders.values()),
        quiet=Quiet(draft.quiet.begins, draft.quiet.ends) if draft.quiet else None,
        terms=_terms(draft.eligibility) if draft.eligibility else model.NO_TERMS,
        retention=_retention(draft.retention) if draft.retention else {},
        blocks_unfit=table.blocks_unfit if table else False,
        show_applicants=table.show_applicants if table else True,
        table_is_sample=table.sample if table else False,
        table_note=table.note.build() if table and table.note else None,
        registration_minutes=head.registration_minutes,
        chat_bound_days=head.chat_bound_days,
    )


def _paying(fee: sections.Fee) -> dict[str, Any]:
    """What is paid, by what ways, and how money goes back on each of them."""
    return {
        "fee": Money(fee.minor, fee.currency),
        "fee_assumed": fee.assumed,
        "payment_providers": tuple(fee.providers),
        "refund_mode": fee.refund_mode,
        "refund_modes": dict(fee.refund_modes),
    }


def _texts(texts: Iterable[sections.Text]) -> tuple[model.Text, ...]:
    return tuple(text.build() for text in texts)


def _window(window: sections.Window) -> model.Window:
    return model.Window(**window.model_dump())


def _agreement(agreement: sections.Agreement) -> model.Agreement:
    return model.Agreement(agreement.id, agreement.version, agreement.title.build(), _texts(agreement.pages))


def _document_type(kind: sections.DocumentType) -> model.DocumentType:
    return model.DocumentType(kind.id, kind.format, kind.name.build(), kind.assumed)


def _desk(desk: sections.Desk) -> model.Desk:
    return model.Desk(
        id=desk.id,
        name=desk.name.build(),
        scopes=tuple(desk.scopes),
        phone=desk.phone,
        mail=desk.mail,
        hours=tuple(model.Hours(span.opens, span.closes) for span in desk.hours),
        first_on=desk.first_on,
        last_on=desk.last_on,
        clause=desk.clause,
        mail_needs=_texts(desk.mail_needs),
        working_days=desk.working_days,
        answer_minutes=desk.answer_minutes,
        escalates_to=desk.escalates_to,
    )


def _retention(given: sections.Retention) -> dict[model.Kept, int]:
    told = {kind: getattr(given, kind.value) for kind in model.Kept}
    return {kind: days for kind, days in told.items() if days is not None}


def _terms(given: sections.Eligibility) -> model.Terms:
    everyone = model.AgeSpan(**given.everyone.model_dump()) if given.everyone else None
    return model.Terms(given.year, tuple(model.AgeDates(**one.model_dump()) for one in given.ages), everyone)


def _paper(paper: sections.Paper) -> model.Paper:
    return model.Paper(paper.name.build(), paper.starts_at, paper.ends_at, paper.assumed)


def _venue(venue: sections.Venue) -> model.Venue:
    return model.Venue(venue.id, venue.name.build(), venue.address.build(), venue.rooms, venue.seats, venue.assumed)


def _answer(answer: sections.Answer) -> model.Answer:
    return model.Answer(
        id=answer.id,
        question=answer.question.build(),
        answer=answer.answer.build(),
        clause=answer.clause,
        topic=answer.topic,
        source=answer.source,
        target=answer.target,
        personal=answer.personal,
        same_as=answer.same_as,
    )
