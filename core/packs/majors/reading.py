"""Reads a catalogue: sheets of majors (blocks for each level side by side, or one flat list) and sheets of groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.model.eligibility import Stage
from core.model.majors import Catalogue, Major, MajorClass, MajorGroup, OldName
from core.packs.tables.cells import text_of
from core.packs.tables.grids import read_grids
from core.packs.tables.words import vocabulary
from core.rules.eligibility.majors import bare
from core.rules.eligibility.vocabulary import folded

_SEARCHED = 30
_FEWEST_GROUPS = 2
_CLASS_DIGITS = 4


@dataclass(slots=True)
class CatalogueReading:
    """What was read, and the codes that stand twice with different names."""

    catalogue: Catalogue
    conflicts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns of one level. ``stage`` as a row above says it; the letter of a code says it better."""

    code: int
    name: int
    old: int | None
    class_code: int | None
    class_name: int | None
    stage: Stage | None


def read_catalogue(name: str, file_name: str, content: bytes) -> CatalogueReading:
    """Read a file under the catalogue's name. Raises ``Unreadable``."""
    building = _Building()
    for grid in read_grids(file_name, content):
        rows = [[text_of(cell) for cell in row] for row in grid.rows]
        found = _header(rows)
        if found is not None:
            building.majors_of(rows[found + 1 :], _blocks(rows, found))
        else:
            building.groups_of(rows)
    catalogue = Catalogue(name, building.majors, building.classes, building.groups)
    return CatalogueReading(catalogue, building.conflicts)


def _is(key: str, text: str) -> bool:
    return vocabulary().patterns[f"catalogue.{key}"].fullmatch(folded(text)) is not None


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    for at, row in enumerate(rows[:_SEARCHED]):
        if any(_is("code", cell) for cell in row) and any(_is("name", cell) for cell in row):
            return at
    return None


def _blocks(rows: Sequence[Sequence[str]], at: int) -> list[_Block]:
    header = rows[at]
    starts = [place for place, cell in enumerate(header) if _is("code", cell)]
    blocks, left = [], 0
    for number, start in enumerate(starts):
        right = starts[number + 1] if number + 1 < len(starts) else len(header)
        name = next((place for place in range(start, right) if _is("name", header[place])), None)
        if name is not None:
            old = next((place for place in range(start, right) if _is("old", header[place])), None)
            classes = [next((place for place in range(start - 1, left - 1, -1) if _is(key, header[place])), None) for key in _CLASS]
            blocks.append(_Block(start, name, old, classes[0], classes[1], _stage_above(rows, at, left, start)))
        left = (old or name or start) + 1
    return blocks


_CLASS = ("class_code", "class_name")


def _stage_above(rows: Sequence[Sequence[str]], at: int, left: int, right: int) -> Stage | None:
    words = "".join(folded(cell) for row in rows[max(at - 1, 0) : at] for cell in row[left : right + 1])
    return next((stage for stage in Stage if vocabulary().has(f"catalogue.{stage}", words)), None)


class _Building:
    def __init__(self) -> None:
        self.majors: dict[str, Major] = {}
        self.classes: dict[str, MajorClass] = {}
        self.groups: dict[str, MajorGroup] = {}
        self.conflicts: list[str] = []

    def majors_of(self, rows: Sequence[Sequence[str]], blocks: Sequence[_Block]) -> None:
        """Every block on its own; a class holds until the next one, an old name belongs to the last major."""
        for block in blocks:
            class_code, class_name, last = "", "", None
            for row in rows:
                cells = [*row, *[""] * (max(block.code, block.name, block.old or 0) + 1 - len(row))]
                class_code = (
                    bare(cells[block.class_code]) if block.class_code is not None and cells[block.class_code] else class_code
                )
                class_name = cells[block.class_name] if block.class_name is not None and cells[block.class_name] else class_name
                code = bare(cells[block.code])
                last = self._major(code, cells[block.name], class_code, class_name, block) if code else last
                old = _cell(cells, block.old)
                if old and last:
                    self._old(last, old)

    def _major(self, code: str, name: str, class_code: str, class_name: str, block: _Block) -> str | None:
        digits = code.lstrip("ABC")
        if not digits.isdigit() or not name:
            return None
        stage = _stage(code) or block.stage
        class_code = class_code or code[: len(code) - len(digits) + _CLASS_DIGITS]
        if class_name:
            self.classes.setdefault(class_code, MajorClass(class_code, _plain(class_name), stage))
        if code in self.majors and folded(self.majors[code].name) != folded(name):
            self.conflicts.append(code)
        self.majors.setdefault(code, Major(code, _plain(name), stage, class_code, directions=tuple(_directions(name))))
        return code

    def _old(self, code: str, name: str) -> None:
        partly = vocabulary().patterns["catalogue.partly"]
        plain = folded(name)
        old = OldName(partly.sub("", plain), partly.search(plain) is not None)
        major = self.majors[code]
        self.majors[code] = replace(major, old_names=(*major.old_names, old))

    def groups_of(self, rows: Sequence[Sequence[str]]) -> None:
        """A group stands in the first column and holds until the next one; its members stand beside it with their codes."""
        group: MajorGroup | None = None
        found: dict[str, MajorGroup] = {}
        for row in rows:
            match = vocabulary().match("catalogue.group", folded(row[0])) if row and row[0] else None
            if match:
                group = MajorGroup(match["code"], match["name"], ())
            if group is not None:
                members = [
                    bare(match["code"]) for cell in row[1:] if (match := vocabulary().match("catalogue.member", folded(cell)))
                ]
                group = replace(group, members=(*group.members, *members))
                found[group.code] = group
        if len(found) >= _FEWEST_GROUPS:
            self.groups.update(found)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _stage(code: str) -> Stage | None:
    letters = vocabulary().names["catalogue"]["letters"]
    return Stage(letters[code[0]]) if code[:1] in letters else None


def _plain(name: str) -> str:
    return "".join(name.split())


def _directions(name: str) -> Iterator[str]:
    match = vocabulary().match("catalogue.directions", folded(name))
    yield from filter(None, match["names"].split("\u3001")) if match else ()
