"""Sentences in the language of the reader. The source of every sentence is English, marked with ``T``; ``zh_CN`` is the default."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel.dates import format_datetime
from babel.numbers import format_currency
from babel.support import NullTranslations, Translations

from core.model.exam import DEFAULT_LOCALE, Text
from core.model.money import Money

LOCALES = ("zh_CN", "zh_TW", "en")
LANGUAGE_NAMES: Mapping[str, str] = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
DOMAIN = "kaoban"
_FOLDER = Path(__file__).parent


def T(source: str) -> str:  # noqa: N802 - the mark that the extraction looks for
    """Mark ``source`` as a sentence to translate; it comes back unchanged."""
    return source


def known_locale(wanted: str | None) -> str:
    """The catalogue that serves a language tag such as ``zh-Hant-HK`` or ``en_GB``; the default for anything else."""
    tag = (wanted or "").replace("-", "_").casefold()
    if tag.startswith("en"):
        return "en"
    if tag.startswith("zh") and any(part in tag for part in ("hant", "tw", "hk", "mo")):
        return "zh_TW"
    return DEFAULT_LOCALE


class Words:
    """Says things in one language, and tells instants in one zone."""

    def __init__(self, locale: str) -> None:
        self.locale = locale if locale in LOCALES else DEFAULT_LOCALE
        self._catalogue = _catalogue(self.locale)

    def __call__(self, source: str, **values: object) -> str:
        """The sentence for ``source`` with ``{name}`` places filled in."""
        sentence = self._catalogue.gettext(source) if source else ""
        return sentence.format(**values) if values else sentence

    def text(self, text: Text) -> str:
        """Words of the pack in this language."""
        return text.in_(self.locale)

    def money(self, amount: Money) -> str:
        """``¥100.00``: exact, from minor units."""
        major = f"{amount.minor // 100}.{amount.minor % 100:02d}"
        return str(format_currency(Decimal(major), amount.currency, locale=self.locale))

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """An instant with weekday, date and time in the exam's zone: ``11月18日（周三）16:00``."""
        local = at.astimezone(zone)
        return str(format_datetime(local, self(T("EEE, MMM d, HH:mm")), tzinfo=zone, locale=self.locale))

    def left(self, span: timedelta) -> str:
        """How long there is, in the two largest units: ``3天2小时``, ``48分钟``."""
        seconds = max(0, int(span.total_seconds()))
        days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
        if days:
            return self(T("{days} d {hours} h"), days=days, hours=hours)
        if hours:
            return self(T("{hours} h {minutes} min"), hours=hours, minutes=minutes)
        if minutes:
            return self(T("{minutes} min"), minutes=minutes)
        return self(T("less than a minute"))


@lru_cache(maxsize=len(LOCALES))
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(_FOLDER, [locale], DOMAIN)


@lru_cache(maxsize=len(LOCALES))
def words_in(locale: str) -> Words:
    """The words of that language; one object for each."""
    return Words(locale)
