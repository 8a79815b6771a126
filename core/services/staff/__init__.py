"""Staff: who may work at the console, how they come in, and what they change about themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.ports import Clock, IdentityProvider
from core.services.accounts.means import Hashing
from core.services.staff.entering import Attempt, Entering
from core.services.staff.keeping import Keeping
from core.services.staff.means import Release, StaffMeans
from core.services.staff.profile import Profile
from core.services.staff.shifts import Seen, Shifts
from core.store.engine import Store
from core.store.vault import Vault

__all__ = ["Attempt", "Entering", "Keeping", "Profile", "Release", "Seen", "Shifts", "Staffing", "staffing"]


@dataclass(frozen=True, slots=True)
class Staffing:
    """The use cases of staff."""

    keeping: Keeping
    entering: Entering
    shifts: Shifts
    profile: Profile


def staffing(
    store: Store,
    clock: Clock,
    vault: Vault,
    release: Release,
    *,
    provider: IdentityProvider | None = None,
    watches: Sequence[Clock] = (),
) -> Staffing:
    """Everything about staff.

    :param release: gives the cases that somebody holds back to the queue, in the transaction that closes the account.
    :param watches: clocks beside the product's by which authenticators may go.
    """
    means = StaffMeans(store, clock, vault, Hashing(vault), watches, release)
    return Staffing(Keeping(means), Entering(means, provider), Shifts(means), Profile(means))
