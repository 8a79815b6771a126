"""Every kind of news about money has its words; where money goes back by hand they say so."""

from datetime import UTC, datetime

import pytest

from bot.letters import BY_HAND, WORDINGS, wording_of
from core.model.payment import PaymentLetter
from core.store.queries.outbox import Letter

NOW = datetime(2020, 11, 16, tzinfo=UTC)


def letter(kind: str, **about: str) -> Letter:
    return Letter(id=1, kind=kind, account_id=1, chat_id=None, about=about, tries=1, created_at=NOW, due_at=NOW)


@pytest.mark.parametrize("kind", PaymentLetter)
def test_news_about_money_have_words(kind: PaymentLetter) -> None:
    assert wording_of(letter(kind.value)) is not None


@pytest.mark.parametrize("kind", [PaymentLetter.LATE, PaymentLetter.DUPLICATE])
def test_money_that_goes_back_by_hand_is_told_otherwise(kind: PaymentLetter) -> None:
    assert wording_of(letter(kind.value, refund="manual")) == BY_HAND[kind.value]
    assert wording_of(letter(kind.value, refund="automatic")) == WORDINGS[kind.value]
