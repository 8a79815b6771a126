"""Applications and photos: load as dataclasses, save changed facts, each save counted in ``revision``."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.application import Application, Degree, Education, Form, Level
from core.model.payment import PaymentVerdict
from core.store.engine import locked
from core.store.tables.applications import application, photo

_APPLICATIONS = sa.select(
    application.c.id,
    application.c.account_id,
    application.c.exam,
    application.c.created_at,
    application.c.accepted,
    application.c.agreed_at,
    application.c.photo_id,
    application.c.form,
    application.c.form_saved_at,
    application.c.position_code,
    application.c.stashed_at,
    application.c.confirmed_at,
    application.c.payment,
    application.c.payment_at,
    application.c.paid_at,
    application.c.revision,
)
# Built once: every update asks these, and building a statement costs five times as much as running it.
_OF_ACCOUNT = _APPLICATIONS.where(
    application.c.account_id == sa.bindparam("account_id"), application.c.exam == sa.bindparam("exam")
)
_OF_ACCOUNT_LOCKED = locked(_OF_ACCOUNT)
_BY_ID = _APPLICATIONS.where(application.c.id == sa.bindparam("application_id"))
_BY_ID_LOCKED = locked(_BY_ID)
_SAVE = application.update().where(application.c.id == sa.bindparam("of")).values(revision=application.c.revision + 1)

_CHOOSERS = sa.select(application.c.account_id, application.c.position_code).where(
    application.c.exam == sa.bindparam("exam"), application.c.position_code.in_(sa.bindparam("codes", expanding=True))
)
_CODES_AT_ONCE = 500


def choosers(tx: sa.Connection, exam: str, codes: Sequence[str]) -> list[tuple[int, str]]:
    """Accounts that stashed or confirmed one of these positions, with its code."""
    found: list[tuple[int, str]] = []
    for start in range(0, len(codes), _CODES_AT_ONCE):
        rows = tx.execute(_CHOOSERS, {"exam": exam, "codes": list(codes[start : start + _CODES_AT_ONCE])})
        found += [(int(account_id), str(code)) for account_id, code in rows]
    return found


def find_application(tx: sa.Connection, account_id: int, exam: str, *, lock: bool = False) -> Application | None:
    """The account's application in that exam; ``lock`` holds its row until the transaction ends."""
    row = tx.execute(_OF_ACCOUNT_LOCKED if lock else _OF_ACCOUNT, {"account_id": account_id, "exam": exam}).first()
    return _read(row) if row else None


def get_application(tx: sa.Connection, application_id: int, *, lock: bool = False) -> Application | None:
    """The application with that id; ``lock`` holds its row until the transaction ends."""
    row = tx.execute(_BY_ID_LOCKED if lock else _BY_ID, {"application_id": application_id}).first()
    return _read(row) if row else None


def begin_application(tx: sa.Connection, account_id: int, exam: str, now: datetime) -> Application:
    """The account's one application in the exam, locked; made without any facts where there is none (说明 二(五)1)."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    values = {"account_id": account_id, "exam": exam, "created_at": now, "accepted": {}, "form": write_form(Form())}
    tx.execute(dialect.insert(application).values(**values).on_conflict_do_nothing(index_elements=["account_id", "exam"]))
    begun = find_application(tx, account_id, exam, lock=True)
    assert begun is not None
    return begun


def save(tx: sa.Connection, application_id: int, **facts: object) -> None:
    """Write changed facts and count the change."""
    if isinstance(form := facts.get("form"), Form):
        facts["form"] = write_form(form)
    tx.execute(_SAVE, {"of": application_id, **facts})


def save_read_back(tx: sa.Connection, application_id: int, nonce_hash: str, revision: int) -> None:
    """Remember the one read-back that may be confirmed."""
    values = {"read_back_hash": nonce_hash, "read_back_revision": revision}
    tx.execute(application.update().where(application.c.id == application_id).values(**values))


def read_back(tx: sa.Connection, application_id: int) -> tuple[str | None, int | None]:
    """Hash of the last read-back's nonce, and the revision that was read back."""
    query = sa.select(application.c.read_back_hash, application.c.read_back_revision).where(application.c.id == application_id)
    row = tx.execute(query).one()
    return row.read_back_hash, row.read_back_revision


def add_photo(tx: sa.Connection, photo_id: str, account_id: int, jpeg: bytes, size: tuple[int, int], now: datetime) -> None:
    """Keep a photo that may be accepted later."""
    values = {"id": photo_id, "account_id": account_id, "jpeg": jpeg, "width": size[0], "height": size[1], "taken_in_at": now}
    tx.execute(photo.insert().values(**values))


def get_photo(tx: sa.Connection, photo_id: str, account_id: int) -> bytes | None:
    """The photo as JPEG, only to the account that sent it."""
    query = sa.select(photo.c.jpeg).where(photo.c.id == photo_id, photo.c.account_id == account_id)
    jpeg: bytes | None = tx.execute(query).scalar()
    return jpeg


def forget_photos(tx: sa.Connection, account_id: int, keep: str) -> None:
    """Drop the account's photos that are neither ``keep`` nor part of an application."""
    used = sa.select(application.c.photo_id).where(application.c.account_id == account_id, application.c.photo_id.is_not(None))
    tx.execute(photo.delete().where(photo.c.account_id == account_id, photo.c.id != keep, photo.c.id.not_in(used)))


def write_form(form: Form) -> dict[str, Any]:
    """A form as JSON values."""
    return {
        "educations": [_write_education(education) for education in form.educations],
        "political_status": form.political_status,
        "household": form.household,
        "address": form.address,
        "email": form.email,
        "breaks_confirmed": form.breaks_confirmed,
    }


def _write_education(education: Education) -> dict[str, Any]:
    return {
        "level": int(education.level),
        "school": education.school,
        "major": education.major,
        "degree": education.degree.value,
        "outside_mainland": education.outside_mainland,
        "full_time": education.full_time,
        "began_on": education.began_on.isoformat(),
        "ended_on": education.ended_on.isoformat(),
    }


def read_form(plain: Mapping[str, Any]) -> Form:
    """A form from JSON values."""
    educations = tuple(
        Education(
            level=Level(one["level"]),
            school=one["school"],
            major=one["major"],
            degree=Degree(one["degree"]),
            outside_mainland=one["outside_mainland"],
            full_time=one["full_time"],
            began_on=date.fromisoformat(one["began_on"]),
            ended_on=date.fromisoformat(one["ended_on"]),
        )
        for one in plain.get("educations", ())
    )
    rest = {name: value for name, value in plain.items() if name != "educations"}
    return Form(educations=educations, **rest)


def _read(row: sa.Row[Any]) -> Application:
    facts = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    facts["form"] = read_form(facts["form"])
    facts["payment"] = PaymentVerdict(facts["payment"]) if facts["payment"] else None
    return Application(**facts)
