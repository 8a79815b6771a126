"""The written contracts of bank, carrier and face check, and whether a value is what they say."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "docs" / "openapi"
METHODS = {"get", "post", "put", "delete", "patch"}
KEYWORDS = {"type", "required", "properties", "additionalProperties", "enum", "pattern", "minLength", "maxLength", "description"}


@cache
def contract(name: str) -> dict[str, Any]:
    """A contract as it is written down."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def operations(name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation by method and path."""
    paths = contract(name)["paths"].items()
    return {(method.upper(), path): what for path, item in paths for method, what in item.items() if method in METHODS}


def body_of(message: dict[str, Any]) -> dict[str, Any]:
    """The one JSON body of a request or an answer: its schema and its example."""
    return message["content"]["application/json"]


def faults(value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
    """What of ``value`` isn't as the schema says; unknown keywords are faults of the schema."""
    found = [f"{place}: keyword {word}" for word in schema.keys() - KEYWORDS]
    if schema["type"] == "object":
        if not isinstance(value, dict):
            return [*found, f"{place}: no object"]
        known = schema["properties"]
        found += [f"{place}: {name} is missing" for name in schema.get("required", []) if name not in value]
        found += [f"{place}: {name} is unknown" for name in value if name not in known]
        return found + [
            fault for name, one in value.items() if name in known for fault in faults(one, known[name], f"{place}.{name}")
        ]
    if not isinstance(value, str):
        return [*found, f"{place}: no text"]
    is_good = re.search(schema.get("pattern", ""), value) and value in schema.get("enum", [value])
    fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**6)
    return found if is_good and fits else [*found, f"{place}: {value!r}"]
