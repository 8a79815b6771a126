"""What differs between two versions of an exam, field by field: for the record, and for those whom it concerns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.model.exam import Position

Json = Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that differs. ``key`` is its place in the pack; ``None`` stands for what wasn't or isn't there."""

    key: str
    before: Json
    after: Json

    def as_json(self) -> dict[str, Json]:
        """As it is kept with the version."""
        return {"key": self.key, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A column of a position that differs."""

    code: str
    column: str
    before: str | None
    after: str | None

    def as_json(self) -> dict[str, Json]:
        """As it is kept with the version."""
        return {"code": self.code, "column": self.column, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs; empty for the first version but for its positions' codes."""

    exam: tuple[FieldChange, ...] = ()
    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    reinstated: tuple[str, ...] = ()
    changed: tuple[PositionChange, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """As it is kept with the version."""
        return {
            "exam": [change.as_json() for change in self.exam],
            "positions": {
                "added": list(self.added),
                "withdrawn": list(self.withdrawn),
                "reinstated": list(self.reinstated),
                "changed": [change.as_json() for change in self.changed],
            },
        }

    def summary(self) -> dict[str, Json]:
        """In short, for the audit: the keys of the exam that differ, and how many positions do."""
        positions = {"added": self.added, "withdrawn": self.withdrawn, "reinstated": self.reinstated}
        counts = {name: len(codes) for name, codes in positions.items()}
        return {"exam": [change.key for change in self.exam], **counts, "changed": len({change.code for change in self.changed})}


def changes_between(
    before: Mapping[str, Json] | None, after: Mapping[str, Json], standing: Sequence[Position], coming: Sequence[Position]
) -> Changes:
    """Compare two packs, and the positions that stand (withdrawn ones included) with those that are coming."""
    old, new = {row.code: row for row in standing}, {row.code: row for row in coming}
    known = [code for code in new if code in old]
    return Changes(
        exam=tuple(_differences(before, after, "")) if before is not None else (),
        added=tuple(code for code in new if code not in old),
        withdrawn=tuple(code for code, row in old.items() if code not in new and row.withdrawn_at is None),
        reinstated=tuple(code for code in known if old[code].withdrawn_at is not None),
        changed=tuple(change for code in known for change in _columns_changed(old[code], new[code])),
    )


def _columns_changed(old: Position, new: Position) -> Iterator[PositionChange]:
    before, after = dict(old.columns), dict(new.columns)
    for column in {**before, **after}:
        if before.get(column) != after.get(column):
            yield PositionChange(new.code, column, before.get(column), after.get(column))


def _differences(before: Json, after: Json, key: str) -> Iterator[FieldChange]:
    if before == after:
        return
    old, new = _members(before), _members(after)
    if old is None or new is None:
        yield FieldChange(key, before, after)
        return
    for name in {**old, **new}:
        yield from _differences(old.get(name), new.get(name), f"{key}.{name}" if key else name)


def _members(value: Json) -> Mapping[str, Json] | None:
    """What is inside a value, by name: the entries of a list by their ids where they have some, else by their places."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list):
        named = all(isinstance(entry, Mapping) and "id" in entry for entry in value)
        return {str(entry["id"]) if named else str(place): entry for place, entry in enumerate(value, 1)}
    return None
