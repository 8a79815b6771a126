"""Everything an office does with a running exam, put together."""

from dataclasses import dataclass

from core.ports import Clock
from core.services.exams import Exams
from core.services.running.announcing import Announcing
from core.services.running.deadlines import Deadlines
from core.services.running.dossiers import Dossiers
from core.services.running.erasing import Erasing
from core.services.running.loading import Loading
from core.services.running.papers import Papers
from core.services.running.roster import Roster
from core.store.engine import Store
from core.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Running:
    """One service for each of the office's tasks."""

    loading: Loading
    deadlines: Deadlines
    roster: Roster
    papers: Papers
    announcing: Announcing
    erasing: Erasing
    dossiers: Dossiers


def running(store: Store, clock: Clock, exams: Exams, vault: Vault) -> Running:
    """The tasks of one house."""
    return Running(
        loading=Loading(store, clock, exams),
        deadlines=Deadlines(store, clock, exams),
        papers=Papers(store, clock, exams),
        roster=Roster(store, clock, exams, vault),
        announcing=Announcing(store, clock, exams),
        erasing=Erasing(store, clock, exams, vault),
        dossiers=Dossiers(store, clock, vault),
    )
