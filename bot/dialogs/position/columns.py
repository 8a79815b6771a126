"""The columns of a position for a chat: long cells are cut in the window, and told whole on demand, in messages that find room."""

from core.model.exam import Position

_LONGEST = 220
_MOST = 1700
_A_MESSAGE = 3500
_LABEL, _UNIT = 44, 8


def shown_columns(position: Position) -> list[tuple[str, str]]:
    """What is filled in, in the table's order, long cells cut; further columns are left out where the window has no more room."""
    shown: list[tuple[str, str]] = []
    room = _MOST
    for name, value in _filled(position):
        said = _ended(value, _LONGEST)
        room -= len(name) + len(said)
        if room < 0:
            break
        shown.append((name, said))
    return shown


def has_cut(position: Position) -> bool:
    """Whether anything of it isn't in the window."""
    return shown_columns(position) != _filled(position)


def whole_text(position: Position) -> list[str]:
    """Everything, as texts that each fit into one message."""
    texts = [""]
    for name, value in _filled(position):
        line = f"{name}: {value}"
        for part in [line[at : at + _A_MESSAGE] for at in range(0, len(line), _A_MESSAGE)]:
            if len(texts[-1]) + len(part) >= _A_MESSAGE:
                texts.append("")
            texts[-1] += f"\n{part}" if texts[-1] else part
    return texts


def short_line(position: Position) -> str:
    """A position as the label of a button: a long unit gives way to the title."""
    room = _LABEL - len(position.code) - 4
    unit = _ended(position.unit, max(room - len(position.title), min(_UNIT, room)))
    return _ended(f"{position.code} {unit} · {position.title}", _LABEL)


def _ended(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _filled(position: Position) -> list[tuple[str, str]]:
    return [(name, value) for name, value in position.columns if value]
