"""A position code is found however it was typed."""

import pytest

from core.rules.positions import normalised_code

CODE = "99000011041001"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "９９００００１１０４１００１",
        " 9900 0011 0410 01 ",
        "9900\u30000011\u00a00410\u200b01\n",
        "职位编码：99000011041001。",
        "\ufeff99000011041001",
    ],
    ids=["as it is", "full-width", "blanks", "odd blanks", "words around it", "byte order mark"],
)
def test_a_code_is_read_in_any_width_and_with_blanks(typed: str) -> None:
    assert normalised_code(typed) == CODE


@pytest.mark.parametrize(("typed", "code"), [("xj－0001", "XJ-0001"), ("xj–0001", "XJ-0001"), ("ｘｊ 0001", "XJ0001")])
def test_letters_become_upper_case_and_dashes_plain(typed: str, code: str) -> None:
    assert normalised_code(typed) == code


@pytest.mark.parametrize("typed", ["南山 会计", "", "99000011041001 或 99000011041002", "👍"])
def test_what_is_no_single_code_comes_back_without_blanks(typed: str) -> None:
    assert normalised_code(typed) == typed.replace(" ", "")


def test_a_flood_of_text_is_cut_off() -> None:
    assert len(normalised_code("9" * 100_000)) <= 200
