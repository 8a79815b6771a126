"""The code typed in the chat makes the account (指南 二(一)4): username and document are checked once more, the chat is bound.

Two chats may come here with the same document; the database lets exactly one through.
"""

from dataclasses import replace
from datetime import datetime

from core.model.account import Chat, RegistrationStage
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.codes import CodePurpose, read_code
from core.rules.identity.masking import masked_card, masked_document, masked_name, masked_phone
from core.services.accounts.codes import Parcel, deliver, new_code, prove, write_down
from core.services.accounts.drafts import identity_of, phone_of, stage_of_row, view_of
from core.services.accounts.means import Means, cited
from core.services.accounts.results import CodeSent, Registered, RegistrationView
from core.store.engine import Tx
from core.store.queries import accounts, codes, registrations
from core.store.queries.accounts import NewAccount
from core.store.queries.audit import record
from core.store.queries.chats import bind
from core.store.queries.registrations import RegistrationRow
from core.store.queries.waits import WaitFor, end_waits, get_wait


class Finishing:
    """What the chat itself does about a registration: see how far it is, type the code, ask for another, give up."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def view(self, chat_id: int) -> RegistrationView | None:
        """How far the registration of this chat has come, masked; ``None`` when there is none or its time is over."""
        now = self._means.clock.now()

        def work(tx: Tx) -> RegistrationView | None:
            row, wait = registrations.get_registration(tx, chat_id, now), get_wait(tx, chat_id, WaitFor.REGISTRATION)
            seen = view_of(self._means.vault, row) if row else None
            return replace(seen, asking_until=wait.until) if seen and wait else seen

        return await self._means.store.read(work)

    async def cancel(self, chat_id: int) -> None:
        """Forget everything that was given so far."""

        def work(tx: Tx) -> None:
            registrations.end_registration(tx, chat_id)
            end_waits(tx, chat_id, WaitFor.REGISTRATION)

        await self._means.store.write(work)

    async def resend(self, chat_id: int) -> CodeSent | Refused:
        """Send a new code to the phone that the bank confirmed; the one before it is void."""
        now, code = self._means.clock.now(), new_code()

        def work(tx: Tx) -> Parcel | Refused:
            chat = accounts.lock_chat(tx, chat_id)
            row = registrations.get_registration(tx, chat_id, now, lock=True)
            phone = phone_of(self._means.vault, row) if row else None
            if row is None or phone is None or stage_of_row(row) is not RegistrationStage.CODE:
                return Refused(Reason.NOTHING_TO_VERIFY)
            return write_down(tx, self._means, chat, CodePurpose.REGISTER, phone, code, now)

        parcel = await self._means.store.write(work)
        if isinstance(parcel, Refused):
            return parcel
        failed = await deliver(self._means, parcel)
        return failed or CodeSent(masked_phone(parcel.phone), parcel.expires_at)

    async def enter_code(self, chat_id: int, typed: str) -> Registered | Refused:
        """Make the account and bind the chat. The same code a second time gives the same account."""
        now = self._means.clock.now()
        return await self._means.store.write(lambda tx: self._enter(tx, chat_id, read_code(typed), now))

    def _enter(self, tx: Tx, chat_id: int, code: str | None, now: datetime) -> Registered | Refused:
        chat = accounts.lock_chat(tx, chat_id)
        row = registrations.get_registration(tx, chat_id, now, lock=True)
        if row is None and chat.account_id is None:
            return Refused(Reason.NOTHING_TO_VERIFY)
        proof = prove(tx, self._means, chat_id, CodePurpose.REGISTER, code, now)
        if isinstance(proof, Refused):
            return proof
        if proof.used_at is not None and chat.account_id is not None:
            return Registered(chat.account_id)
        new = self._new_account(row) if row is not None and proof.used_at is None else None
        if new is None or proof.phone_index != new.phone_index:
            return Refused(Reason.CODE_EXPIRED)
        made = self._make(tx, chat, new, now)
        if isinstance(made, Registered):
            codes.mark_used(tx, proof.id, now)
        return made

    def _new_account(self, row: RegistrationRow) -> NewAccount | None:
        """The account that a registration asks for, ``None`` while the bank hasn't proved anything."""
        identity, phone = identity_of(self._means.vault, row), phone_of(self._means.vault, row)
        if identity is None or phone is None or row.verified_at is None or row.document_index is None:
            return None
        return NewAccount(
            username=row.username or "",
            password_hash=row.password_hash or "",
            identity=identity,
            document_index=row.document_index,
            phone=phone,
            phone_index=self._means.phone_index(phone),
            bank=row.bank or "",
            card_last4=row.card_last4 or "",
            verified_at=row.verified_at,
        )

    def _make(self, tx: Tx, chat: Chat, new: NewAccount, now: datetime) -> Registered | Refused:
        if chat.account_id is not None:
            return Refused(Reason.CHAT_BOUND_TO_OTHER)
        account_id = accounts.add_account(tx, self._means.vault, new, now) if new.username else None
        if account_id is None:
            return self._too_late(tx, chat, new)
        bind(tx, chat.id, account_id, now)
        registrations.end_registration(tx, chat.id)
        record(tx, "account", account_id, now, f"chat:{chat.id}", "registered", after=_shown(new))
        return Registered(account_id)

    def _too_late(self, tx: Tx, chat: Chat, new: NewAccount) -> Refused:
        """Somebody was quicker. A used document ends the registration; for a taken username another one is asked for."""
        if accounts.find_by_document(tx, new.document_index) is None:
            registrations.change_registration(tx, chat.id, username=None, password_hash=None)
            return Refused(Reason.USERNAME_TAKEN)
        registrations.end_registration(tx, chat.id)
        exam = self._means.exam_of(tx, chat)
        used = Refused(Reason.DOCUMENT_USED)
        return cited(exam, used) if exam else used


def _shown(new: NewAccount) -> dict[str, object]:
    """What the audit may keep of a new account."""
    return {
        "username": new.username,
        "name": masked_name(new.identity.name),
        "document": masked_document(new.identity.document_number),
        "phone": masked_phone(new.phone),
        "bank": new.bank,
        "card": masked_card(new.card_last4),
    }
