"""Characters to type off a picture: only a keyed hash of them is kept, for one form."""

from datetime import datetime

import sqlalchemy as sa

from core.store.tables.gates import captcha


def add_captcha(tx: sa.Connection, *, token_hash: str, chat_id: int, answer_hash: str, expires_at: datetime) -> None:
    """New characters for a form of this chat."""
    values = {"token_hash": token_hash, "chat_id": chat_id, "answer_hash": answer_hash, "expires_at": expires_at}
    tx.execute(captcha.insert().values(**values))


def take_captcha(tx: sa.Connection, token_hash: str, chat_id: int, form_digest: str, now: datetime) -> str | None:
    """Use the characters up for one form, and return the hash of what is right; the same form may come twice."""
    statement = (
        captcha.update()
        .where(
            captcha.c.token_hash == token_hash,
            captcha.c.chat_id == chat_id,
            captcha.c.expires_at > now,
            sa.or_(captcha.c.used_at.is_(None), captcha.c.form_digest == form_digest),
        )
        .values(used_at=now, form_digest=form_digest)
        .returning(captcha.c.answer_hash)
    )
    answer_hash: str | None = tx.execute(statement).scalar_one_or_none()
    return answer_hash


def forget_captchas(tx: sa.Connection, *, expired_before: datetime) -> int:
    """Delete characters nobody can type any more; how many there were."""
    return tx.execute(captcha.delete().where(captcha.c.expires_at < expired_before)).rowcount
