"""Facts of applications for tests of rules: one good application, and changes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.model.application import Application, Degree, Education, Form, Level
from core.model.exam import Exam
from core.model.payment import PaymentVerdict
from core.packs import read_pack

SHENZHEN = ZoneInfo("Asia/Shanghai")
BUNDLED = Path(__file__).parents[2] / "exams" / "shenzhen-2021"
BACHELOR = Education(
    level=Level.BACHELOR,
    school="深圳大学",
    major="会计学",
    degree=Degree.BACHELOR,
    outside_mainland=False,
    full_time=True,
    began_on=date(2014, 9, 1),
    ended_on=date(2018, 6, 1),
)
COMPLETE = Form((BACHELOR,), "league_member", "广东省深圳市", "深圳市福田区深南大道1号")


@cache
def exam() -> Exam:
    """The bundled exam."""
    read = read_pack(BUNDLED).exam
    assert read is not None
    return read


def moment(text: str) -> datetime:
    """An instant told with its offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


def at(text: str) -> datetime:
    """An instant told in Shenzhen's time: ``11-18 16:00:00``."""
    return datetime.fromisoformat(f"2020-{text}+08:00").astimezone(UTC)


def agreed(**changes: Any) -> Application:
    """An application whose agreements are accepted, with ``changes``."""
    accepted = {text.id: text.version for text in exam().agreements}
    begun = at("11-13 10:00:00")
    return replace(Application(1, 1, exam().id, begun, accepted, agreed_at=begun), **changes)


def stashed(**changes: Any) -> Application:
    """A complete form and a stashed position, with ``changes``."""
    when = at("11-14 10:00:00")
    facts = {"photo_id": "p", "form": COMPLETE, "form_saved_at": when, "position_code": "1", "stashed_at": when}
    return agreed(**{**facts, **changes})


def confirmed(**changes: Any) -> Application:
    """A confirmed position that awaits payment, with ``changes``."""
    when = at("11-15 10:00:00")
    return stashed(**{"confirmed_at": when, "payment": PaymentVerdict.AWAITING_PAYMENT, "payment_at": when, **changes})


def paid(**changes: Any) -> Application:
    """A paid application, with ``changes``."""
    return confirmed(**{"payment": PaymentVerdict.PAID, "paid_at": at("11-15 11:00:00"), **changes})
