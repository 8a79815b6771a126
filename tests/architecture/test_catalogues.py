"""Translations keep what the screen depends on: markup, blanks, signs, the right script; no marked sentence is overlooked."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from locales.words import LOCALES, Words
from tests.architecture.source import ROOT, Source, expect_none, sources

SPEAKING = ("app", "bot", "gateways", "locales", "web", "webhooks")
CHINESE = {"zh_CN": "gb2312", "zh_TW": "big5"}  # what each script can write: neither set has the other's characters
HAN = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?()]|[,;:!?()][\u3400-\u9fff]")
SIGNS = re.compile(r"</?[a-z]+>|[‹›·×✓✅⚠⏳☎\U0001f300-\U0001faff]")
EDGES = re.compile(r"^\s*|\s*$")
TIME_PATTERNS = {"EEE, MMM d, HH:mm"}


@cache
def messages(locale: str) -> tuple[Message, ...]:
    with (ROOT / "locales" / locale / "LC_MESSAGES" / "kaoban.po").open("rb") as file:
        return tuple(message for message in read_po(file, ignore_obsolete=True) if message.id)


@pytest.mark.parametrize("package", SPEAKING)
def test_no_marked_sentence_is_overlooked(package: str) -> None:
    """The extraction reads tokens: a mark inside an f-string is invisible to it, and the sentence would stay English."""
    known = {message.id for message in messages("en")}
    expect_none([place for source in sources(package) for place, sentence in _marked(source) if sentence not in known])


@pytest.mark.parametrize("locale", LOCALES)
def test_markup_signs_and_outer_blanks_are_those_of_the_source(locale: str) -> None:
    expect_none([one.id for one in messages(locale) if _frame(one.id) != _frame(one.string)])


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_compiled_is_what_the_catalogue_says(locale: str) -> None:
    """``make`` compiles; a catalogue that Babel takes for a draft would be skipped without a word."""
    words = Words(locale)
    expect_none([one.id for one in messages(locale) if words(one.id) != one.string])


def test_english_is_its_own_source() -> None:
    expect_none([one.id for one in messages("en") if one.string != one.id])


@pytest.mark.parametrize("locale", CHINESE)
def test_every_character_belongs_to_the_script_of_the_language(locale: str) -> None:
    foreign = [f"{odd}: {one.string}" for one in messages(locale) if (odd := _unwritable(one.string, CHINESE[locale]))]
    expect_none(foreign)


@pytest.mark.parametrize("locale", CHINESE)
def test_chinese_sentences_have_full_width_punctuation(locale: str) -> None:
    expect_none([one.string for one in messages(locale) if one.id not in TIME_PATTERNS and HALF_WIDTH.search(one.string)])


def _marked(source: Source) -> Iterator[tuple[str, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "T":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield f"{source.path}:{node.lineno}", argument.value


def _frame(sentence: str) -> tuple[list[str], list[str]]:
    return sorted(SIGNS.findall(sentence)), EDGES.findall(sentence)


def _unwritable(sentence: str, script: str) -> str:
    return "".join(one for one in HAN.findall(sentence) if not one.encode(script, "ignore"))
