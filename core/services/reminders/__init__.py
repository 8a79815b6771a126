"""Reminders: planned for all who are in a status, checked again when they are sent, wished differently, proved afterwards."""

from dataclasses import dataclass

from core.model.reminders import Rates
from core.ports import Clock
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.services.reminders.planning import Planning
from core.services.reminders.telling import Again, Spoken, Telling
from core.services.reminders.wishing import Told, Wishing
from core.store.engine import Store

__all__ = ["Again", "Planning", "Reminders", "Spoken", "Telling", "Told", "Wishing"]


@dataclass(frozen=True, slots=True)
class Reminders:
    """What plans, what is asked when a reminder is sent or answered, and what candidates wish."""

    planning: Planning
    telling: Telling
    wishing: Wishing

    @classmethod
    def of(cls, store: Store, clock: Clock, exams: Exams, rates: Rates | None = None) -> "Reminders":
        """All of it on one store."""
        return cls(Planning(store, clock, exams, rates), Telling(store, clock, exams), Wishing(store, clock, Desk(exams)))
