"""What doesn't fit together in a pack: order of instants, references into the void, things said twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.packs import reminders, sections
from core.packs.banks import LISTED_BANKS
from core.packs.draft import Draft
from core.packs.lines import Path
from core.packs.mistakes import MistakeCode
from core.packs.source import Source


@dataclass(frozen=True, slots=True)
class Fault:
    """A contradiction at that key."""

    path: Path
    code: MistakeCode
    values: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Draft], Iterator[Fault]]


def check(source: Source, draft: Draft) -> None:
    """Record every contradiction between the entries that could be read."""
    found = [fault for rule in _CHECKS for fault in rule(draft)]
    if not source.broken:
        found += _clauses_named(source, draft)
    found += [fault for name in _WITH_IDS for fault in _ids_once(source, name)]
    for fault in found:
        source.mistake(fault.path, fault.code, **fault.values)


def known_zone(draft: Draft) -> ZoneInfo | None:
    """The zone of the exam, ``None`` where it isn't said or doesn't exist."""
    try:
        return ZoneInfo(draft.head.zone) if draft.head else None
    except (ValueError, OSError, KeyError):
        return None


def _zone(draft: Draft) -> Iterator[Fault]:
    if draft.head and not known_zone(draft):
        yield Fault(("zone",), MistakeCode.ZONE_UNKNOWN, {"given": draft.head.zone})


def _offsets(draft: Draft) -> Iterator[Fault]:
    """An instant is written with the offset that the exam's zone has then; any other is most likely a slip."""
    zone = known_zone(draft)
    for path, instant in _instants(draft) if zone else ():
        due = instant.astimezone(zone)
        if instant.utcoffset() != due.utcoffset():
            yield Fault(path, MistakeCode.INSTANT_OFFSET, {"given": instant.isoformat(), "expected": due.isoformat()})


def _instants(draft: Draft) -> Iterator[tuple[Path, datetime]]:
    for name, window in draft.windows.items():
        for end, instant in (("opens_at", window.opens_at), ("closes_at", window.closes_at)):
            if instant is not None:
                yield ("windows", name, end), instant
    if draft.roster:
        yield ("roster", "frozen_at"), draft.roster.frozen_at
    for index, paper in draft.papers.items():
        yield ("papers", index, "starts_at"), paper.starts_at
        yield ("papers", index, "ends_at"), paper.ends_at
    for index, moment in draft.moments.items():
        yield ("moments", index, "at"), moment.at


def _windows(draft: Draft) -> Iterator[Fault]:
    for name, window in draft.windows.items():
        path = ("windows", name)
        if window.opens_at is None and window.closes_at is None:
            yield Fault(path, MistakeCode.WINDOW_EMPTY)
        if window.clause is None and not window.assumed:
            yield Fault(path, MistakeCode.WINDOW_UNFOUNDED)
        if window.opens_at and window.closes_at and window.closes_at <= window.opens_at:
            yield Fault((*path, "closes_at"), MistakeCode.CLOSES_BEFORE_OPENS)


def _ways_through(draft: Draft) -> Iterator[Fault]:
    """Registration, then payment, then the roster, then the ticket, then the papers: each leaves time for the next."""
    registration, payment, ticket = map(draft.windows.get, ("registration", "payment", "ticket_print"))
    if draft.windows and not registration:
        yield Fault(("windows",), MistakeCode.WINDOW_MISSING, {"given": "registration"})
    if draft.windows and not payment and draft.fee and draft.fee.minor:
        yield Fault(("windows",), MistakeCode.WINDOW_MISSING, {"given": "payment"})
    payment_end = payment.closes_at if payment else None
    if _later(registration.closes_at if registration else None, payment_end):
        yield Fault(("windows", "payment", "closes_at"), MistakeCode.PAYMENT_ENDS_EARLY)
    if draft.roster and _later(payment_end, draft.roster.frozen_at):
        yield Fault(("roster", "frozen_at"), MistakeCode.ROSTER_EARLY)
    first = min((paper.starts_at for paper in draft.papers.values()), default=None)
    if _later(ticket.opens_at if ticket else None, first):
        yield Fault(("windows", "ticket_print", "opens_at"), MistakeCode.TICKET_LATE)


def _later(earlier: datetime | None, later: datetime | None) -> bool:
    """Whether what should come first comes last."""
    return earlier is not None and later is not None and earlier > later


def _fee(draft: Draft) -> Iterator[Fault]:
    if draft.fee and draft.fee.minor and not draft.fee.providers:
        yield Fault(("fee", "providers"), MistakeCode.FEE_WITHOUT_WAY)


def _reasons_once(draft: Draft) -> Iterator[Fault]:
    claimed: dict[str, str] = {}
    for index, clause in draft.clauses.items():
        for place, reason in enumerate(clause.reasons):
            if reason in claimed:
                values = {"given": reason.value, "other": claimed[reason]}
                yield Fault(("clauses", index, "reasons", place), MistakeCode.REASON_TWICE, values)
            claimed.setdefault(reason, clause.id)


def _clauses_named(source: Source, draft: Draft) -> Iterator[Fault]:
    """Whatever rests on a clause must name one that is there; one whose own entry has a fault is there too."""
    known = {own for _, own in _ids(source, "clauses")}
    entries: Iterable[tuple[Path, str | None]] = [
        *((("windows", name), window.clause) for name, window in draft.windows.items()),
        *((("desks", index), desk.clause) for index, desk in draft.desks.items()),
        *((("answers", index), answer.clause) for index, answer in draft.answers.items()),
    ]
    for path, clause in entries:
        if clause is not None and clause not in known:
            yield Fault((*path, "clause"), MistakeCode.CLAUSE_UNKNOWN, {"given": clause})


_WITH_IDS = ("clauses", "agreements", "document_types", "banks", "desks", "venues", "topics", "answers", "moments", "reminders")


def _ids_once(source: Source, name: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, own in _ids(source, name):
        if own in first:
            values = {"given": own, "line": str(source.line((name, first[own], "id")))}
            yield Fault((name, index, "id"), MistakeCode.TWICE, values)
        first.setdefault(own, index)


def _ids(source: Source, name: str) -> Iterator[tuple[int, str]]:
    """The ids in a list of entries as they are written, of entries with faults too."""
    entries = source.data.get(name)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        own = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(own, str):
            yield index, own.strip()


def _answers_placed(draft: Draft) -> Iterator[Fault]:
    """An answer's topic, and the answer that it is another name of, must be there."""
    topics, answers = ({entry.id for entry in entries.values()} for entries in (draft.topics, draft.answers))
    for index, answer in draft.answers.items():
        for name, given, known in (("topic", answer.topic, topics), ("same_as", answer.same_as, answers - {answer.id})):
            if given is not None and given not in known:
                yield Fault(("answers", index, name), MistakeCode.ENTRY_UNKNOWN, {"given": given})


def _banks_listed(draft: Draft) -> Iterator[Fault]:
    for index, bank in draft.banks.items():
        if bank.id not in LISTED_BANKS and not bank.unlisted:
            yield Fault(("banks", index, "id"), MistakeCode.BANK_UNKNOWN, {"given": bank.id})


def _desks(draft: Draft) -> Iterator[Fault]:
    for index, desk in draft.desks.items():
        path = ("desks", index)
        if desk.phone is None and desk.mail is None:
            yield Fault(path, MistakeCode.DESK_UNREACHABLE)
        if desk.first_on and desk.last_on and desk.last_on < desk.first_on:
            yield Fault((*path, "last_on"), MistakeCode.LAST_BEFORE_FIRST)
        yield from _hours(path, desk.hours)


def _escalation(draft: Draft) -> Iterator[Fault]:
    """The desk that takes over must be there, and the way from desk to desk must end."""
    next_of = {desk.id: desk.escalates_to for desk in draft.desks.values()}
    for index, desk in draft.desks.items():
        seen, then = {desk.id}, desk.escalates_to
        while then is not None and then in next_of and then not in seen:
            seen.add(then)
            then = next_of[then]
        if then is not None:
            yield Fault(("desks", index, "escalates_to"), MistakeCode.ENTRY_UNKNOWN, {"given": desk.escalates_to or ""})


def _hours(path: Path, hours: list[sections.Hours]) -> Iterator[Fault]:
    for place, span in enumerate(hours):
        if span.closes <= span.opens:
            yield Fault((*path, "hours", place, "closes"), MistakeCode.CLOSES_BEFORE_OPENS)
    for place, (earlier, later) in enumerate(pairwise(hours), 1):
        if later.opens < earlier.closes:
            yield Fault((*path, "hours", place), MistakeCode.OUT_OF_ORDER)


def _photo(draft: Draft) -> Iterator[Fault]:
    if draft.photo and draft.photo.min_kb > draft.photo.max_kb:
        yield Fault(("photo", "max_kb"), MistakeCode.MIN_OVER_MAX)


def _papers(draft: Draft) -> Iterator[Fault]:
    for index, paper in draft.papers.items():
        if paper.ends_at <= paper.starts_at:
            yield Fault(("papers", index, "ends_at"), MistakeCode.ENDS_BEFORE_START)
    for (_, earlier), (index, later) in pairwise(draft.papers.items()):
        if later.starts_at < earlier.ends_at:
            yield Fault(("papers", index, "starts_at"), MistakeCode.OUT_OF_ORDER)


def _moments(draft: Draft) -> Iterator[Fault]:
    for (_, earlier), (index, later) in pairwise(draft.moments.items()):
        if later.at < earlier.at:
            yield Fault(("moments", index, "at"), MistakeCode.OUT_OF_ORDER)


def _reminders(draft: Draft) -> Iterator[Fault]:
    for path, code, values in reminders.problems(draft.reminders, draft.windows, draft.papers.values()):
        yield Fault(path, code, values)


_CHECKS: tuple[Check, ...] = (
    _zone,
    _offsets,
    _windows,
    _ways_through,
    _fee,
    _reasons_once,
    _answers_placed,
    _banks_listed,
    _desks,
    _escalation,
    _photo,
    _papers,
    _moments,
    _reminders,
)
