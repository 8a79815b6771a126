"""Turns what the validation of one entry found into the names of mistakes."""

import difflib
from collections.abc import Mapping

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from core.packs.lines import Path
from core.packs.mistakes import MistakeCode
from core.packs.sections import LANGUAGES, fields_at

_CODES: Mapping[str, MistakeCode] = {
    "missing": MistakeCode.MISSING,
    "extra_forbidden": MistakeCode.UNKNOWN_KEY,
    "timezone_aware": MistakeCode.INSTANT_NAIVE,
    "string_too_short": MistakeCode.EMPTY,
    "too_short": MistakeCode.EMPTY,
    "string_pattern_mismatch": MistakeCode.BAD_FORM,
    "greater_than_equal": MistakeCode.OUT_OF_RANGE,
    "less_than_equal": MistakeCode.OUT_OF_RANGE,
    "enum": MistakeCode.NOT_ALLOWED,
    "literal_error": MistakeCode.NOT_ALLOWED,
}
_TYPES: Mapping[str, str] = {
    "string_type": "string",
    "int_type": "integer",
    "bool_type": "boolean",
    "datetime_type": "instant",
    "date_type": "date",
    "time_type": "time",
    "list_type": "list",
    "model_type": "table",
    "model_attributes_type": "table",
}
_LONGEST = 60


def translated(fault: ErrorDetails, kind: type[BaseModel]) -> tuple[Path, MistakeCode, dict[str, str]]:
    """Where inside the entry the fault is, what it is, and the values its words need."""
    path, type_ = tuple(fault["loc"]), fault["type"]
    if type_ in _TYPES:
        return path, MistakeCode.WRONG_TYPE, {"expected": _TYPES[type_]}
    code = _CODES.get(type_, MistakeCode.UNREADABLE)
    if code is MistakeCode.MISSING and path[-1] in LANGUAGES:
        return path, MistakeCode.LANGUAGE_MISSING, {"language": str(path[-1])}
    if code is MistakeCode.NOT_ALLOWED and "reasons" in path:
        return path, MistakeCode.REASON_UNKNOWN, {"given": str(fault["input"])}
    return path, code, _values(fault, code, path, kind)


def _values(fault: ErrorDetails, code: MistakeCode, path: Path, kind: type[BaseModel]) -> dict[str, str]:
    if code is MistakeCode.UNKNOWN_KEY:
        near = difflib.get_close_matches(str(path[-1]), fields_at(kind, path[:-1]), 1)
        return {"nearest": "".join(near)}
    if code is MistakeCode.NOT_ALLOWED:
        return {"given": str(fault["input"])[:_LONGEST], "expected": str(fault["ctx"]["expected"])}
    if code in {MistakeCode.BAD_FORM, MistakeCode.OUT_OF_RANGE}:
        return {"given": str(fault["input"])[:_LONGEST]}
    return {"detail": fault["msg"]} if code is MistakeCode.UNREADABLE else {}
