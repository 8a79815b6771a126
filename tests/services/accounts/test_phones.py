"""Mobile numbers of the mainland, and everything else that people type."""

import pytest

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.accounts.phones import read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "+8613812345678",
        "008613812345678",
        "86 138 1234 5678",
        "１３８１２３４５６７８",
        "(138)12345678",
    ],
)
def test_a_mobile_number_is_read_in_any_usual_writing(typed: str):
    assert read_phone(typed) == "13812345678"


def test_full_width_digits_are_read_and_digits_of_another_script_are_not():
    assert read_phone("１３８１２３４５６７８") == "13812345678"
    assert read_phone("١٣٨١٢٣٤٥٦٧٨") == Refused(Reason.PHONE_FORMAT)


@pytest.mark.parametrize("typed", ["19912345678", "17012345678", "16612345678", "15912345678"])
def test_younger_ranges_are_mobile_too(typed: str):
    assert read_phone(typed) == typed


@pytest.mark.parametrize("typed", ["075583001234", "0755-8300-1234", "+86 755 8300 1234"])
def test_a_landline_is_a_number_but_no_mobile(typed: str):
    assert read_phone(typed) == Refused(Reason.PHONE_NOT_MOBILE)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1381234567",
        "138123456789",
        "+85261234567",
        "+14155552671",
        "CALLME12345",
        "1381234567O",
        "13812345678;ext=1",
        "tel:110",
        "1" * 9000,
        "٠١٢٣٤٥٦٧٨٩٠",
        "+",
        "\x00",
    ],
)
def test_anything_else_is_no_number_of_the_mainland(typed: str):
    assert read_phone(typed) == Refused(Reason.PHONE_FORMAT)
