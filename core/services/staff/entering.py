"""Logging in at the console: password and one-time code, or the identity provider; the same words whatever isn't right."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import LoginWay
from core.ports import IdentityProvider
from core.rules.staffing import FROM_ADDRESS, LONGEST, OIDC_MINUTES
from core.services.accounts.tries import begin_try
from core.services.staff.means import StaffMeans
from core.store.engine import Tx
from core.store.queries import counters, staff_sessions
from core.store.queries import staff as queries
from core.store.queries.audit import record
from core.store.queries.staff import LOGIN, Keys
from core.store.vault import new_token, token_hash

_FAILED = Refused(Reason.STAFF_LOGIN_FAILED)
_LONGEST_TYPED = 200
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed, and from where.

    :param browser: what the browser says of itself; the log-in is bound to it.
    :param address: the address it came from.
    :param before: the token that this browser had until now; whatever it was, it counts no more.
    """

    login: str
    password: str
    code: str
    browser: str
    address: str
    before: str | None = None


class Entering:
    """Begins and ends log-ins. ``provider`` is the identity provider, ``None`` where none is set up."""

    def __init__(self, means: StaffMeans, provider: IdentityProvider | None) -> None:
        self._means = means
        self._provider = provider

    @property
    def by_provider(self) -> bool:
        """Whether one may log in at the identity provider."""
        return self._provider is not None

    async def log_in(self, attempt: Attempt) -> str | Refused:
        """The token of a new log-in; tries are counted before they are made, and failures are told alike."""
        means, now = self._means, self._means.clock.now()
        login = attempt.login.strip().casefold()[:_LONGEST_TYPED]
        counter = f"staff:login:{means.vault.index(login, place=LOGIN)}"
        known = await means.store.write(lambda tx: self._count(tx, counter, login, attempt.address, now))
        if isinstance(known, Refused):
            return known
        keys = known[0]
        is_right = await means.hashing.is_password(attempt.password[:_LONGEST_TYPED], keys.password_hash if keys else None)
        return await means.store.write(lambda tx: self._admit(tx, keys if is_right else None, counter, attempt, now))

    def _count(self, tx: Tx, counter: str, login: str, address: str, now: datetime) -> tuple[Keys | None] | Refused:
        free_at = self._from_address(tx, address, now)
        if free_at is not None:
            return Refused(Reason.TOO_MANY_TRIES, at=free_at)
        return begin_try(tx, (counter,), now) or (queries.find_login(tx, login),)

    def _from_address(self, tx: Tx, address: str, now: datetime) -> datetime | None:
        counted = f"staff:address:{self._means.vault.index(address, place=LOGIN)}"
        return counters.take_one(tx, counted, FROM_ADDRESS, now)

    def _admit(self, tx: Tx, keys: Keys | None, counter: str, attempt: Attempt, now: datetime) -> str | Refused:
        present = queries.get_staff(tx, keys.staff.id, lock=True) if keys else None
        if present is None or keys is None or present.epoch != keys.epoch or present.staff.disabled_at is not None:
            record(tx, "staff", _UNKNOWN, now, _UNKNOWN, "login_failed", after={"address": attempt.address})
            return _FAILED
        if not self._means.use_code(tx, present, attempt.code):
            record(tx, "staff", present.staff.id, now, _UNKNOWN, "login_failed", after={"address": attempt.address})
            return _FAILED
        counters.clear_count(tx, counter)
        return self._begin(tx, present, LoginWay.PASSWORD, attempt.browser, attempt.address, attempt.before, now)

    def _begin(self, tx: Tx, keys: Keys, way: LoginWay, browser: str, address: str, before: str | None, now: datetime) -> str:
        token, staff_id = new_token(), keys.staff.id
        if before:
            staff_sessions.end_session(tx, token_hash(before))
        staff_sessions.add_session(
            tx,
            token_hash=token_hash(token),
            staff_id=staff_id,
            epoch=keys.epoch,
            browser=token_hash(browser),
            way=way.value,
            begun_at=now,
            seen_at=now,
            ends_at=now + LONGEST,
        )
        record(tx, "staff", staff_id, now, f"staff:{staff_id}", "logged_in", after={"way": way.value, "address": address})
        return token

    async def log_out(self, token: str) -> None:
        """End this log-in."""
        now = self._means.clock.now()

        def work(tx: Tx) -> None:
            session = staff_sessions.find_session(tx, token_hash(token))
            if session is not None and staff_sessions.end_session(tx, token_hash(token)):
                record(tx, "staff", session.staff.id, now, f"staff:{session.staff.id}", "logged_out")

        await self._means.store.write(work)

    async def begin_at_provider(self, browser: str, origin: str, return_url: str) -> str | Refused:
        """The address at the identity provider where it goes on; state, nonce and verifier are kept for this browser.

        :param browser: a secret that only this browser shows; ``origin`` the address it came from. Raises ``Unreachable``.
        """
        if self._provider is None:
            return Refused(Reason.STAFF_NO_PROVIDER)
        now = self._means.clock.now()
        state, nonce, verifier = new_token(), new_token(), secrets.token_urlsafe(48)
        address = await self._provider.address(state=state, nonce=nonce, verifier=verifier, return_url=return_url)
        kept = {"state_hash": token_hash(state), "browser": token_hash(browser), "nonce": nonce, "verifier": verifier}

        def work(tx: Tx) -> str | Refused:
            free_at = self._from_address(tx, origin, now)
            if free_at is not None:
                return Refused(Reason.TOO_MANY_TRIES, at=free_at)
            staff_sessions.add_oidc(tx, **kept, expires_at=now + OIDC_MINUTES)
            return address

        return await self._means.store.write(work)

    async def finish_at_provider(self, state: str, code: str, attempt: Attempt, door: str, return_url: str) -> str | Refused:
        """The token of a new log-in for whoever came back; nobody comes in who wasn't tied.

        Raises ``Unreachable``, ``Rejected``.
        """
        if self._provider is None:
            return Refused(Reason.STAFF_NO_PROVIDER)
        now = self._means.clock.now()
        kept = await self._means.store.write(lambda tx: staff_sessions.take_oidc(tx, token_hash(state), token_hash(door), now))
        if kept is None:
            return Refused(Reason.STAFF_PROVIDER_STALE)
        nonce, verifier = kept
        subject = await self._provider.subject(code=code, nonce=nonce, verifier=verifier, return_url=return_url)

        def work(tx: Tx) -> str | Refused:
            keys = queries.find_subject(tx, subject)
            if keys is None or keys.staff.disabled_at is not None:
                record(tx, "staff", _UNKNOWN, now, _UNKNOWN, "login_failed", after={"address": attempt.address, "way": "oidc"})
                return Refused(Reason.STAFF_NOT_TIED)
            return self._begin(tx, keys, LoginWay.OIDC, attempt.browser, attempt.address, attempt.before, now)

        return await self._means.store.write(work)
