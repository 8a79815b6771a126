"""Finds the header of a sheet: one row or up to three, under titles and conditions that may be merged across."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.packs.tables.cells import text_of
from core.packs.tables.columns import layout_of, meaning_of
from core.packs.tables.grids import Grid, Range

_SEARCHED = 40
_FEWEST = 3
_DEEPEST = 3
_NEEDED = {"code", "title", "unit"}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (rows count from 0; ``last`` is its last row), and the columns it names."""

    first: int
    last: int
    names: tuple[str, ...]
    layout: tuple[str | None, ...]


def find_header(grid: Grid) -> Header | None:
    """The row, or the rows, that name most columns; ``None`` where no position table begins."""
    best: tuple[int, Header] | None = None
    texts = [[text_of(cell) for cell in row] for row in grid.rows[: _SEARCHED + 1]]
    for at in range(min(_SEARCHED, len(texts))):
        for last, joined in _candidates(at, texts, grid.merged):
            if not _names_a_code(joined):
                continue
            layout = layout_of(joined)
            score = _DEEPEST * len([meaning for meaning in layout if meaning]) - (last - at)
            if _is_header(layout) and (best is None or score > best[0]):
                best = (score, Header(at, last, joined, layout))
    return best[1] if best else None


def _candidates(at: int, texts: Sequence[Sequence[str]], merged: Sequence[Range]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The row by itself, and joined with those below it as long as they aren't data; each with its last row."""
    names = tuple(texts[at])
    yield at, names
    for last in range(at + 1, min(at + _DEEPEST, len(texts))):
        if _is_data(names, texts[last]):
            return
        names = _two_rows(last - 1, names, texts[last], merged)
        yield last, names


def _names_a_code(names: Sequence[str]) -> bool:
    """Whether it is worth asking what all of them mean: no position table is without a column of codes."""
    return any(meaning_of(name) == "code" for name in names)


def _is_data(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below names no columns: something else than a name stands under that of the code."""
    return any(
        meaning_of(name) == "code" and value and meaning_of(value) != "code" for name, value in zip(names, below, strict=False)
    )


def _is_header(layout: Sequence[str | None]) -> bool:
    known = {meaning for meaning in layout if meaning}
    return len(known) >= _FEWEST and "code" in known and bool(known & (_NEEDED - {"code"}))


def _two_rows(at: int, above: Sequence[str], below: Sequence[str], merged: Sequence[Range]) -> tuple[str, ...]:
    """Each column's name from two rows: joined where that means something, else the lower one, else the upper one."""
    spread = _spread(at, list(above), below, merged)
    width = max(len(spread), len(below))
    uppers, lowers = spread + [""] * (width - len(spread)), [*below, *[""] * (width - len(below))]
    return tuple(_joined(upper, lower) for upper, lower in zip(uppers, lowers, strict=True))


def _joined(upper: str, lower: str) -> str:
    if not lower or not upper or upper == lower:
        return lower or upper
    if meaning_of(upper + lower) and not (meaning_of(lower) and not meaning_of(upper)):
        return upper + lower
    return lower if meaning_of(lower) else f"{upper} {lower}"


def _spread(at: int, above: list[str], below: Sequence[str], merged: Sequence[Range]) -> list[str]:
    """A name merged over several columns counts for each of them; without merges, over empty cells that have a name below."""
    for (top, left), (bottom, right) in merged:
        if top <= at <= bottom and left < len(above):
            for column in range(left, min(right + 1, len(above))):
                above[column] = above[column] or above[left]
    if not merged:
        for column in range(1, len(above)):
            if not above[column] and column < len(below) and below[column]:
                above[column] = above[column - 1]
    return above
