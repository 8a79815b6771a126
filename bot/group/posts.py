"""What is posted in a topic, in words: the card first, then everything said since the last post in as few messages as possible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import escape

from core.model.tickets import Author, Line
from core.rules.tickets import units
from core.services.tickets import TopicWork
from locales.cases import AUTHORS, CLOSINGS, SCOPES, SIGNS, STATES, card_lines, delivered, kind_name
from locales.words import T, Words

LONGEST = 4096
_LONGEST_NAME = 128
_SIGNS = {Author.CANDIDATE: "🧑", Author.STAFF: "👤", Author.BOT: "🤖", Author.NOTE: "📝"}


@dataclass(slots=True)
class Post:
    """One message for the topic: Bot API HTML, and the lines that stand in it with their deliveries as told."""

    text: str
    lines: list[tuple[Line, str]] = field(default_factory=list)


def name_of(work: TopicWork, words: Words) -> str:
    """The topic's name: number, urgency, what it is about. Nobody's data."""
    about = words(SCOPES[work.card.scope]) if work.card.scope else kind_name(words, work.card.kind)
    return f"{SIGNS[work.card.urgency]} {work.ticket.id} · {about}"[:_LONGEST_NAME]


def state_of(work: TopicWork, words: Words) -> str:
    """How the case stands, in a line; posted when it changes."""
    case = work.ticket
    said = words(STATES[case.state])
    if case.close_reason is not None:
        return f"{said} · {words(CLOSINGS[case.close_reason])}"
    return f"{said} · {case.claimed_name}" if case.claimed_name else said


def posts_of(work: TopicWork, words: Words) -> list[Post]:
    """Every message that is missing in the topic, in order. Lines that were written in the topic itself aren't repeated."""
    posts = [Post(_card(work, words))] if not work.topic.posted_state else []
    for text, line, told in _missing(work, words):
        if not posts or units(posts[-1].text) + units(text) + 2 > LONGEST:
            posts.append(Post(""))
        post = posts[-1]
        post.text = f"{post.text}\n\n{text}" if post.text else text
        if line is not None:
            post.lines.append((line, told))
    return posts


def _missing(work: TopicWork, words: Words) -> Iterator[tuple[str, Line | None, str]]:
    for line in work.lines:
        post, told = work.posts.get(line.id), _undelivered(line, words)
        if post is None:
            yield _shortened(_said(line, words, told)), line, told
        elif line.edited_at is not None and line.edited_at != post.edited_at:
            yield _shortened(f"✎ {_said(line, words, told)}"), line, told
        elif told and told != post.told:
            yield f"⚠ {escape(told)}", line, told
    state = state_of(work, words)
    if work.topic.posted_state and state != work.topic.posted_state:
        yield f"<b>{escape(state)}</b>", None, ""


def _said(line: Line, words: Words, told: str) -> str:
    who = line.name or words(AUTHORS[line.author])
    file = f"📎 {line.file.name}" if line.file else ""
    warning = f"⚠ {told}" if told else ""
    parts = [f"{_SIGNS[line.author]} <b>{escape(who)}</b>", *(str(escape(part)) for part in (line.text, file, warning) if part)]
    return "\n".join(parts)


def _undelivered(line: Line, words: Words) -> str:
    """Where a reply couldn't be delivered; empty where all is well, or it is still on its way."""
    failed = tuple(one for one in line.deliveries if one.outcome != "sent")
    return delivered(words, line.deliveries)[:200] if failed else ""


def _card(work: TopicWork, words: Words) -> str:
    lines = card_lines(work.card, words, work.now, work.zone)
    shown: Sequence[str] = [f"<b>{escape(label)}</b>: {escape(value[:600])}" for label, value in lines]
    how = words(T("Write here to answer. /note for colleagues only, /claim to take it, /close to end it."))
    return "\n".join([*shown, f"<b>{escape(state_of(work, words))}</b>", f"<i>{escape(how)}</i>"])


def _shortened(text: str) -> str:
    """One line that is longer than a message is cut; it stands whole at the console."""
    return text if units(text) <= LONGEST else f"{text[: LONGEST // 2]}…"
