"""People for tests of use cases: a verified account with a chat, and a short way through the form."""

from dataclasses import dataclass
from datetime import date

from core.model.account import Gender, Identity
from core.model.application import Application
from core.model.exam import PhotoProfile
from core.ports import PhotoReport, Sheet
from core.services.applications import Choosing, Entering, Filling
from core.services.applications.filling import Changed, PhotoTaken
from core.store.engine import Store, Tx
from core.store.queries import accounts, applications, chats
from core.store.vault import Vault
from tests.support.clock import FixedClock
from tests.support.facts import BACHELOR, exam
from tests.support.packs import bundled_pack

ID_NUMBER = "440306199603040014"


async def bound_chat(store: Store, vault: Vault, clock: FixedClock, username: str = "lihua", number: str = ID_NUMBER) -> int:
    """A chat on the web bound to a new account of that username and document; returns its id."""
    now = clock.now()

    def work(tx: Tx) -> int:
        identity = Identity("李华", "resident_id", number, Gender.MALE, date(1996, 3, 4))
        index = vault.index(f"resident_id:{number}", place=accounts.DOCUMENT)
        phone = vault.index("13800138000", place=accounts.PHONE)
        new = accounts.NewAccount(username, "x", identity, index, "13800138000", phone, exam().banks[0].id, "1234", now)
        account_id = accounts.add_account(tx, vault, new, now)
        assert account_id is not None
        chat = chats.add_chat(tx, "web", account_id, "zh_CN", now)
        chats.bind(tx, chat.id, account_id, now)
        return chat.id

    return await store.write(work)


class StandInStudio:
    """A studio that likes every photo; the real one has tests of its own."""

    async def examine(self, raw: bytes, profile: PhotoProfile) -> PhotoReport:
        return PhotoReport(raw, profile.width_px, profile.height_px, (), (), croppable=False)

    async def crop(self, raw: bytes, profile: PhotoProfile) -> PhotoReport:
        return await self.examine(raw, profile)


class StandInPrinter:
    """A printer that can print everything but snowmen; the real one has tests of its own."""

    def uncovered(self, text: str) -> str:
        return "☃" if "☃" in text else ""

    async def print(self, sheet: Sheet) -> bytes:
        return b""


@dataclass
class Candidate:
    """One person's chat and the use cases it reaches."""

    chat_id: int
    entering: Entering
    filling: Filling
    choosing: Choosing

    async def agree(self, read: dict[str, str]) -> None:
        await self.entering.agree(self.chat_id, read)

    async def fill_in(self) -> Changed:
        taken = await self.filling.take_photo(self.chat_id, b"a photo")
        assert isinstance(taken, PhotoTaken)
        await self.filling.accept_photo(self.chat_id, taken.as_sent or "")
        await self.filling.put_education(self.chat_id, None, BACHELOR)
        for name, value in (("political_status", "none"), ("household", "广东省深圳市"), ("address", "深圳市福田区1号")):
            changed = await self.filling.put_field(self.chat_id, name, value)
        assert isinstance(changed, Changed)
        return changed

    async def codes(self) -> list[str]:
        return [position.code for position in bundled_pack().positions]

    async def any_code(self) -> str:
        return (await self.codes())[0]

    def account_of(self, tx: Tx) -> int:
        chat = chats.get_chat(tx, self.chat_id)
        assert chat is not None
        assert chat.account_id is not None
        return chat.account_id

    async def application(self, store: Store) -> Application:
        found = await store.read(lambda tx: applications.find_application(tx, self.account_of(tx), exam().id))
        assert found is not None
        return found
