"""Nobody reads a clock but the Clock: neither Python's nor the database's."""

import ast

from tests.architecture.source import PACKAGES, Source, expect_none, sources

CLOCKS = {"app/clock.py"}
READINGS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
    "func": {"now", "current_timestamp", "current_date", "current_time", "localtimestamp"},
}


def test_only_clocks_read_the_clock() -> None:
    read = [place for source in sources(*PACKAGES) if not _is_clock(source) for place in _readings(source)]
    expect_none(read)


def _is_clock(source: Source) -> bool:
    return source.path in CLOCKS or (source.path.startswith("gateways/") and source.path.endswith("/clock.py"))


def _readings(source: Source) -> list[str]:
    calls = [node.func for node in ast.walk(source.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [
        f"{source.path}:{call.lineno} {ast.unparse(call)}"
        for call in calls
        if call.attr in READINGS.get(_last_name(call.value), ())
    ]


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
