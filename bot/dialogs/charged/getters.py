"""What the windows about charged money show."""

from typing import Any

from aiogram_dialog import DialogManager

from bot.dialogs.charged.data import CHARGED, FINDINGS
from core.rules.claims import Finding, may_open_case
from locales.words import T, Words


async def found(dialog_manager: DialogManager, words: Words, **_: Any) -> dict[str, Any]:
    """What asking brought, and whether a person should look."""
    kept = CHARGED.of(dialog_manager)
    finding = Finding(kept.finding or Finding.NOTHING)
    orders = words(T("Asked about: {orders}"), orders=", ".join(kept.orders)) if kept.orders else ""
    return {"finding": words(FINDINGS[finding]), "orders": orders, "may_open": may_open_case(finding)}


async def case(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The case's number."""
    return {"number": CHARGED.of(dialog_manager).case}
