"""The TOML files of a pack, read as one: a top-level key stands in one file, whichever suits its author."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

from core.packs.lines import Lines, Path
from core.packs.mistakes import Mistake, MistakeCode

MAIN_FILE = "exam.toml"
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(slots=True)
class Source:
    """What stands in the TOML files of a pack. ``broken`` when a file could not be read: then much else may seem missing."""

    data: dict[str, Any] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    broken: bool = False
    _lines: dict[str, Lines] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)

    def mistake(self, path: Path, code: MistakeCode, **values: str) -> None:
        """Record a mistake at that key."""
        file = self._files.get(str(path[0]), MAIN_FILE) if path else MAIN_FILE
        self.mistakes.append(Mistake(file, self.line(path), self._name(path), code, values))

    def line(self, path: Path) -> int:
        """The line of that key in its file."""
        file = self._files.get(str(path[0])) if path else None
        return self._lines[file].of(path) if file else 1

    def _name(self, path: Path) -> str:
        """``desks[technical].hours``: an entry of a list is named by its id, else by its number, which counts from 1."""
        name, value = "", self.data
        for part in path:
            value = _inside(value, part)
            if isinstance(part, int):
                own = value.get("id") if isinstance(value, dict) else None
                name += f"[{own}]" if isinstance(own, str) else f"[{part + 1}]"
            else:
                name += f".{part}" if name else part
        return name

    def take_in(self, path: File) -> None:
        """Add the keys of one file."""
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
            data = tomllib.loads(text)
        except UnicodeDecodeError as error:
            self._fail(path.name, error.object[: error.start].count(b"\n") + 1, MistakeCode.NOT_UTF8, "")
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            line = int(at.group(1)) if at else text.count("\n") + 1
            self._fail(path.name, line, MistakeCode.SYNTAX, _AT_LINE.sub("", str(error)).strip())
        else:
            self._add(path.name, data, Lines(text))

    def _fail(self, file: str, line: int, code: MistakeCode, detail: str) -> None:
        self.broken = True
        self.mistakes.append(Mistake(file, line, "", code, {"detail": detail} if detail else {}))

    def _add(self, file: str, data: dict[str, Any], lines: Lines) -> None:
        self._lines[file] = lines
        for name, value in data.items():
            if name in self.data:
                values = {"other": self._files[name]}
                self.mistakes.append(Mistake(file, lines.of((name,)), name, MistakeCode.SECTION_TWICE, values))
                continue
            self.data[name] = value
            self._files[name] = file


def read_source(folder: File) -> Source:
    """Read every TOML file of the folder; ``exam.toml`` has to be there."""
    source = Source()
    for path in sorted(folder.glob("*.toml"), key=lambda path: (path.name != MAIN_FILE, path.name)):
        source.take_in(path)
    if not (folder / MAIN_FILE).is_file():
        code = MistakeCode.FILE_MISSING if folder.is_dir() else MistakeCode.FOLDER_MISSING
        source.mistakes.append(Mistake(MAIN_FILE if folder.is_dir() else folder.name, 1, "", code))
        source.broken = True
    return source


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(part))
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None
