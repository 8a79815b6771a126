"""Usernames from before the unified platform are void (说明 二(二), 指南 三(一)): said where one is typed, with the way on.

A pack may bring a list of them, hashed. Whoever types a listed name hears the same, whether or not somebody has that name anew:
the list says something about the past, never about an account of today. Every name is hashed, so time tells nothing either.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.old_usernames import hash_in
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import Submission
from core.store.engine import Tx
from core.store.queries.old_usernames import is_listed
from core.store.queries.outbox import tell
from core.store.queries.pages import get_page

OLD_USERNAME = "old_username"
Hashed = Sequence[tuple[str, str]]


async def old_lists(means: Means, username: str) -> Hashed:
    """The username hashed for the list of every exam that has one: pairs of exam and hash. Takes some milliseconds each."""
    exams = await means.store.read(means.exams.current)
    lists = [(exam.id, exam.old_usernames) for exam in exams if exam.old_usernames is not None]
    return [(exam_id, await asyncio.to_thread(hash_in, listed, username)) for exam_id, listed in lists]


def old_refusal(tx: Tx, means: Means, lists: Hashed) -> Refused | None:
    """Why the typed name is void, ``None`` where no list has it."""
    found = next((exam_id for exam_id, hashed in lists if is_listed(tx, exam_id, hashed)), None)
    return cited(means.exams.get(tx, found), Refused(Reason.OLD_USERNAME)) if found is not None else None


def tell_old(tx: Tx, means: Means, submission: Submission, lists: Hashed, now: datetime) -> Refused | None:
    """As ``old_refusal``, and the chat is shown the ways on, once a page; the page stays open."""
    refused, page = old_refusal(tx, means, lists), get_page(tx, submission.token_hash)
    if refused is not None and page is not None:
        tell(tx, dedupe_key=f"{OLD_USERNAME}:{submission.token_hash}", kind=OLD_USERNAME, now=now, chat_id=page.chat_id)
    return refused
