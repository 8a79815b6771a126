"""Codes by short message: written down as a keyed hash, limited by phone, sent after the commit, compared in constant time.

指南 二(一)3 (registration) and 二(三)2 (recovery). Everything here but ``deliver`` runs inside a transaction.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from core.errors import OutsideWorldError
from core.model.account import Chat
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.codes import DIGITS, LIFETIME, TRIES, CodePurpose
from core.rules.identity.throttling import CODE_A_MINUTE, CODES_A_DAY, CODES_OF_ADDRESS_A_DAY, Allowance, times
from core.services.accounts.addresses import ADDRESS, network_of
from core.services.accounts.means import Means
from core.store.engine import Tx
from core.store.queries import codes, counters
from core.store.queries.codes import CodeRow
from core.store.vault import new_token


@dataclass(frozen=True, slots=True, repr=False)
class Parcel:
    """A code that is written down and still has to be sent."""

    code_id: int
    phone: str
    phone_index: str
    code: str
    locale: str
    expires_at: datetime


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def write_down(
    tx: Tx,
    means: Means,
    chat: Chat,
    purpose: CodePurpose,
    phone: str,
    code: str,
    now: datetime,
    *,
    account_id: int | None = None,
    address: str = "",
) -> Parcel | Refused:
    """Keep a new code for this chat, unless phone, chat, account or address have had their share.

    :param account_id: the account it is about, where that may show; a chat's own one counts anyway.
    :param address: where the form came from that asks for it, "" where that isn't known.
    """
    phone_index = means.phone_index(phone)
    too_soon = counters.take_one(tx, _minute(phone_index), CODE_A_MINUTE, now)
    if too_soon is not None:
        return Refused(Reason.CODE_TOO_SOON, at=too_soon)
    for whom, allowance in _counted(means, chat, phone_index, account_id or chat.account_id, network_of(address)):
        too_many = counters.take_one(tx, f"code:day:{whom}", allowance, now)
        if too_many is not None:
            return Refused(Reason.TOO_MANY_TRIES, at=too_many)
    code_id = codes.add_code(
        tx,
        chat_id=chat.id,
        purpose=purpose,
        phone_index=phone_index,
        code_hash=_hash(means, chat.id, purpose, phone_index, code),
        now=now,
        expires_at=now + LIFETIME,
    )
    return Parcel(code_id, phone, phone_index, code, chat.locale, now + LIFETIME)


def write_down_nothing(tx: Tx, means: Means, chat: Chat, purpose: CodePurpose, now: datetime) -> None:
    """A code that nobody can type, for somebody who isn't known: it wears out by tries and time like a real one."""
    nobody = means.phone_index(new_token())
    codes.add_code(tx, chat_id=chat.id, purpose=purpose, phone_index=nobody, code_hash=nobody, now=now, expires_at=now + LIFETIME)


def prove(tx: Tx, means: Means, chat_id: int, purpose: CodePurpose, code: str | None, now: datetime) -> CodeRow | Refused:
    """The code that was typed rightly; each try counts. Whether it may still be used is for the caller: see ``used_at``."""
    row = codes.latest_code(tx, chat_id, purpose)
    if row is None:
        return Refused(Reason.NOTHING_TO_VERIFY)
    if code is None:
        return Refused(Reason.CODE_WRONG)
    if row.expires_at <= now:
        return Refused(Reason.CODE_EXPIRED)
    has_try = row.used_at is not None or codes.take_try(tx, row.id, limit=TRIES)
    is_right = hmac.compare_digest(row.code_hash, _hash(means, chat_id, purpose, row.phone_index, code))
    if not has_try or (row.used_at is not None and not is_right):
        return Refused(Reason.CODE_EXPIRED)
    return row if is_right else Refused(Reason.CODE_WRONG)


async def deliver(means: Means, parcel: Parcel) -> Refused | None:
    """Send a code that was written down. When the carrier is out of reach, another one may be asked for at once."""
    text = means.wording.code(parcel.locale, parcel.code, LIFETIME.seconds // 60)
    try:
        await means.sms.send(parcel.phone, text, idempotency_key=f"code:{parcel.code_id}")
    except OutsideWorldError:
        await means.store.write(lambda tx: counters.clear_count(tx, _minute(parcel.phone_index)))
        return Refused(Reason.SMS_UNREACHABLE)
    return None


def _counted(means: Means, chat: Chat, phone_index: str, account_id: int | None, network: str) -> list[tuple[str, Allowance]]:
    """Whose codes of a day are counted and how many there may be, always in this order."""
    persons = [phone_index, f"chat:{chat.id}", *([f"account:{account_id}"] if account_id is not None else [])]
    by_address = [f"address:{means.vault.index(network, place=ADDRESS)}"] if network else []
    shared = times(CODES_OF_ADDRESS_A_DAY, means.address_factor)
    return [*((whom, CODES_A_DAY) for whom in persons), *((whom, shared) for whom in by_address)]


def _minute(phone_index: str) -> str:
    return f"code:minute:{phone_index}"


def _hash(means: Means, chat_id: int, purpose: CodePurpose, phone_index: str, code: str) -> str:
    return means.vault.index(f"{chat_id}:{purpose.value}:{phone_index}:{code}", place="sms_code.code")
