"""Bank accounts: whose, of what kind, and why one is refused."""

import pytest

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.bins import CardKind, bin_of
from core.rules.identity.cards import CardReading, has_luhn_digit, read_card
from core.rules.identity.mending import Note


def card(prefix: str, length: int) -> str:
    """A number with that prefix, that length and a fitting last digit."""
    body = prefix + "0" * (length - len(prefix) - 1)
    return next(body + digit for digit in "0123456789" if has_luhn_digit(body + digit))


@pytest.mark.parametrize(
    ("prefix", "length", "bank"),
    [
        ("622848", 19, "ABC"),
        ("103", 19, "ABC"),
        ("95595", 19, "ABC"),
        ("621660", 19, "BOC"),
        ("621700", 19, "CCB"),
        ("622202", 19, "ICBC"),
        ("622588", 16, "CMB"),
        ("622155", 16, "SPABANK"),
        ("622188", 19, "PSBC"),
        ("622260", 19, "COMM"),
        ("622690", 16, "CITIC"),
        ("622660", 16, "CEB"),
        ("622622", 16, "CMBC"),
    ],
)
def test_a_debit_card_names_its_bank(prefix: str, length: int, bank: str):
    number = card(prefix, length)
    found = read_card(number, bank)
    assert isinstance(found, CardReading | Refused)
    known = bin_of(number)
    assert known is not None
    assert known.bank == bank


def test_a_debit_card_of_the_chosen_bank_passes_without_remarks():
    number = card("621700", 19)
    assert read_card(number, "CCB") == CardReading(number, "CCB", CardKind.DEBIT, ())


@pytest.mark.parametrize(("prefix", "length"), [("622836", 16), ("625336", 16), ("622820", 16), ("622707", 16)])
def test_credit_and_semi_credit_cards_are_refused(prefix: str, length: int):
    assert read_card(card(prefix, length), "ABC") == Refused(Reason.CARD_IS_CREDIT)


def test_the_same_prefix_at_another_length_says_nothing():
    assert bin_of(card("622836", 19)) is None


def test_the_longest_prefix_wins():
    assert bin_of(card("621056801", 19)) is not None


def test_an_unknown_prefix_is_only_a_remark():
    number = card("888888", 19)
    assert read_card(number, "CCB") == CardReading(number, None, None, (Note.CARD_UNKNOWN,))


def test_a_card_of_another_bank_than_the_chosen_one_is_only_a_remark():
    reading = read_card(card("621700", 19), "ICBC")
    assert isinstance(reading, CardReading)
    assert reading.notes == (Note.CARD_OF_OTHER_BANK,)


def test_a_number_as_printed_on_the_card_is_mended():
    number = card("621700", 19)
    reading = read_card(" ".join(number[i : i + 4] for i in range(0, 19, 4)), "CCB")
    assert isinstance(reading, CardReading)
    assert (reading.number, reading.notes, reading.last4) == (number, (Note.BLANKS,), number[-4:])


@pytest.mark.parametrize(
    "typed", ["", "6217", card("621700", 19)[:-1] + "x", "0" * 12, "0" * 20, "9" * 10000, "62170000000000000٠0", "<b>"]
)
def test_what_is_not_a_card_number_is_refused(typed: str):
    assert read_card(typed, "CCB") == Refused(Reason.CARD_FORMAT)


def test_one_wrong_digit_is_noticed():
    number = card("621700", 19)
    wrong = number[:10] + str((int(number[10]) + 1) % 10) + number[11:]
    assert read_card(wrong, "CCB") == Refused(Reason.CARD_FORMAT)


def test_every_prefix_of_the_table_belongs_to_one_of_the_twelve_banks():
    from core.rules.identity.bins import _table

    banks = {known.bank for known in _table().values()}
    assert banks == {"ABC", "COMM", "BOC", "CCB", "CEB", "CITIC", "CMB", "CMBC", "ICBC", "SPABANK", "PSBC", "SRCB"}
    assert len(_table()) > 1000
