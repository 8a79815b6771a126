"""Position tables with their conditions: compiled once for each version, then asked for any candidate, or searched."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.model.conditions import Conditions, NotUnderstood
from core.model.exam import NO_TERMS, Position, Terms
from core.model.majors import Catalogue
from core.packs.tables.columns import by_meaning, layout_of
from core.packs.tables.words import vocabulary
from core.rules.eligibility.majors import Index
from core.rules.eligibility.reading.above import above_of, year_of
from core.rules.eligibility.reading.rows import RowReader
from core.rules.eligibility.reading.setting import Setting
from core.services.bitmaps import Bitmaps, bitmaps_of

_HINTS = "above.conditional"


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """Positions and their conditions, in the table's order; ``places`` by code."""

    index: Index
    positions: tuple[Position, ...]
    conditions: tuple[Conditions, ...]
    bitmaps: Bitmaps
    places: dict[str, int] = field(default_factory=dict)

    def not_understood(self) -> Counter[tuple[str, str]]:
        """Words that say "ask" because nobody could read them, by the condition they belong to."""
        return Counter((one.kind, one.words) for row in self.conditions for one in row.person if isinstance(one, NotUnderstood))

    def codes_missing(self) -> list[str]:
        """Entries of lists of majors whose code the catalogue lacks or calls otherwise; none where there is no catalogue."""
        if self.index.catalogue is None:
            return []
        return sorted({item.words for item in self.index.items.values() if item.doubtful and item.codes})


def compile_table(
    positions: Iterable[Position], catalogue: Catalogue | None, terms: Terms = NO_TERMS, *, is_missing: bool = False
) -> CompiledTable:
    """Read the conditions of every row.

    :param terms: what the exam's notice says of conditions in general.
    :param is_missing: the exam names a catalogue that was never imported.
    """
    compiling = _Compiling(Index(catalogue, vocabulary(), missing=is_missing), tuple(positions), terms)
    conditions = tuple(compiling.conditions(position) for position in compiling.positions)
    places = {position.code: place for place, position in enumerate(compiling.positions)}
    return CompiledTable(compiling.index, compiling.positions, conditions, bitmaps_of(conditions), places)


class _Compiling:
    """One reader for each sheet, known by what stands above it and by its columns."""

    def __init__(self, index: Index, positions: tuple[Position, ...], terms: Terms) -> None:
        self.index, self.positions, self._terms = index, positions, terms
        words = index.vocabulary
        self._prefectures = frozenset(
            words.patterns["places.suffix"].sub("", one) for one in {row.district for row in positions} if one
        )
        sheets = {position.above for position in positions}
        titled = year_of([line for above in sheets for line in above], words)
        self._year = terms.year or titled
        self._readers: dict[tuple[tuple[str, ...], ...], RowReader] = {}
        self._layouts: dict[tuple[str, ...], tuple[str | None, ...]] = {}

    def conditions(self, position: Position) -> Conditions:
        """The conditions of one row."""
        reader = self._readers.get(position.above)
        if reader is None:
            words = self.index.vocabulary
            year = self._terms.year or year_of(position.above, words) or self._year
            setting = Setting(words, year, prefectures=self._prefectures, terms=self._terms)
            reader = self._readers[position.above] = RowReader(self.index, setting, above_of(position.above, words))
        names = tuple(name for name, _ in position.columns)
        layout = self._layouts.get(names)
        if layout is None:
            layout = self._layouts[names] = self._layout(names)
        return reader.read(by_meaning(layout, position.columns))

    def _layout(self, names: Sequence[str]) -> tuple[str | None, ...]:
        """Unknown columns that don't sound like conditions are for information only."""
        layout = layout_of(names)
        pairs = zip(names, layout, strict=True)
        return tuple(meaning or (None if self.index.vocabulary.has(_HINTS, name) else "information") for name, meaning in pairs)
