"""The registration form and the admission ticket on paper: what stands on them, and what never may."""

import asyncio
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unicodedata import category

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from core.errors import Rejected
from core.model.sheets import EducationRow, SheetValues, strings_of
from core.ports import Sheet
from gateways.printing import FontSet, TypstPrinter
from tests.gateways.drawings import jpeg, portrait
from tests.gateways.sheets import FORM, TICKET, sheet

BOTH = pytest.mark.parametrize("values", [FORM, TICKET], ids=["form", "ticket"])
A4 = (595, 842)
MARGIN = 53
SIGNED = "KB1.MjAyMDEyMDYwNDE3.kqZ0f3mS8hT2c1bXv9aYpw"
HOSTILE = '#panic("x") #import "/etc/passwd" $x^2$ *b* _i_ `c` <l> @r \'q\' \\n // /* -- ... [a] {b} = H'


@pytest.fixture(scope="module")
def printer() -> Iterator[TypstPrinter]:
    opened = TypstPrinter(FontSet(Path("/nonexistent")))
    yield opened
    opened.close()


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    """The text of the PDF as it is copied, without the breaks of lines."""
    return "".join("".join(pages(pdf)).split())


def places_of(pdf: bytes, letter: str) -> list[float]:
    """Where each ``letter`` of the first page begins, from the left edge in points."""
    places: list[float] = []

    def note(found: str, transformation: list[float], *_: object) -> None:
        if letter in found:
            places.append(transformation[4])

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return places


def squeezed(words: str) -> str:
    return "".join(words.split())


# what stands on them


@BOTH
async def test_every_word_of_the_sheet_is_on_paper_and_can_be_searched_and_copied(
    printer: TypstPrinter, values: SheetValues
) -> None:
    pdf = await printer.print(sheet(values, qr=SIGNED))
    found = text(pdf)
    assert [words for words in strings_of(values) if squeezed(words) not in found] == []


@BOTH
async def test_a_sheet_of_one_candidate_is_one_page_of_a4(printer: TypstPrinter, values: SheetValues) -> None:
    pdf = await printer.print(sheet(values, photo=jpeg(portrait()), qr=SIGNED))
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert tuple(round(float(side)) for side in page.mediabox[2:]) == A4
    assert len(pdf) < 150_000


@BOTH
@pytest.mark.parametrize(
    "name", ["䶮", "𬱖", "㛃", "堃", "喆", "𰻞", "欧阳𬱖㛃", "骨直令", "阿卜杜拉·买买提江", "Jean-Luc O'Neill", "李 四", "Müller"]
)
async def test_a_rare_name_is_printed_as_the_bank_holds_it(printer: TypstPrinter, values: SheetValues, name: str) -> None:
    assert printer.uncovered(name) == ""
    assert squeezed(name) in text(await printer.print(sheet(values, name=name)))


@BOTH
async def test_every_letter_comes_from_the_simplified_chinese_face(printer: TypstPrinter, values: SheetValues) -> None:
    pdf = await printer.print(sheet(values, name="骨直令"))
    names = {str(font.get_object()["/BaseFont"]) for font in PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values()}
    assert names
    assert all("NotoSansCJKsc" in name for name in names)


@BOTH
async def test_the_photo_and_the_code_are_on_paper_and_described(printer: TypstPrinter, values: SheetValues) -> None:
    bare = PdfReader(BytesIO(await printer.print(sheet(values))))
    full_pdf = await printer.print(sheet(values, photo=jpeg(portrait()), qr=SIGNED))
    assert len(bare.pages[0].images) == 0
    sizes = [image.image.size for image in PdfReader(BytesIO(full_pdf)).pages[0].images if image.image]
    assert (413, 531) in sizes
    assert len(sizes) == 2


async def test_what_is_empty_shows_as_a_dash(printer: TypstPrinter) -> None:
    without = text(await printer.print(sheet(FORM, email="", political_status="")))
    assert "政治面貌—" in without
    assert "电子邮箱—" in without


async def test_a_ticket_without_papers_or_notes_is_still_a_ticket(printer: TypstPrinter) -> None:
    assert "座位号24" in text(await printer.print(sheet(TICKET, papers=(), notes=())))


# long and many


async def test_a_form_of_many_educations_goes_on_over_the_page_with_its_header(printer: TypstPrinter) -> None:
    many = tuple(
        EducationRow("大学专科", "无", f"某某职业技术学院第{n}分校", "应用电子技术", "非全日制", "2014-09 至 2018-06")
        for n in range(20)
    )
    first, second, *_ = pages(await printer.print(sheet(FORM, educations=many)))
    assert "毕业院校" in first
    assert "毕业院校" in second
    found = squeezed(first + second)
    assert all(row.school in found for row in many)


async def test_a_long_run_of_letters_breaks_and_stays_whole_when_copied(printer: TypstPrinter) -> None:
    address = "a" * 120 + "@example.com"
    pdf = await printer.print(sheet(FORM, email=address))
    assert address in text(pdf)
    assert max(places_of(pdf, "a")) < A4[0] - MARGIN


# values are inert


@pytest.mark.parametrize("field", ["name", "address", "exam_title", "household", "document_number"])
async def test_markup_in_the_form_prints_letter_for_letter(printer: TypstPrinter, field: str) -> None:
    assert squeezed(HOSTILE) in text(await printer.print(sheet(FORM, **{field: HOSTILE})))


@pytest.mark.parametrize("field", ["name", "venue", "address", "room", "ticket_number"])
async def test_markup_in_the_ticket_prints_letter_for_letter(printer: TypstPrinter, field: str) -> None:
    assert squeezed(HOSTILE) in text(await printer.print(sheet(TICKET, **{field: HOSTILE})))


async def test_quotes_and_spaces_of_a_name_are_not_made_prettier(printer: TypstPrinter) -> None:
    (page,) = pages(await printer.print(sheet(TICKET, name='O\'Neill "Bo" -- Jr...')))
    assert 'O\'Neill "Bo" -- Jr...' in page


async def test_a_photo_that_is_none_prints_nothing(printer: TypstPrinter) -> None:
    with pytest.raises(Rejected) as refused:
        await printer.print(sheet(TICKET, photo=b"not a photo"))
    assert refused.value.code == "unprintable"


async def test_a_code_too_long_for_its_square_prints_nothing(printer: TypstPrinter) -> None:
    with pytest.raises(Rejected) as refused:
        await printer.print(sheet(TICKET, qr="x" * 5000))
    assert refused.value.code == "unprintable"


# the same sheet, the same bytes


@BOTH
async def test_the_same_sheet_gives_the_same_bytes_in_any_printer(printer: TypstPrinter, values: SheetValues) -> None:
    asked = sheet(values, photo=jpeg(portrait()), qr=SIGNED)
    other = TypstPrinter(FontSet(Path("/nonexistent")), workers=1)
    first, second, third = await printer.print(asked), await printer.print(asked), await other.print(asked)
    other.close()
    assert first == second == third


async def test_the_date_in_the_file_is_that_of_printing(printer: TypstPrinter) -> None:
    asked = sheet(TICKET)
    later = replace(asked, printed_at=asked.printed_at + timedelta(seconds=1))
    pdf = await printer.print(asked)
    metadata = PdfReader(BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.creation_date == asked.printed_at
    assert pdf != await printer.print(later)


@BOTH
async def test_the_file_says_that_it_is_for_archives_and_for_readers_of_every_kind(
    printer: TypstPrinter, values: SheetValues
) -> None:
    reader = PdfReader(BytesIO(await printer.print(sheet(values))))
    catalogue = reader.trailer["/Root"]
    declared = catalogue["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in declared
    assert b"<pdfuaid:part>1</pdfuaid:part>" in declared
    assert str(catalogue["/Lang"]).lower() == "zh-cn"
    assert reader.metadata is not None
    assert reader.metadata.title == f"{values.exam_title} {values.labels.sheet}"


# what no font draws


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("王小明", ""),
        ("王\ue863", "\ue863"),  # private use: 䶮 as some banks hold it
        ("\U00022a38\U0002ceb0王\U00022a38", "\U00022a38\U0002ceb0"),
        ("😀王😀", "😀"),
        ("王\ufe00", "\ufe00"),
        ("王\u200b", "\u200b"),
        ("王\t明", "\t"),
        ("", ""),
    ],
)
def test_what_no_font_draws_is_named_once_and_in_order(printer: TypstPrinter, name: str, lacking: str) -> None:
    assert printer.uncovered(name) == lacking


@BOTH
async def test_a_sheet_with_a_character_no_font_draws_is_never_printed(printer: TypstPrinter, values: SheetValues) -> None:
    with pytest.raises(Rejected) as refused:
        await printer.print(sheet(values, name="王\U00022a38"))
    assert refused.value.code == "uncovered"
    assert "\U00022a38" in str(refused.value)


def test_the_common_characters_are_all_covered(printer: TypstPrinter) -> None:
    unified = "".join(map(chr, range(0x4E00, 0x9FF0)))
    assert printer.uncovered(unified) == ""
    extension_a = [chr(code) for code in range(0x3400, 0x4DB6) if category(chr(code)) == "Lo"]
    assert len(printer.uncovered("".join(extension_a))) == 0


def rare_font(folder: Path, code: int) -> None:
    """A font called Hanazono that draws one square, at ``code``."""
    pen = TTGlyphPen(None)
    for corner, (x, y) in enumerate([(100, 0), (100, 800), (900, 800), (900, 0)]):
        (pen.lineTo if corner else pen.moveTo)((x, y))
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap({code: "square"})
    builder.setupGlyf({".notdef": square, "square": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 100), "square": (1000, 100)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "HanaMinB", "styleName": "Regular", "psName": "HanaMinB"})
    builder.setupOS2()
    builder.setupPost()
    (folder / "hanazono").mkdir()
    builder.save(folder / "hanazono" / "HanaMinB.ttf")


async def test_a_font_for_rare_characters_is_used_where_the_machine_has_it(tmp_path: Path) -> None:
    rare_font(tmp_path, 0x22A38)
    fonts = FontSet(tmp_path)
    printer = TypstPrinter(fonts, workers=1)
    assert [font.family for font in fonts.rare] == ["HanaMinB"]
    assert [font.family for font in fonts.missing] == ["HanaMinA", "BabelStone Han"]
    pdf = await printer.print(sheet(TICKET, name="王\U00022a38"))
    printer.close()
    assert "王\U00022a38" in text(pdf)


# off the event loop


async def test_printing_many_leaves_the_event_loop_free_and_mixes_nobody_up(printer: TypstPrinter) -> None:
    asked: list[Sheet] = [sheet(TICKET, name=f"考生第{n}号", seat=str(n)) for n in range(12)]
    printing = asyncio.gather(*(printer.print(one) for one in asked))
    turns = 0
    while not printing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 5
    assert [f"考生第{n}号" in text(pdf) for n, pdf in enumerate(await printing)] == [True] * 12


def test_the_templates_hold_no_words() -> None:
    import gateways.printing

    for template in (Path(gateways.printing.__file__).parent / "templates").glob("*.typ"):
        assert not any("一" <= char <= "鿿" for char in template.read_text(encoding="utf-8"))


@BOTH
def test_every_label_has_its_place_on_the_sheet(values: SheetValues) -> None:
    assert all(getattr(values.labels, field.name) for field in fields(values.labels))
