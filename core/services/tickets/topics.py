"""The books of the staff's group: which cases have a topic there, what of each still has to be posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from core.model.tickets import Card, Line, Ticket
from core.services.tickets.reading import Reading
from core.services.tickets.setting import Setting
from core.store.engine import Tx
from core.store.queries import tickets, tickets_topics
from core.store.queries import tickets_lines as lines
from core.store.queries.tickets_topics import Post, Topic

_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class TopicWork:
    """A case and its topic side by side.

    :ivar lines: everything said; ``posts`` tells which of it stands in the topic already.
    :ivar revision: the state of the case that is up to date once all of this is posted.
    """

    topic: Topic
    ticket: Ticket
    card: Card
    lines: Sequence[Line]
    posts: Mapping[int, Post]
    revision: int
    now: datetime
    zone: tzinfo


class Topics:
    """Reads what is behind, writes down what was done."""

    def __init__(self, setting: Setting, reading: Reading) -> None:
        self._setting = setting
        self._reading = reading

    async def behind(self, group_id: int) -> list[int]:
        """Numbers of escalated cases whose topic isn't up to date."""
        return await self._setting.store.read(lambda tx: tickets_topics.behind(tx, group_id, _AT_ONCE))

    async def work(self, ticket_id: int, group_id: int) -> TopicWork:
        """The case with its topic, which is noted down where it isn't there yet. Raises ``NotFound``."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> TopicWork:
            case = tickets.get_ticket(tx, ticket_id)
            exam, topic = self._setting.exam_of(tx, case), tickets_topics.topic_of(tx, ticket_id, group_id)
            if topic.posted_state:
                tickets_topics.mark_own(tx, ticket_id, group_id)
            said, posts = lines.lines_since(tx, ticket_id), tickets_topics.posts_of(tx, ticket_id)
            card, revision = self._reading.card_in(tx, case, now), tickets.revision_of(tx, ticket_id)
            return TopicWork(topic, case, card, said, posts, revision, now, exam.tz if exam else UTC)

        return await self._setting.store.write(work)

    async def file(self, ticket_id: int, file_id: int) -> bytes:
        """The bytes of a file of the case. Raises ``NotFound``."""
        return (await self._reading.file(ticket_id, file_id))[1]

    async def made(self, ticket_id: int, thread_id: int) -> None:
        """The topic was made."""
        await self._setting.store.write(lambda tx: tickets_topics.change_topic(tx, ticket_id, thread_id=thread_id))

    async def gone(self, ticket_id: int) -> None:
        """Somebody has deleted the topic: everything has to be posted anew."""
        await self._setting.store.write(lambda tx: tickets_topics.forget(tx, ticket_id))

    async def posted(self, marks: Sequence[tuple[Line, int, str]]) -> None:
        """These lines stand there now: line, number of the post, deliveries as told."""

        def work(tx: Tx) -> None:
            for line, post_id, told in marks:
                tickets_topics.mark_post(tx, line.id, post_id, line.edited_at, told)

        await self._setting.store.write(work)

    async def settled(self, ticket_id: int, revision: int, state: str, *, is_open: bool) -> None:
        """The topic is up to date with that state of the case."""
        values = {"posted_revision": revision, "posted_state": state, "is_open": is_open}
        await self._setting.store.write(lambda tx: tickets_topics.change_topic(tx, ticket_id, **values))

    async def ticket_in(self, group_id: int, thread_id: int) -> int | None:
        """The case of that topic."""
        return await self._setting.store.read(lambda tx: tickets_topics.ticket_in(tx, group_id, thread_id))

    async def said_there(self, source: str, post_id: int) -> None:
        """A line was written in the topic itself: it stands there already."""

        def work(tx: Tx) -> None:
            line = lines.line_of_source(tx, source)
            if line is not None:
                tickets_topics.mark_post(tx, line.id, post_id, line.edited_at, "")

        await self._setting.store.write(work)

    async def zone(self) -> tzinfo:
        """The zone in which instants are told in the group: that of the first exam."""
        return await self._setting.store.glance(lambda tx: next((exam.tz for exam in self._setting.exams.current(tx)), UTC))

    async def line_of(self, source: str) -> Line | None:
        """The line that was written as that message."""
        return await self._setting.store.read(lambda tx: lines.line_of_source(tx, source))
