"""What a dialog remembers between two updates: a typed dataclass of ids and enums, never a fact that may change elsewhere."""

from dataclasses import asdict
from typing import Any, Generic, TypeVar

from aiogram_dialog import DialogManager

Kind = TypeVar("Kind")
_KEY = "memory"


class Memory(Generic[Kind]):
    """Reads and writes one dataclass in the dialog's data; its fields are JSON values."""

    def __init__(self, kind: type[Kind]) -> None:
        self._kind = kind

    def of(self, manager: DialogManager) -> Kind:
        """What is remembered; the dataclass's defaults at first."""
        kept = manager.dialog_data.get(_KEY)
        return self._kind(**kept) if kept else self._kind()

    def keep(self, manager: DialogManager, value: Kind) -> None:
        """Remember ``value`` from now on."""
        plain: dict[str, Any] = asdict(value)  # type: ignore[call-overload]
        manager.dialog_data[_KEY] = plain
