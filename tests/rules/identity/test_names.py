"""Names stay as typed; what is doubtful is pointed out, what can't be a name is refused."""

import pytest

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.names import LONGEST, Doubt, NameReading, Remark, read_name

DOT = "\u00b7"


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "欧阳娜娜",
        f"阿卜杜拉{DOT}买买提",
        "赵〇",
        "\u4dae",
        "\U00020000\U00030000\U00031350\U0003347f",
        "John O'Brien-Smith",
        "J. R. R. Tolkien",
        "Nguyễn Thị Minh Khai",
        "王" * 25,
        "王" * LONGEST,
    ],
)
def test_a_real_name_is_taken_as_it_is(name: str):
    assert read_name(name) == NameReading(name, (), None)


def test_blanks_around_a_name_belong_to_the_keyboard():
    assert read_name("\u3000 张三\n") == NameReading("张三", (), None)


@pytest.mark.parametrize("dot", ["\u2022", "\u30fb", "\u2027", ".", "\uff0e", "\uff65", "\u2219"])
def test_another_dot_is_pointed_out_with_the_interval_dot(dot: str):
    reading = read_name(f"买买提{dot}艾力")
    assert reading == NameReading(f"买买提{dot}艾力", (Remark(Doubt.DOT, dot, DOT),), f"买买提{DOT}艾力")


def test_a_private_use_character_is_pointed_out_with_its_unicode_twin():
    reading = read_name("李\ue863")
    assert reading == NameReading("李\ue863", (Remark(Doubt.PRIVATE_USE, "\ue863", "\u4dae"),), "李\u4dae")


def test_a_private_use_character_that_nobody_knows_has_no_twin():
    assert read_name("李\uf123") == NameReading("李\uf123", (Remark(Doubt.PRIVATE_USE, "\uf123", None),), None)


@pytest.mark.parametrize(("character", "twin"), [("\uf900", "\u8c48"), ("\ufa19", "\u795e"), ("\U0002f804", "\u4f60")])
def test_a_compatibility_ideograph_is_pointed_out_and_kept_raw(character: str, twin: str):
    reading = read_name(f"王{character}")
    assert reading == NameReading(f"王{character}", (Remark(Doubt.COMPATIBILITY, character, twin),), f"王{twin}")


@pytest.mark.parametrize("character", ["\ufa0e", "\ufa11", "\ufa29"])
def test_the_unified_ones_inside_the_compatibility_block_are_no_doubt(character: str):
    assert read_name(f"王{character}") == NameReading(f"王{character}", (), None)


def test_a_radical_in_the_place_of_its_character_is_pointed_out():
    assert read_name("王\u2f00") == NameReading("王\u2f00", (Remark(Doubt.COMPATIBILITY, "\u2f00", "\u4e00"),), "王\u4e00")


def test_an_inner_blank_and_full_width_letters_are_pointed_out():
    assert read_name("张 三") == NameReading("张 三", (Remark(Doubt.INNER_BLANK, " ", ""),), "张三")
    assert read_name("\uff2aohn") == NameReading("\uff2aohn", (Remark(Doubt.FULL_WIDTH, "\uff2a", "J"),), "John")


def test_a_variation_selector_is_pointed_out():
    assert read_name("葛\U000e0100") == NameReading("葛\U000e0100", (Remark(Doubt.VARIATION_SELECTOR, "\U000e0100", ""),), "葛")


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("张3", "U+0033 3"),
        ("张３", "U+FF13 ３"),
        ("<b>张</b>", "U+003C <, U+003E >, U+002F /"),
        ("张\x00三", "U+0000"),
        ("张\u200b三", "U+200B"),
        ("张\u202e三", "U+202E"),
        ("张\n三", "U+000A"),
        ("张😀", "U+1F600 😀"),
        ("{{7}}", "U+007B {, U+0037 7, U+007D }"),
        ("张\u3000三", "U+3000"),
    ],
)
def test_what_is_no_part_of_a_name_is_refused_by_code_point(typed: str, about: str):
    assert read_name(typed) == Refused(Reason.NAME_CHARACTERS, about=(about,))


def test_an_empty_and_an_endless_name_are_refused():
    assert read_name(" \u3000") == Refused(Reason.NAME_MISSING)
    assert read_name("王" * (LONGEST + 1)) == Refused(Reason.NAME_TOO_LONG, about=(str(LONGEST),))
