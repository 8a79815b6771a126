"""A comparison in words: rows of verdicts and of the table's columns, those that differ first."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.dialogs.position.figures import figure_lines
from bot.dialogs.position.verdicts import kind_name
from core.model.comparison import Comparison, Row, rows_of
from core.model.eligibility import Judgement, Verdict
from core.services.applicants import Figures
from core.services.comparing import Compared
from locales.words import T, Words

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.FITS: T("fits"),
    Verdict.DOES_NOT_FIT: T("does not fit"),
    Verdict.ASK: T("please ask"),
}
_LONGEST_CELL = 70
_MOST = 3000


def comparison_of(
    compared: Sequence[Compared], figures: Sequence[Figures | None], words: Words, zone: tzinfo, at: str
) -> Comparison:
    """What is painted: verdicts and applicants before the table's own columns."""
    own = [Row(words(T("For you")), tuple(_verdict(one.judgement, words) for one in compared))]
    own.append(Row(words(T("Applicants")), tuple(figure_lines(one, words, zone).split("\n")[0] for one in figures)))
    rows = [row for row in own if any(row.cells)]
    positions = [one.position for one in compared]
    withdrawn = [words(T("withdrawn")) if one.withdrawn_at else "" for one in positions]
    if any(withdrawn):
        rows.insert(0, Row(words(T("State")), tuple(withdrawn)))
    note = words(T("As the table stands on {at}. The recruiting unit decides who may apply."), at=at)
    return Comparison(
        words(T("Positions side by side")),
        tuple(one.code for one in positions),
        tuple(sorted((*rows, *rows_of(positions)), key=lambda row: not row.differs)),
        note,
    )


def comparison_lines(comparison: Comparison) -> Markup:
    """Each row with its cells below each other; a row that differs is marked. What finds no room is left to the picture."""
    heads = Markup("\n").join(Markup("<b>{}</b> {}").format(_sign(place), head) for place, head in enumerate(comparison.heads))
    text, room = heads, _MOST - len(heads)
    for row in comparison.rows:
        line = _lines(row)
        room -= len(line)
        if room < 0:
            return text + Markup("\n…")
        text += Markup("\n") + line
    return text


def _lines(row: Row) -> Markup:
    if not row.differs:
        return Markup("= {}: {}").format(row.name, _cut(row.cells[0]))
    cells = (Markup("{} {}").format(_sign(place), _cut(cell) or "–") for place, cell in enumerate(row.cells))
    return Markup("\n").join([Markup("<b>≠ {}</b>").format(row.name), *cells])


def _sign(place: int) -> str:
    return "ⒶⒷⒸ"[place]


def _cut(cell: str) -> str:
    flat = " ".join(cell.split())
    return flat if len(flat) <= _LONGEST_CELL else f"{flat[: _LONGEST_CELL - 1]}…"


def _verdict(judgement: Judgement | None, words: Words) -> str:
    if judgement is None:
        return ""
    told = words(_VERDICTS[judgement.overall])
    lacking = judgement.only_lacking
    if lacking is not None and judgement.overall is Verdict.DOES_NOT_FIT:
        return words(T("{verdict}: only {kind}"), verdict=told, kind=kind_name(lacking, words))
    return told
