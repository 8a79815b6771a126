"""What every use case of staff works with; and one-time codes (RFC 6238), each of which counts once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp

from core.ports import Clock
from core.rules.staffing import code_steps
from core.services.accounts.means import Hashing
from core.store.engine import Store, Tx
from core.store.queries import staff as queries
from core.store.queries.staff import TOTP, Keys
from core.store.vault import Vault

ISSUER = "Kaoban"
SIGNAL = "staff"
"""Sent when log-ins have ended: whoever streams to a console looks whether it still may."""
_STEP_SECONDS = 30
_USED_KEPT = 12

Release = Callable[[Tx, int, datetime], int]


@dataclass(frozen=True, slots=True)
class StaffMeans:
    """Built once, shared by the use cases.

    :ivar watches: by whose time codes are made, beside the product's clock: with a clock that was moved, telephones don't move.
    :ivar release: gives the cases that somebody holds back to the queue.
    """

    store: Store
    clock: Clock
    vault: Vault
    hashing: Hashing
    watches: Sequence[Clock]
    release: Release

    def use_code(self, tx: Tx, keys: Keys, code: str) -> bool:
        """Whether that is an unused code of the account's authenticator; from now on it is used. The row must be locked."""
        secret = self.vault.open(keys.totp_sealed, place=TOTP)
        step = self.step_of(secret, code, keys.totp_used)
        if step is None:
            return False
        queries.change_staff(tx, keys.staff.id, totp_used=[*keys.totp_used, step][-_USED_KEPT:])
        return True

    def step_of(self, secret: str, code: str, used: Sequence[int] = ()) -> int | None:
        """The step that the code belongs to, one to either side of now; ``None`` for any other."""
        typed, totp = "".join(code.split()), pyotp.TOTP(secret)
        found = None
        for clock in (self.clock, *self.watches):
            for step in code_steps(used, int(clock.now().timestamp()) // _STEP_SECONDS):
                if compare_digest(totp.generate_otp(step).encode(), typed.encode()):
                    found = step
        return found


def new_secret() -> str:
    """A secret for an authenticator: 160 bits, in base 32."""
    return pyotp.random_base32()


def uri_of(secret: str, login: str) -> str:
    """The address that an authenticator reads off a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
