"""Where each key of a TOML source stands. The reader of TOML tells values only; an author mends lines."""

import re
from collections import Counter
from collections.abc import Iterator

Path = tuple[str | int, ...]

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(r"[^,\]}#\n]+")


class Lines:
    """The lines of a source that is known to be good TOML."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._counted = (0, 1)
        self._found: dict[Path, int] = {}
        self._entries: Counter[Path] = Counter()
        self._document()

    def of(self, path: Path) -> int:
        """The line of that key, or of the nearest thing around it; 1 where nothing is near."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)

    def _document(self) -> None:
        table: Path = ()
        self._skip()
        while self._at < len(self._source):
            table = self._header() if self._source[self._at] == "[" else self._pair(table)
            self._skip()

    def _header(self) -> Path:
        line, several = self._line(), self._source.startswith("[[", self._at)
        self._at += 2 if several else 1
        *outer, last = self._dotted()
        path: Path = ()
        for part in outer:
            path += (part,)
            self._note(path, line)
            if path in self._entries:
                path += (self._entries[path] - 1,)
        path += (last,)
        if several:
            self._note(path, line)
            self._entries[path] += 1
            path += (self._entries[path] - 1,)
        self._note(path, line)
        self._at = self._source.index("]", self._at) + (2 if several else 1)
        return path

    def _pair(self, table: Path) -> Path:
        line, path = self._line(), table
        for part in self._dotted():
            path += (part,)
            self._note(path, line)
        self._at = self._source.index("=", self._at) + 1
        self._value(path)
        return table

    def _dotted(self) -> Iterator[str]:
        self._skip()
        while key := _KEY.match(self._source, self._at):
            self._at = key.end()
            yield key.group().strip("\"'")
            dot = _DOT.match(self._source, self._at)
            if not dot:
                return
            self._at = dot.end()

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self._source[self._at]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline(path)
        else:
            token = _STRING.match(self._source, self._at) or _SCALAR.match(self._source, self._at)
            self._at = token.end() if token else self._at + 1

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._more("]"):
            self._note((*path, index), self._line())
            self._value((*path, index))
            index += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._more("}"):
            self._pair(path)

    def _more(self, closing: str) -> bool:
        """Step over a comma; whether another entry follows before ``closing``, which is stepped over as well."""
        self._skip()
        if self._source[self._at] == ",":
            self._at += 1
            self._skip()
        if self._source[self._at] != closing:
            return True
        self._at += 1
        return False

    def _skip(self) -> None:
        gap = _GAP.match(self._source, self._at)
        self._at = gap.end() if gap else self._at

    def _line(self) -> int:
        at, line = self._counted
        self._counted = (self._at, line + self._source.count("\n", at, self._at))
        return self._counted[1]

    def _note(self, path: Path, line: int) -> None:
        self._found.setdefault(path, line)
