"""Any order of doing, by two chats, with a clock that jumps: what is confirmed stays as it was confirmed (说明 二(五))."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from core.model.application import Application, Level
from core.model.decisions import Refused
from core.model.exam import WindowName
from core.model.reasons import Reason
from core.rules.form import shortcomings
from core.rules.status import has_agreed
from core.rules.windows import is_open
from core.services.applications import Choosing, Entering, Filling
from core.services.applications.choosing import Confirmed, ReadBack
from core.services.applications.desk import Desk
from core.services.eligibility import Eligibility
from core.services.exams import Exams
from core.services.majors import Catalogues
from core.store.engine import Tx, open_store
from core.store.migrate import migrate
from core.store.queries import applications, chats
from core.store.vault import Vault
from tests.support.clock import FixedClock
from tests.support.facts import BACHELOR, at, exam
from tests.support.packs import bundled_pack
from tests.support.people import Candidate, StandInPrinter, StandInStudio, bound_chat

VAULT = Vault("a secret that only the tests know, and long enough")
CODES = [position.code for position in bundled_pack().positions[:3]]
READ = {text.id: text.version for text in exam().agreements}


class OneCandidate(RuleBasedStateMachine):
    """One account, two chats, the real use cases on a real database."""

    nonces: Bundle[str] = Bundle("nonces")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = FixedClock(at("11-14 10:00:00"))
        self.confirmed: Application | None = None
        self.candidate, self.other = self.run(self._begin())

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(coroutine)

    async def _begin(self) -> tuple[Candidate, int]:
        url = f"sqlite:///{self.folder / 'one.db'}"
        await asyncio.to_thread(migrate, url)
        self.store = open_store(url)
        exams = Exams(self.store, self.clock)
        await exams.load(bundled_pack())
        desk = Desk(exams)
        first = await bound_chat(self.store, VAULT, self.clock)
        parts = Entering(self.store, self.clock, desk), Filling(self.store, self.clock, desk, StandInStudio(), StandInPrinter())
        candidate = Candidate(
            first,
            *parts,
            Choosing(self.store, self.clock, desk, Eligibility(self.store, exams, Catalogues(self.store, self.clock))),
        )
        return candidate, await self.store.write(lambda tx: self._second_chat(tx, candidate))

    def _second_chat(self, tx: Tx, candidate: Candidate) -> int:
        chat = chats.add_chat(tx, "telegram", 99, "en", self.clock.now())
        chats.bind(tx, chat.id, candidate.account_of(tx), self.clock.now())
        return chat.id

    def chat(self, second: bool) -> int:
        return self.other if second else self.candidate.chat_id

    @initialize(ready=st.booleans())
    def begin(self, ready: bool) -> None:
        if ready:
            self.agree(second=False, every=True)
            self.fill_in()
            self.stash(second=True, code=CODES[0])

    @rule(second=st.booleans(), every=st.booleans())
    def agree(self, second: bool, every: bool) -> None:
        read = READ if every else dict(list(READ.items())[:1])
        self.run(self.candidate.entering.agree(self.chat(second), read))

    @rule()
    def fill_in(self) -> None:
        application = self.application()
        if application is not None and not shortcomings(application, exam()):
            return
        if application is not None and has_agreed(application, exam()) and application.confirmed_at is None and self.is_open():
            self.run(self.candidate.fill_in())

    @rule(second=st.booleans(), address=st.sampled_from(["深圳市1号", "深圳市2号", "  "]))
    def change_address(self, second: bool, address: str) -> None:
        self.run(self.candidate.filling.put_field(self.chat(second), "address", address))

    @rule(index=st.integers(0, 2), level=st.sampled_from(list(Level)))
    def change_education(self, index: int, level: Level) -> None:
        self.run(self.candidate.filling.put_education(self.candidate.chat_id, index, replace(BACHELOR, level=level)))

    @rule(index=st.integers(0, 2))
    def remove_education(self, index: int) -> None:
        self.run(self.candidate.filling.remove_education(self.candidate.chat_id, index))

    @rule(second=st.booleans(), code=st.sampled_from([*CODES, "0"]))
    def stash(self, second: bool, code: str) -> None:
        self.run(self.candidate.choosing.stash(self.chat(second), code))

    @rule(target=nonces, second=st.booleans())
    def read_back(self, second: bool) -> str:
        answer = self.run(self.candidate.choosing.read_back(self.chat(second)))
        return answer.nonce if isinstance(answer, ReadBack) else "none"

    @rule(second=st.booleans(), nonce=nonces)
    def confirm(self, second: bool, nonce: str) -> None:
        before, was_open = self.application(), self.is_open()
        answer = self.run(self.candidate.choosing.confirm(self.chat(second), nonce))
        if isinstance(answer, Confirmed) and self.confirmed is None:
            assert before is not None
            assert was_open
            assert has_agreed(before, exam())
            assert not shortcomings(before, exam())
            assert before.position_code == answer.code
            self.confirmed = self.application()
            event("confirmed")

    @rule(second=st.booleans())
    def read_back_and_confirm(self, second: bool) -> None:
        self.confirm(second, self.read_back(second))

    @rule(minutes=st.sampled_from([1, 10, 60, 24 * 60]))
    def pass_time(self, minutes: int) -> None:
        self.clock.set(self.clock.now() + timedelta(minutes=minutes))

    @rule(second=st.booleans())
    def try_to_change_after_confirming(self, second: bool) -> None:
        if self.confirmed is not None:
            refused = self.run(self.candidate.choosing.stash(self.chat(second), CODES[1]))
            assert isinstance(refused, Refused)
            assert (refused.reason, refused.clause) == (Reason.ALREADY_CONFIRMED, "说明 二(五)4")

    @invariant()
    def what_is_confirmed_stays(self) -> None:
        if self.confirmed is not None:
            assert self.application() == self.confirmed

    @invariant()
    def nothing_is_confirmed_by_itself(self) -> None:
        application = self.application()
        assert self.confirmed is not None or application is None or application.confirmed_at is None

    def is_open(self) -> bool:
        return is_open(exam().window(WindowName.REGISTRATION), self.clock.now())

    def application(self) -> Application | None:
        find = applications.find_application
        return self.run(self.store.read(lambda tx: find(tx, self.candidate.account_of(tx), exam().id)))  # type: ignore[no-any-return]

    def teardown(self) -> None:
        self.run(self.store.close())
        self.loop.close()
        shutil.rmtree(self.folder)


TestOneCandidate = OneCandidate.TestCase
TestOneCandidate.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
