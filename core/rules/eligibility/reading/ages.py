"""Phrases of age: two dates of birth, a span of years, a limit, and what is relaxed for whom; years as the pack's dates."""

from datetime import date

from core.model.conditions import AgeRequired, NotUnderstood
from core.model.exam import AgeSpan, Terms
from core.rules.eligibility.reading.setting import Setting


def read_age(phrase: str, setting: Setting) -> AgeRequired | NotUnderstood | None:
    """The ages a phrase takes. What it says besides and can't be read makes it something to ask."""
    vocabulary = setting.vocabulary
    dates = vocabulary.match("phrases.age_dates", phrase) or vocabulary.match("phrases.age_born_after", phrase)
    if dates:
        return _of_dates(phrase, dates.groupdict())
    if not vocabulary.has("phrases.age_words", phrase):
        return None
    relaxed = vocabulary.match("phrases.age_relaxed", phrase)
    low, high = _span(phrase[: relaxed.start()] if relaxed else phrase, setting)
    if low is None and high is None:
        return NotUnderstood(phrase, "age")
    is_unsure = relaxed is not None and not vocabulary.has("phrases.age_relaxed_who", phrase)
    return dated(AgeSpan(phrase, low, high, int(relaxed["high"]) if relaxed else None), setting.terms, setting.year, is_unsure)


def dated(span: AgeSpan, terms: Terms, year: int | None, is_unsure: bool = False) -> AgeRequired:
    """An age in years with the dates that the pack says it means; a bound the pack is silent about stays in years."""
    from_of = {one.years: one.born_from for one in terms.ages if one.born_from}
    until_of = {one.years: one.born_until for one in terms.ages if one.born_until}
    return AgeRequired(
        span.words,
        span.low,
        span.high,
        span.relaxed_high,
        is_unsure,
        year,
        born_from=from_of.get(span.high or 0),
        born_until=until_of.get(span.low or 0),
        relaxed_from=from_of.get(span.relaxed_high or 0),
    )


def _span(text: str, setting: Setting) -> tuple[int | None, int | None]:
    span = setting.vocabulary.match("phrases.age_span", text)
    if span:
        return int(span["low"]), int(span["high"])
    low, high = setting.vocabulary.match("phrases.age_low", text), setting.vocabulary.match("phrases.age_high", text)
    top = next((int(value) for value in high.groups() if value), None) if high else None
    return int(low["low"]) if low else None, top


def _of_dates(phrase: str, parts: dict[str, str | None]) -> AgeRequired | NotUnderstood:
    try:
        first = date(int(parts["y1"] or 0), int(parts["m1"] or 0), int(parts["d1"] or 0))
        last = date(int(parts["y2"] or 0), int(parts["m2"] or 0), int(parts["d2"] or 0)) if parts.get("y2") else None
    except ValueError:
        return NotUnderstood(phrase, "age")
    return AgeRequired(phrase, born_from=first, born_until=last)
