"""Free words are understood into facets; facets count what they lead to; tables without a column don't offer it."""

from itertools import product

import pytest

from core.model.wishes import Facet, Wish, read_wish
from core.services.facets import Finder
from core.services.understanding import asks_what_fits, is_question, understand
from tests.positions.made import compiled

TABLES = ("county", "township", "ministry")


def finder(name: str = "county") -> Finder:
    return Finder(compiled(name))


DISTRICT, EDUCATION, FRESH, GENDER, MAJOR, HEADCOUNT = (
    Facet.DISTRICT,
    Facet.EDUCATION,
    Facet.FRESH,
    Facet.GENDER,
    Facet.MAJOR,
    Facet.HEADCOUNT,
)


@pytest.mark.parametrize(
    ("typed", "chosen", "words"),
    [
        ("江城 审计 应届 本科", {DISTRICT: ("江城",), FRESH: ("only",), EDUCATION: ("bachelor",)}, ("审计",)),
        ("江城審計應屆本科", {DISTRICT: ("江城",), FRESH: ("only",), EDUCATION: ("bachelor",)}, ("审计",)),
        ("江城市，会计学；硕士", {DISTRICT: ("江城",), MAJOR: ("会计学",), EDUCATION: ("master",)}, ()),
        ("ＡＵＤＩＴ　Ｂａｃｈｅｌｏｒ　ｗｏｍｅｎ", {EDUCATION: ("bachelor",), GENDER: ("female",)}, ("审计",)),
        ("fresh graduate accounting", {FRESH: ("only",)}, ("会计",)),
        ("研究生 三人以上", {EDUCATION: ("master",), HEADCOUNT: ("3",)}, ()),
        ("at least 2 people", {HEADCOUNT: ("2",)}, ()),
        ("想找江城的财政局岗位", {DISTRICT: ("江城",)}, ("财政局",)),
        ("江城市审计局", {}, ("江城市审计局",)),
        ("computer-science phd", {EDUCATION: ("doctor",)}, ("computer-science",)),
        ("", {}, ()),
        ("，。！", {}, ()),
    ],
)
def test_words_are_understood_in_any_width_script_and_language(
    typed: str, chosen: dict[Facet, tuple[str, ...]], words: tuple[str, ...]
) -> None:
    understood = understand(typed, finder())
    assert (dict(understood.chosen), understood.words) == (chosen, words)


def test_long_texts_and_many_words_have_an_end() -> None:
    understood = understand(" ".join(f"词{number}" for number in range(400)), finder())
    assert len(understood.words) <= 6


@pytest.mark.parametrize(
    ("typed", "fits", "asks"),
    [
        ("我能报哪些", True, False),
        ("我能报哪些？", True, True),
        ("我可以報考哪些職位", True, False),
        ("哪些职位适合我", True, False),
        ("Which positions can I apply for?", True, True),
        ("南山 会计", False, False),
        ("怎么缴费", False, True),
        ("how do I pay", False, True),
    ],
)
def test_a_question_is_told_from_a_search(typed: str, fits: bool, asks: bool) -> None:
    assert (asks_what_fits(typed), is_question(typed)) == (fits, asks)


@pytest.mark.parametrize("name", TABLES)
def test_the_number_behind_every_value_is_what_choosing_it_leaves(name: str) -> None:
    found = finder(name)
    everything = found.table.bitmaps.everything
    for first, second in product(Facet, (Facet.EDUCATION, Facet.FRESH)):
        options = found.options(second, Wish(), everything)
        base = Wish({second: (options[0].value,)}) if options and first is not second else Wish()
        for option in found.options(first, base, everything)[:6]:
            assert found.bits(base.toggled(first, option.value)).bit_count() == option.count


@pytest.mark.parametrize("name", TABLES)
def test_several_values_of_one_facet_serve_each_and_facets_narrow_each_other_down(name: str) -> None:
    found = finder(name)
    values = list(found.values(Facet.DISTRICT))[:2]
    alone = [found.bits(Wish({Facet.DISTRICT: (value,)})) for value in values]
    both = found.bits(Wish({Facet.DISTRICT: tuple(values)}))
    joined = 0
    for bits in alone:
        joined |= bits
    assert both == (joined if values else found.table.bitmaps.everything)
    narrowed = found.bits(Wish({Facet.DISTRICT: tuple(values), Facet.HEADCOUNT: ("2",)}))
    assert narrowed & ~both == 0


def test_a_table_without_a_column_does_not_offer_it() -> None:
    offered = {name: {facet for facet in Facet if finder(name).offers(facet)} for name in TABLES}
    assert Facet.LEVEL in offered["county"]
    assert all(facet in offered["county"] for facet in (EDUCATION, MAJOR, DISTRICT, FRESH, HEADCOUNT, GENDER))
    for name in TABLES:
        missing = set(Facet) - offered[name] - {Facet.MAJOR}
        assert all(len({bits for bits in finder(name).values(facet).values() if bits}) <= 1 for facet in missing)


def test_what_is_kept_of_a_wish_is_read_again_and_what_nobody_knows_any_more_is_left_out() -> None:
    wish = Wish({DISTRICT: ("江城",), FRESH: ("only",)}, ("审计",))
    kept = wish.as_json()
    assert read_wish(kept) == wish
    assert read_wish({**kept, "chosen": {**kept["chosen"], "colour": ["red"]}}) == wish
    assert read_wish({}) == Wish()
    assert finder().bits(Wish({DISTRICT: ("nowhere",)})) == 0
