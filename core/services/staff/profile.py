"""What staff change about themselves: password and authenticator. The present password is asked for; log-ins end."""

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import Staff
from core.rules.identity.passwords import judge_password
from core.services.accounts.tries import begin_try
from core.services.staff.means import SIGNAL, StaffMeans, new_secret, uri_of
from core.store.engine import Tx
from core.store.queries import counters, staff_sessions
from core.store.queries import staff as queries
from core.store.queries.audit import record
from core.store.queries.staff import TOTP, TOTP_NEXT
from core.store.signals import announce


class Profile:
    """One's own account."""

    def __init__(self, means: StaffMeans) -> None:
        self._means = means

    async def change_password(self, staff: Staff, present: str, new: str, again: str) -> Refused | None:
        """A new password; ``None`` when it counts. Every log-in ends: one logs in anew with it."""
        refused = await self._is_owner(staff, present)
        if refused is None:
            refused = Refused(Reason.PASSWORDS_DIFFER) if new != again else judge_password(new, staff.login)
        if refused is None and new == present:
            refused = Refused(Reason.PASSWORD_TOO_SIMPLE)
        if refused is not None:
            return refused
        hashed = await self._means.hashing.hash(new)
        await self._means.store.write(
            lambda tx: self._change(tx, staff, "password_changed", password_hash=hashed, is_one_time=False)
        )
        return None

    async def begin_authenticator(self, staff: Staff, present: str) -> tuple[str, str] | Refused:
        """Secret and address of a new authenticator; it counts once a code of it was typed."""
        refused = await self._is_owner(staff, present)
        if refused is not None:
            return refused
        secret = new_secret()
        sealed = self._means.vault.seal(secret, place=TOTP_NEXT)
        await self._means.store.write(lambda tx: queries.change_staff(tx, staff.id, totp_next_sealed=sealed))
        return secret, uri_of(secret, staff.login)

    async def finish_authenticator(self, staff: Staff, code: str) -> Refused | None:
        """The new authenticator counts from now on; ``None`` when the code was one of it."""
        means, now = self._means, self._means.clock.now()

        def work(tx: Tx) -> Refused | None:
            keys = queries.get_staff(tx, staff.id, lock=True)
            refused = begin_try(tx, (f"staff:authenticator:{staff.id}",), now)
            if refused is not None or keys.totp_next_sealed is None:
                return refused or Refused(Reason.STEP_OUT_OF_ORDER)
            secret = means.vault.open(keys.totp_next_sealed, place=TOTP_NEXT)
            step = means.step_of(secret, code)
            if step is None:
                return Refused(Reason.STAFF_CODE_WRONG)
            counters.clear_count(tx, f"staff:authenticator:{staff.id}")
            sealed = means.vault.seal(secret, place=TOTP)
            self._change(tx, staff, "authenticator_changed", totp_sealed=sealed, totp_used=[step], totp_next_sealed=None)
            return None

        return await means.store.write(work)

    async def _is_owner(self, staff: Staff, present: str) -> Refused | None:
        means, now, counter = self._means, self._means.clock.now(), f"staff:password:{staff.id}"
        refused = await means.store.write(lambda tx: begin_try(tx, (counter,), now))
        if refused is not None:
            return refused
        keys = await means.store.read(lambda tx: queries.get_staff(tx, staff.id))
        if not await means.hashing.is_password(present, keys.password_hash):
            return Refused(Reason.PASSWORD_WRONG)
        await means.store.write(lambda tx: counters.clear_count(tx, counter))
        return None

    def _change(self, tx: Tx, staff: Staff, what: str, **values: object) -> None:
        keys = queries.get_staff(tx, staff.id, lock=True)
        queries.change_staff(tx, staff.id, epoch=keys.epoch + 1, **values)
        staff_sessions.end_sessions_of(tx, staff.id)
        record(tx, "staff", staff.id, self._means.clock.now(), f"staff:{staff.id}", what)
        announce(tx, SIGNAL)
