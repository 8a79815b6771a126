"""Every text there is can be read in every language, and every refusal has its words and, where the notice speaks, its clause."""

import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from core.model.exam import Exam
from core.model.reasons import Reason
from core.packs import read_pack
from locales.reasons import SENTENCES
from tests.architecture.source import ROOT, expect_none

LOCALES = ROOT / "locales"
TEMPLATE = LOCALES / "kaoban.pot"
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/kaoban.po"))
PLACES = {"at", "0", "1", "2", "3"}
CLAUSES = {
    Reason.AGREEMENTS_NOT_READ: "说明 二(三)",
    Reason.AGREEMENTS_NOT_ACCEPTED: "说明 二(三)",
    Reason.PHOTO_MISSING: "说明 二(四)",
    Reason.EDUCATION_MISSING: "说明 二(四)",
    Reason.EDUCATION_LEVEL_MISSING: "说明 二(四)",
    Reason.EDUCATION_MAJOR_MISSING: "说明 二(四)",
    Reason.FORM_INCOMPLETE: "说明 二(四)",
    Reason.ABANDONED_UNCONFIRMED: "说明 二(五)3",
    Reason.ALREADY_CONFIRMED: "说明 二(五)4",
    Reason.ABANDONED_UNPAID: "说明 二(六)",
    Reason.NOT_PAID: "说明 二(七)",
    Reason.FORM_PRINT_NOT_OPEN: "说明 二(七)",
    Reason.FORM_PRINT_OVER: "说明 二(七)",
    Reason.TICKET_NOT_OPEN: "说明 二(八)",
    Reason.BANK_MISMATCH: "说明 三(一)",
    Reason.DOCUMENT_USED: "指南 二(一)",
    Reason.CARD_IS_CREDIT: "指南 三(三)",
}


def test_every_reason_has_a_sentence() -> None:
    assert set(Reason) - set(SENTENCES) == set()


def test_places_in_a_refusal_are_the_instant_or_numbered() -> None:
    odd = {
        reason: _places(sentence) for reason, sentence in SENTENCES.items() if not _places(sentence) <= {"at", "0", "1", "2", "3"}
    }
    assert odd == {}


@pytest.mark.parametrize("reason", CLAUSES, ids=lambda reason: reason.name)
def test_where_the_notice_speaks_the_bundled_pack_names_the_clause(reason: Reason) -> None:
    assert _bundled().clause_of(reason) == CLAUSES[reason]


def test_the_template_is_what_the_source_says() -> None:
    if not TEMPLATE.exists():
        pytest.skip("there is no template yet: make catalogues")
    assert _ids(_read(TEMPLATE)) == _extracted(), "make catalogues brings the template up to date"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_complete(catalogue: Path) -> None:
    messages = {message.id: message for message in _read(catalogue) if message.id}
    assert _extracted() - set(messages) == set(), "make catalogues adds what is new"
    expect_none([message.id for message in messages.values() if not message.string or message.fuzzy])


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_has_the_places_of_its_source(catalogue: Path) -> None:
    changed = [message.id for message in _read(catalogue) if message.id and message.string and _odd_places(message)]
    expect_none(changed)


@cache
def _bundled() -> Exam:
    exam = read_pack(ROOT / "exams" / "shenzhen-2021").exam
    assert exam is not None
    return exam


@cache
def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, ignore_obsolete=True)


def _ids(catalogue: Catalog) -> set[str]:
    return {message.id for message in catalogue if message.id}


@cache
def _extracted() -> set[str]:
    with (LOCALES / "extract.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "extract.cfg")
    keywords = {**DEFAULT_KEYWORDS, "T": None, "N": None}
    return {found[2] for found in extract_from_dir(ROOT, methods, options, keywords, directory_filter=_is_ours)}


def _is_ours(folder: str) -> bool:
    path = Path(folder).relative_to(ROOT)
    return path.parts[0] in {"app", "bot", "gateways", "locales", "web", "webhooks"}


def _places(sentence: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def _odd_places(message: Message) -> bool:
    return _places(str(message.id)) != _places(str(message.string))
