"""The staff's group in Telegram: a topic for an escalated case, words both ways, nobody unknown is heard, nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from app.console import staffing_of
from core.model.application import Status
from core.model.staff import Role
from core.model.tickets import Agent, Author, CaseState, CloseReason
from gateways.sandbox.clock import MovableClock
from tests.flows.people import made_up
from tests.flows.talkers import Talker
from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api.forum import Group
from tests.support.facts import at
from tests.support.serving import Served, serving

GROUP = -1001234567890
WANG_AT_TELEGRAM, STRANGER = 9001, 9002


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi(MovableClock(at("11-16 10:00:00"))) as api:
        api.book.people[GROUP] = Group(GROUP)
        yield api


@pytest_asyncio.fixture
async def served(sqlite_url: str, tmp_path: Path, telegram: BotApi) -> AsyncIterator[Served]:
    """The product with a staff group, not paced: how fast a group may be written in has tests of its own."""
    settings = {"telegram_token": TOKEN, "telegram_api_base": telegram.base_url, "telegram_support_group": GROUP}
    async with serving(sqlite_url, tmp_path, telegram_group_per_minute=1000, **settings) as running:
        yield running


@pytest_asyncio.fixture
async def web(served: Served) -> AsyncIterator[Talker]:
    async with made_up(served, Status.STASHED) as talker:
        yield talker


async def escalated(served: Served, web: Talker) -> None:
    """A case that nobody has answered in time."""
    await web.says("人工", "What is it about?")
    await web.presses("Something technical", "Tell in a few words")
    await web.says("The form <won't> save", "Case 1")
    served.clock.set(at("11-16 11:05:00"))
    await served.house.services.tickets.escalating.escalate_overdue()


async def wang(served: Served, telegram: BotApi, *roles: Role) -> Agent:
    """A colleague whose Telegram is tied to the account by a code."""
    issued = await staffing_of(served.house).keeping.add("王老师", roles or (Role.AGENT,), actor="system")
    staff = next(one for one in await staffing_of(served.house).keeping.all() if one.login == issued.login)
    code = await served.house.services.tickets.linking.issue(staff.id, staff.name)
    await telegram.in_group(GROUP, WANG_AT_TELEGRAM, f"/link {code}")
    await shown(telegram, "王老师")
    return Agent(staff.id, staff.name)


async def shown(telegram: BotApi, text: str, times: int = 1) -> dict[str, object]:
    """Wait until the group shows ``text`` so many times; the newest of those messages."""

    def look() -> object:
        found = [message for message in telegram.screen(GROUP) if text in (message.get("text") or message.get("caption") or "")]
        return found[-1] if len(found) >= times else None

    return await until(look, f"{text!r} in {[message.get('text') for message in telegram.screen(GROUP)]}")


async def until(look: Callable[[], object], wanted: str) -> dict[str, object]:
    for _ in range(400):
        if (found := look()) is not None:
            return found  # type: ignore[return-value]
        await asyncio.sleep(0.02)
    raise AssertionError(f"never saw {wanted}")


def topics(telegram: BotApi) -> Group:
    group = telegram.book.people[GROUP]
    assert isinstance(group, Group)
    return group


async def test_only_an_escalated_case_has_a_topic_and_its_card_comes_first(served: Served, web: Talker, telegram: BotApi) -> None:
    await web.says("人工", "What is it about?")
    await web.presses("Using the system", "Tell in a few words")
    await web.says("Where is the form?", "Case 1")
    assert topics(telegram).topics == {}
    await served.house.services.tickets.staff.transfer(1, Agent(1, "Li"), desk="technical")
    served.clock.set(at("11-16 11:35:00"))
    await served.house.services.tickets.escalating.escalate_overdue()
    card = await shown(telegram, "Where is the form?")
    assert [topic.name for topic in topics(telegram).topics.values()] == ["🟡 1 · 系统使用、填报"]
    assert "王" not in str(card)
    assert "身份" not in str(card)


async def test_a_reply_in_the_topic_is_a_reply_to_the_candidate_and_back(served: Served, web: Talker, telegram: BotApi) -> None:
    agent = await wang(served, telegram)
    await escalated(served, web)
    thread = (await shown(telegram, "The form <won't> save"))["message_thread_id"]
    await telegram.in_group(GROUP, WANG_AT_TELEGRAM, "Try <another> browser.", thread)
    await web.sees("Try <another> browser.")
    await web.says("It works now", "Noted in case 1")
    await shown(telegram, "It works now")
    case = await served.house.services.tickets.reading.case(1)
    assert case is not None
    assert (case.ticket.claimed_by, case.ticket.state) == (agent.id, CaseState.CLAIMED)
    assert sum("Try <another> browser." in str(message.get("text")) for message in telegram.screen(GROUP)) == 1


async def test_what_is_said_at_the_console_stands_in_the_group_too(served: Served, web: Talker, telegram: BotApi) -> None:
    await escalated(served, web)
    await shown(telegram, "The form <won't> save")
    await served.house.services.tickets.staff.reply(1, Agent(77, "李老师"), "From the console")
    await served.house.services.tickets.staff.note(1, Agent(77, "李老师"), "Known since yesterday")
    await shown(telegram, "From the console")
    await shown(telegram, "Known since yesterday")
    await shown(telegram, "已答复，等考生 · 李老师")


async def test_who_is_not_tied_to_a_colleague_is_refused_once_and_nothing_is_sent(
    served: Served, web: Talker, telegram: BotApi
) -> None:
    await escalated(served, web)
    thread = (await shown(telegram, "The form <won't> save"))["message_thread_id"]
    for text in ("Send me your password", "/close", "again"):
        await telegram.in_group(GROUP, STRANGER, text, thread)
    await telegram.in_group(GROUP, STRANGER, "/link AAAAAAAA")
    await shown(telegram, "验证码")
    said = await served.house.services.tickets.reading.lines_since(1)
    assert [line.author for line in said] == [Author.CANDIDATE]
    assert await web.count("Send me your password") == 0


async def test_notes_claims_and_closing_by_command(served: Served, web: Talker, telegram: BotApi) -> None:
    await wang(served, telegram)
    await escalated(served, web)
    thread = (await shown(telegram, "The form <won't> save"))["message_thread_id"]
    await telegram.in_group(GROUP, WANG_AT_TELEGRAM, "/claim", thread)
    await web.sees("王老师 has your case 1 now")
    await telegram.in_group(GROUP, WANG_AT_TELEGRAM, "/note the browser is old", thread)
    await telegram.in_group(GROUP, WANG_AT_TELEGRAM, "/close perhaps", thread)
    await shown(telegram, "/close not_ours")
    await telegram.in_group(GROUP, WANG_AT_TELEGRAM, "/close not_ours", thread)
    await web.sees("Case 1 is closed")
    case = await served.house.services.tickets.reading.case(1)
    assert case is not None
    assert case.ticket.close_reason is CloseReason.NOT_OURS
    assert await web.count("the browser is old") == 0
    await until(lambda: True if not topics(telegram).topics[int(str(thread))].is_open else None, "the topic closed")


async def test_a_deleted_topic_is_made_anew_with_everything_in_it(served: Served, web: Talker, telegram: BotApi) -> None:
    await escalated(served, web)
    first = int(str((await shown(telegram, "The form <won't> save"))["message_thread_id"]))
    del topics(telegram).topics[first]
    await web.says("Is anybody there?", "Noted in case 1")
    again = await shown(telegram, "Is anybody there?")
    assert again["message_thread_id"] != first
    assert "The form <won't> save" in str(again["text"])


@pytest.mark.parametrize("roles", [(Role.AUDITOR,), (Role.FINANCE,)])
async def test_a_colleague_who_may_not_work_on_cases_is_nobody_here(
    served: Served, web: Talker, telegram: BotApi, roles: tuple[Role, ...]
) -> None:
    issued = await staffing_of(served.house).keeping.add("审计", roles, actor="system")
    staff = next(one for one in await staffing_of(served.house).keeping.all() if one.login == issued.login)
    code = await served.house.services.tickets.linking.issue(staff.id, staff.name)
    assert await served.house.services.tickets.linking.link(STRANGER, code) is None


async def test_who_leaves_is_nobody_in_the_group_at_once(served: Served, web: Talker, telegram: BotApi) -> None:
    agent = await wang(served, telegram)
    login = next(one.login for one in await staffing_of(served.house).keeping.all() if one.id == agent.id)
    await staffing_of(served.house).keeping.disable(login, actor="system")
    assert await served.house.services.tickets.linking.agent_of(WANG_AT_TELEGRAM) is None


async def test_an_edit_in_the_topic_changes_what_the_candidate_sees(served: Served, web: Talker, telegram: BotApi) -> None:
    await wang(served, telegram)
    await escalated(served, web)
    thread = (await shown(telegram, "The form <won't> save"))["message_thread_id"]
    said = await telegram.in_group(GROUP, WANG_AT_TELEGRAM, "Come at nine", thread)
    await web.sees("Come at nine")
    await telegram.edit(GROUP, said["message_id"], "Come at ten")
    await web.sees("Come at ten")
    assert await web.count("Come at nine") == 0
