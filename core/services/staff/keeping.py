"""Accounts of staff are made, changed and closed by the operator. Whatever changes ends every log-in at once."""

import secrets
import unicodedata
from collections.abc import Collection
from datetime import datetime
from string import ascii_lowercase, digits

from core.errors import Conflict, NotFound
from core.model.staff import Issued, Role, Staff
from core.services.staff.means import SIGNAL, StaffMeans, new_secret, uri_of
from core.store.engine import Tx
from core.store.queries import staff as queries
from core.store.queries import staff_sessions
from core.store.queries.audit import record
from core.store.queries.staff import TOTP, Keys
from core.store.signals import announce

_PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - nothing that is mistaken for something else
_PASSWORD_GROUPS, _GROUP = 4, 5
_LOGIN_LETTERS = frozenset(ascii_lowercase + digits + ".-_")
_LONGEST_LOGIN, _LONGEST_NAME = 32, 40
_TRIES = 20


class Keeping:
    """The register of staff."""

    def __init__(self, means: StaffMeans) -> None:
        self._means = means

    async def add(self, name: str, roles: Collection[Role], *, login: str = "", one_time: bool = True, actor: str) -> Issued:
        """A new account with a password and an authenticator of its own, told once.

        :param login: made from the name where it isn't given. Raises ``Conflict`` where it is taken.
        :param one_time: whether the password has to be changed at the first log-in.
        """
        means, now = self._means, self._means.clock.now()
        password, secret = _new_password(), new_secret()
        password_hash, sealed = await means.hashing.hash(password), means.vault.seal(secret, place=TOTP)
        shown = " ".join(name.split())[:_LONGEST_NAME]

        def work(tx: Tx) -> str:
            taken = _free_login(tx, login or shown, is_wish=bool(login))
            values = {"login": taken, "name": shown, "password_hash": password_hash, "is_one_time": one_time, "totp_sealed": sealed}
            staff_id = queries.add_staff(tx, values, roles, now)
            record(tx, "staff", staff_id, now, actor, "added", after={"login": taken, "roles": sorted(roles)})
            return taken

        made = await means.store.write(work)
        return Issued(made, password, secret, uri_of(secret, made))

    async def all(self) -> list[Staff]:
        """Everybody, by login."""
        return await self._means.store.read(queries.all_staff)

    async def reset(self, login: str, *, actor: str) -> Issued:
        """A new one-time password and a new authenticator; a closed account stands again. Raises ``NotFound``."""
        means, now = self._means, self._means.clock.now()
        password, secret = _new_password(), new_secret()
        password_hash, sealed = await means.hashing.hash(password), means.vault.seal(secret, place=TOTP)
        values = {"password_hash": password_hash, "is_one_time": True, "totp_sealed": sealed}
        more: dict[str, object] = {"totp_used": [], "totp_next_sealed": None, "disabled_at": None}
        await means.store.write(lambda tx: self._change(tx, login, "reset", actor, now, **values, **more))
        return Issued(login, password, secret, uri_of(secret, login))

    async def disable(self, login: str, *, actor: str) -> None:
        """Close an account: its log-ins end, and the cases it holds go back to the queue. Raises ``NotFound``."""
        means, now = self._means, self._means.clock.now()

        def work(tx: Tx) -> None:
            keys = self._change(tx, login, "disabled", actor, now, disabled_at=now)
            means.release(tx, keys.staff.id, now)

        await means.store.write(work)

    async def set_roles(self, login: str, roles: Collection[Role], *, actor: str) -> None:
        """Other hats; who may not answer any more gives the cases back. Raises ``NotFound``."""
        means, now = self._means, self._means.clock.now()

        def work(tx: Tx) -> None:
            keys = self._change(tx, login, "roles_changed", actor, now, roles=sorted(roles))
            if not {Role.AGENT, Role.SUPERVISOR} & set(roles):
                means.release(tx, keys.staff.id, now)

        await means.store.write(work)

    async def tie(self, login: str, subject: str | None, *, actor: str) -> None:
        """Tie an account to an identity at the provider, or untie it. Raises ``NotFound``, ``Conflict``."""
        means, now = self._means, self._means.clock.now()

        def work(tx: Tx) -> None:
            holder = queries.find_subject(tx, subject) if subject else None
            if holder is not None and holder.staff.login != login:
                raise Conflict(f"that identity is tied to {holder.staff.login}")
            self._change(tx, login, "tied", actor, now, oidc_subject=subject)

        await means.store.write(work)

    def _change(self, tx: Tx, login: str, what: str, actor: str, now: datetime, **values: object) -> Keys:
        keys = queries.find_login(tx, login, lock=True)
        if keys is None:
            raise NotFound(f"staff {login}")
        queries.change_staff(tx, keys.staff.id, epoch=keys.epoch + 1, **values)
        staff_sessions.end_sessions_of(tx, keys.staff.id)
        after = {"roles": values["roles"]} if "roles" in values else None
        before = {"roles": sorted(keys.staff.roles)} if after else None
        record(tx, "staff", keys.staff.id, now, actor, what, before, after)
        announce(tx, SIGNAL)
        return keys


def _new_password() -> str:
    """A hundred random bits in groups that can be read out."""
    groups = ("".join(secrets.choice(_PASSWORD_ALPHABET) for _ in range(_GROUP)) for _ in range(_PASSWORD_GROUPS))
    return "-".join(groups)


def _free_login(tx: Tx, wish: str, *, is_wish: bool) -> str:
    folded = unicodedata.normalize("NFKD", wish).casefold().replace(" ", ".")
    plain = "".join(letter for letter in folded if letter in _LOGIN_LETTERS)[:_LONGEST_LOGIN].strip(".-_") or "staff"
    if queries.find_login(tx, plain) is None:
        return plain
    if is_wish:
        raise Conflict(f"the login {plain} is taken")
    numbered = (f"{plain}{number}" for number in range(2, _TRIES))
    free = next((one for one in numbered if queries.find_login(tx, one) is None), None)
    return free or f"{plain}-{secrets.token_hex(4)}"
