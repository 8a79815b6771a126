"""Characters to type off a picture (指南 二(三)2, 二(四)1): asked for after the first failure, good for one form and five minutes.

Failures count by chat, by the username that is typed, whoever has it, and by the address of the connection; the last takes more
of them, because a whole campus may share one. They are kept in the store, so a restart forgives nothing.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.identity.throttling import (
    CAPTCHAS_AN_HOUR,
    FAILURES_FORGOTTEN_AFTER,
    FAILURES_OF_ADDRESS,
    FAILURES_OF_CHAT,
    FAILURES_OF_USERNAME,
    Allowance,
)
from core.rules.identity.usernames import username_key
from core.services.accounts.addresses import ADDRESS, network_of
from core.store.engine import Store, Tx
from core.store.queries import captchas, counters
from core.store.vault import Vault, new_token, token_hash

LIFETIME = timedelta(minutes=5)
_CHARACTERS = "23456789"  # neither 0 nor 1: they look like letters
_LENGTH = 6


@dataclass(frozen=True, slots=True, repr=False)
class Challenge:
    """Characters to show, once, and the token of the form they belong to."""

    token: str
    text: str


class Captchas:
    """When characters have to be typed, and whether they were the right ones."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, *, address_factor: int = 1) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._failures_of_address = FAILURES_OF_ADDRESS * address_factor

    async def is_needed(self, chat_id: int, address: str, meant: str = "") -> bool:
        """Whether a form of this chat, sent from this address, needs characters.

        :param meant: the username that it is about, with what is wanted of it; "" for none.
        """
        now, keys = self._clock.now(), self._keys(chat_id, address, meant)

        def work(tx: Tx) -> bool:
            counted = [(counters.count_within(tx, key, FAILURES_FORGOTTEN_AFTER, now), enough) for key, enough in keys]
            return any(count >= enough for count, enough in counted)

        return await self._store.read(work)

    async def note_failure(self, chat_id: int, address: str, meant: str = "") -> None:
        """Count one failure."""
        now = self._clock.now()
        counting = Allowance(0, FAILURES_FORGOTTEN_AFTER)

        def work(tx: Tx) -> None:
            for key, _ in self._keys(chat_id, address, meant):
                counters.take_one(tx, key, counting, now)

        await self._store.write(work)

    async def note_success(self, chat_id: int, meant: str = "") -> None:
        """Somebody was recognised in this chat: it starts anew, and so does the username. The address may have other guests."""
        keys = [key for key, _ in self._keys(chat_id, "", meant)]

        def work(tx: Tx) -> None:
            for key in keys:
                counters.clear_count(tx, key)

        await self._store.write(work)

    async def challenge(self, chat_id: int) -> Challenge | Refused:
        """New characters for the next form of this chat."""
        token, now = new_token(), self._clock.now()
        text = "".join(secrets.choice(_CHARACTERS) for _ in range(_LENGTH))

        def work(tx: Tx) -> Challenge | Refused:
            too_many = counters.take_one(tx, f"captcha:chat:{chat_id}", CAPTCHAS_AN_HOUR, now)
            if too_many is not None:
                return Refused(Reason.TOO_MANY_TRIES, at=too_many)
            answer_hash, hashed = self._answer_hash(token, text), token_hash(token)
            captchas.add_captcha(tx, token_hash=hashed, chat_id=chat_id, answer_hash=answer_hash, expires_at=now + LIFETIME)
            return Challenge(token, text)

        return await self._store.write(work)

    async def judge(self, chat_id: int, token: str, typed: str, form_digest: str) -> Refused | None:
        """Why a form may not go on, ``None`` where it may. Right or wrong, the characters are used up by it.

        :param form_digest: a fingerprint of the form; the same form, typed the same, may come twice; another needs new ones.
        """
        if not token:
            return Refused(Reason.CAPTCHA_NEEDED)
        now, answer = self._clock.now(), "".join(typed.split())
        # Without the answer in it, one form could be sent with every answer there is.
        digest = token_hash(f"{form_digest}:{answer}")
        kept = await self._store.write(lambda tx: captchas.take_captcha(tx, token_hash(token), chat_id, digest, now))
        is_right = kept is not None and hmac.compare_digest(kept, self._answer_hash(token, answer))
        return None if is_right else Refused(Reason.CAPTCHA_WRONG)

    def _answer_hash(self, token: str, answer: str) -> str:
        return self._vault.index(f"{token}:{answer}", place="captcha.answer")

    def _keys(self, chat_id: int, address: str, meant: str) -> list[tuple[str, int]]:
        """Whose failures count, and how many of them ask for characters; always in this order."""
        keys, who, where = [(_chat_key(chat_id), FAILURES_OF_CHAT)], username_key(meant), network_of(address)
        if who:
            keys.append((f"failed:username:{self._vault.index(who, place='login.username')}", FAILURES_OF_USERNAME))
        if where:
            keys.append((f"failed:address:{self._vault.index(where, place=ADDRESS)}", self._failures_of_address))
        return keys


def _chat_key(chat_id: int) -> str:
    return f"failed:chat:{chat_id}"
