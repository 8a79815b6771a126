"""Facts as they are written on paper. An official paper is in the binding language, whatever the chat speaks."""

from datetime import date, datetime, tzinfo

from babel.dates import format_date

from bot.dialogs.documents.labels import form_labels, ticket_labels
from core.model.exam import DEFAULT_LOCALE
from core.model.sheets import AgreementRow, EducationRow, FormValues, PaperRow, TicketValues
from core.ports import Sheet
from core.rules.form import in_order
from core.services.printing import SheetFacts
from locales.names import degree_name, level_name, name_of
from locales.words import T, words_in

_WORDS = words_in(DEFAULT_LOCALE)


def form_sheet(facts: SheetFacts) -> Sheet:
    """The registration form."""
    account, application, exam = facts.account, facts.application, facts.exam
    form, identity = application.form, account.identity
    values = FormValues(
        labels=form_labels(_WORDS),
        exam_title=_WORDS.text(exam.title),
        serial=str(application.id),
        name=identity.name,
        gender=name_of(_WORDS, identity.gender.value),
        birth_on=_day(identity.birth_on),
        document_type=_document_name(facts),
        document_number=identity.document_number,
        phone=account.phone,
        position_code=facts.position.code,
        position_title=facts.position.title,
        unit=facts.position.unit,
        confirmed_at=_instant(application.confirmed_at, exam.tz),
        paid_at=_instant(application.paid_at, exam.tz),
        printed_at=_instant(facts.at, exam.tz),
        email=form.email,
        political_status=name_of(_WORDS, form.political_status),
        household=form.household,
        address=form.address,
        educations=_educations(facts),
        agreements=_agreements(facts),
        notes=tuple(_WORDS.text(note) for note in exam.form_notes),
    )
    return Sheet(values, DEFAULT_LOCALE, facts.photo_jpeg, facts.code, facts.at)


def _educations(facts: SheetFacts) -> tuple[EducationRow, ...]:
    return tuple(
        EducationRow(
            level=level_name(_WORDS, one.level),
            degree=degree_name(_WORDS, one.degree),
            school=one.school,
            major=one.major,
            mode=_WORDS(T("full-time")) if one.full_time else _WORDS(T("part-time")),
            period=f"{one.began_on:%Y.%m}-{one.ended_on:%Y.%m}",
        )
        for one in in_order(facts.application.form.educations)
    )


def _agreements(facts: SheetFacts) -> tuple[AgreementRow, ...]:
    accepted, exam = facts.application.accepted, facts.exam
    at = _instant(facts.application.agreed_at, exam.tz)
    return tuple(AgreementRow(_WORDS.text(text.title), accepted[text.id], at) for text in exam.agreements if text.id in accepted)


def ticket_sheet(facts: SheetFacts) -> Sheet:
    """The admission ticket; the facts have a seat."""
    seat, exam, identity = facts.seat, facts.exam, facts.account.identity
    assert seat is not None
    values = TicketValues(
        labels=ticket_labels(_WORDS),
        exam_title=_WORDS.text(exam.title),
        ticket_number=seat.ticket_number,
        name=identity.name,
        document_type=_document_name(facts),
        document_number=identity.document_number,
        venue=seat.venue,
        address=seat.address,
        room=seat.room,
        seat=seat.seat,
        printed_at=_instant(facts.at, exam.tz),
        gender=name_of(_WORDS, identity.gender.value),
        position_code=facts.position.code,
        papers=tuple(
            PaperRow(_WORDS.text(paper.name), _weekday(paper.starts_at, exam.tz), _span(paper.starts_at, paper.ends_at, exam.tz))
            for paper in exam.papers
        ),
        notes=tuple(_WORDS.text(note) for note in exam.ticket_notes),
    )
    return Sheet(values, DEFAULT_LOCALE, facts.photo_jpeg, facts.code, facts.at)


def _document_name(facts: SheetFacts) -> str:
    wanted = facts.account.identity.document_type
    return next((_WORDS.text(kind.name) for kind in facts.exam.document_types if kind.id == wanted), wanted)


def _day(on: date) -> str:
    return str(format_date(on, "long", locale=DEFAULT_LOCALE))


def _weekday(at: datetime, zone: tzinfo) -> str:
    return str(format_date(at.astimezone(zone), "full", locale=DEFAULT_LOCALE))


def _span(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    return f"{starts_at.astimezone(zone):%H:%M}-{ends_at.astimezone(zone):%H:%M}"


def _instant(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else ""
