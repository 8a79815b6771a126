"""What of a pack could be read, entry by entry: one bad entry hides neither the others nor the mistakes between them."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from core.packs import reminders as reminding
from core.packs import sections
from core.packs.faults import translated
from core.packs.lines import Path
from core.packs.mistakes import MistakeCode
from core.packs.source import Source

Kind = TypeVar("Kind", bound=sections.Section)
Entries = dict[int, Kind]
LINES = ("questions", "near_misses", "small_talk", "synonyms")


@dataclass(slots=True)
class Draft:
    """The well-formed entries of a pack; entries of a list are kept by their place in it."""

    head: sections.Head | None = None
    fee: sections.Fee | None = None
    windows: Mapping[str, sections.Window] = field(default_factory=dict)
    roster: sections.Roster | None = None
    photo: sections.Photo | None = None
    notes: sections.Notes | None = None
    positions: sections.PositionTable | None = None
    eligibility: sections.Eligibility | None = None
    retention: sections.Retention | None = None
    clauses: Entries[sections.Clause] = field(default_factory=dict)
    agreements: Entries[sections.Agreement] = field(default_factory=dict)
    document_types: Entries[sections.DocumentType] = field(default_factory=dict)
    banks: Entries[sections.Bank] = field(default_factory=dict)
    desks: Entries[sections.Desk] = field(default_factory=dict)
    papers: Entries[sections.Paper] = field(default_factory=dict)
    venues: Entries[sections.Venue] = field(default_factory=dict)
    topics: Entries[sections.Topic] = field(default_factory=dict)
    answers: Entries[sections.Answer] = field(default_factory=dict)
    votes: Entries[sections.Vote] = field(default_factory=dict)
    moments: Entries[sections.Moment] = field(default_factory=dict)
    quiet: reminding.Quiet | None = None
    reminders: Entries[reminding.Reminder] = field(default_factory=dict)


_TABLES = ("fee", "windows", "roster", "photo", "notes", "positions", "eligibility", "retention", "quiet", *LINES)
_ENTITIES = ("clauses", "agreements", "document_types", "banks", "desks", "papers", "venues")
_LISTS = (*_ENTITIES, "topics", "answers", "votes", "moments", "reminders")
_NEEDED = ("fee", "windows", "clauses", "agreements", "document_types", "banks")


def read_draft(source: Source) -> Draft:
    """Read every entry on its own; each fault becomes a mistake of ``source``."""
    reader = _Reader(source)
    return Draft(
        head=reader.head(),
        fee=reader.table("fee", sections.Fee),
        windows=reader.windows(),
        roster=reader.table("roster", sections.Roster),
        photo=reader.table("photo", sections.Photo),
        notes=reader.table("notes", sections.Notes),
        positions=reader.table("positions", sections.PositionTable),
        eligibility=reader.table("eligibility", sections.Eligibility),
        retention=reader.table("retention", sections.Retention),
        clauses=reader.entries("clauses", sections.Clause),
        agreements=reader.entries("agreements", sections.Agreement),
        document_types=reader.entries("document_types", sections.DocumentType),
        banks=reader.entries("banks", sections.Bank),
        desks=reader.entries("desks", sections.Desk),
        papers=reader.entries("papers", sections.Paper),
        venues=reader.entries("venues", sections.Venue),
        topics=reader.entries("topics", sections.Topic),
        answers=reader.entries("answers", sections.Answer),
        votes=reader.entries("votes", sections.Vote),
        moments=reader.entries("moments", sections.Moment),
        quiet=reader.table("quiet", reminding.Quiet),
        reminders=reader.entries("reminders", reminding.Reminder),
    )


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source

    def head(self) -> sections.Head | None:
        """What is no table of its own; a top-level key nobody knows shows up here."""
        return self._validated((), sections.Head, {k: v for k, v in self._source.data.items() if k not in _TABLES + _LISTS})

    def table(self, name: str, kind: type[Kind]) -> Kind | None:
        """A section that stands once."""
        if name not in self._source.data:
            self._absent(name)
            return None
        return self._validated((name,), kind, self._source.data[name])

    def windows(self) -> Mapping[str, sections.Window]:
        """The windows, each on its own."""
        given = self._source.data.get("windows", {})
        if not isinstance(given, dict):
            self._source.mistake(("windows",), MistakeCode.WRONG_TYPE, expected="table")
            return {}
        if not given:
            self._absent("windows")
        known = [name for name in given if name in sections.WINDOWS]
        for name in given.keys() - set(known):
            near = difflib.get_close_matches(name, sections.WINDOWS, 1)
            self._source.mistake(("windows", name), MistakeCode.UNKNOWN_KEY, nearest="".join(near))
        read = {name: self._validated(("windows", name), sections.Window, given[name]) for name in known}
        return {name: window for name, window in read.items() if window is not None}

    def entries(self, name: str, kind: type[Kind]) -> Entries[Kind]:
        """A section that is a list of entries."""
        given = self._source.data.get(name, [])
        if not isinstance(given, list):
            self._source.mistake((name,), MistakeCode.WRONG_TYPE, expected="list")
            return {}
        if not given:
            self._absent(name)
        read = {index: self._validated((name, index), kind, entry) for index, entry in enumerate(given)}
        return {index: entry for index, entry in read.items() if entry is not None}

    def _absent(self, name: str) -> None:
        if name in _NEEDED and not self._source.broken:
            self._source.mistake((name,), MistakeCode.MISSING)

    def _validated(self, path: Path, kind: type[Kind], given: Any) -> Kind | None:
        try:
            return kind.model_validate(given)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                inner, code, values = translated(fault, kind)
                if path or code is not MistakeCode.MISSING or not self._source.broken:
                    self._source.mistake((*path, *inner), code, **values)
            return None
