"""Reminder rules of a pack: their shape, and what doesn't fit together in them."""

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from datetime import time, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from core.model import reminders as model
from core.model.exam import Target
from core.packs import sections
from core.packs.lines import Path
from core.packs.mistakes import MistakeCode
from core.rules.reminders.conditions import CONDITIONS

PLACES = frozenset({"at", "until", "left", "position", "exam", "fee", "desk"})
"""What the words of a reminder may tell: the anchor's instant, the end of its window, the time left till then, and names."""

_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_PART = re.compile(r"(\d+)([dhm])")

Offset = Annotated[str, StringConstraints(pattern=r"^(0|[+-](\d{1,3}[dhm])( ?\d{1,3}[hm])*)$")]
Span = Annotated[str, StringConstraints(pattern=r"^(0|\d{1,3}[dhm])$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Problem = tuple[Path, MistakeCode, Mapping[str, str]]


class Quiet(sections.Section):
    """Hours of the day in which nobody is reminded."""

    begins: time
    ends: time


class Reminder(sections.Section):
    """A rule; offsets such as ``-1d``, ``-7h 30m``, ``+2h`` or ``0`` are counted from the anchor."""

    id: RuleId
    condition: sections.Line
    anchor: Annotated[model.Anchor, Field(strict=False)]
    at: Offset
    earliest: Offset | None = None
    out_by: Offset | None = None
    until: Offset
    rest: Span = "0"
    rank: Annotated[int, Field(ge=1, le=9)] = 5
    essential: bool = False
    text: sections.Text
    button: sections.Text
    target: Annotated[Target, Field(strict=False)]

    def build(self) -> model.Reminder:
        """The rule; what isn't said is the nearest that makes sense."""
        at, until = offset(self.at), offset(self.until)
        return model.Reminder(
            id=self.id,
            condition=self.condition,
            anchor=self.anchor,
            at=at,
            earliest=offset(self.earliest) if self.earliest else at,
            out_by=offset(self.out_by) if self.out_by else until,
            until=until,
            text=self.text.build(),
            button=self.button.build(),
            target=self.target,
            rank=self.rank,
            rest=offset(self.rest),
            essential=self.essential,
        )


def offset(written: str) -> timedelta:
    """``-1d 12h`` as a span; the sign belongs to all of it."""
    parts = (timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _PART.findall(written))
    span = sum(parts, timedelta(0))
    return -span if written.startswith("-") else span


def problems(
    rules: Mapping[int, Reminder], windows: Mapping[str, sections.Window], papers: Iterable[sections.Paper]
) -> Iterator[Problem]:
    """What doesn't fit together, each with the key it stands at."""
    has_papers = any(True for _ in papers)
    for index, rule in rules.items():
        for key, code, values in (*_names(rule, windows, has_papers=has_papers), *_order(rule), *_words(rule)):
            yield ("reminders", index, *key), code, values


def _names(rule: Reminder, windows: Mapping[str, sections.Window], *, has_papers: bool) -> Iterator[Problem]:
    if rule.condition not in CONDITIONS:
        yield ("condition",), MistakeCode.NOT_ALLOWED, {"given": rule.condition, "expected": ", ".join(CONDITIONS)}
    name, _, edge = rule.anchor.value.partition(".")
    window = windows.get(name)
    is_there = has_papers if rule.anchor is model.Anchor.EXAM_STARTS else window and getattr(window, f"{edge}_at") is not None
    if not is_there:
        yield ("anchor",), MistakeCode.ANCHOR_MISSING, {"given": rule.anchor.value}


def _order(rule: Reminder) -> Iterator[Problem]:
    """Earliest, usual time, when the last is out, and the end of use come in this order; before a closing there is a before."""
    built = rule.build()
    for key, earlier, later in (
        ("at", built.earliest, built.at),
        ("out_by", built.at, built.out_by),
        ("until", built.out_by, built.until),
    ):
        if later < earlier:
            yield (key,), MistakeCode.OFFSETS_DISORDERED, {}
    warns = rule.anchor is model.Anchor.EXAM_STARTS or rule.anchor.value.endswith(".closes")
    if warns and built.at < timedelta(0) < built.until:
        yield ("until",), MistakeCode.WARNED_LATE, {"given": rule.until}


def _words(rule: Reminder) -> Iterator[Problem]:
    for name in ("text", "button"):
        for language in sections.LANGUAGES:
            for place in _odd_places(getattr(getattr(rule, name), language), PLACES if name == "text" else frozenset()):
                yield (name, language), MistakeCode.PLACE_UNKNOWN, {"given": place, "expected": ", ".join(sorted(PLACES))}


def _odd_places(words: str, known: frozenset[str]) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(words) if name is not None and name not in known]
    except ValueError:
        return ["{"]
