"""Verdicts in words: each condition with its sign, the table's words and the candidate's datum."""

from collections.abc import Mapping

from markupsafe import Markup, escape

from core.model.eligibility import ConditionKind, Judged, Judgement, Verdict
from core.model.exam import Position
from core.services.positions import phone_of
from locales.words import T, Words

_SIGNS = {Verdict.FITS: "✓", Verdict.DOES_NOT_FIT: "✗", Verdict.ASK: "?"}
_ORDER = {Verdict.DOES_NOT_FIT: 0, Verdict.ASK: 1, Verdict.FITS: 2}
_OVERALL: Mapping[Verdict, str] = {
    Verdict.FITS: T("<b>Fits</b>, by what is known of you:"),
    Verdict.DOES_NOT_FIT: T("<b>Does not fit</b>, by what is known of you:"),
    Verdict.ASK: T("<b>Please ask</b>: not everything can be told from here."),
}
_KINDS: Mapping[ConditionKind, str] = {
    ConditionKind.EDUCATION: T("Level of education"),
    ConditionKind.DEGREE: T("Degree"),
    ConditionKind.MAJOR: T("Major"),
    ConditionKind.FRESH_GRADUATE: T("Fresh graduate"),
    ConditionKind.GRASSROOTS: T("Work at the grassroots"),
    ConditionKind.POLITICAL_STATUS: T("Political status"),
    ConditionKind.GENDER: T("Gender"),
    ConditionKind.ETHNICITY: T("Ethnicity"),
    ConditionKind.HOUSEHOLD: T("Registered residence"),
    ConditionKind.CERTIFICATE: T("Certificate"),
    ConditionKind.SERVICE_PROGRAMME: T("Service programme"),
    ConditionKind.AGE: T("Age"),
    ConditionKind.OTHER: T("Other"),
}
_DISCLAIMER = T("<i>The recruiting unit decides who may apply; this only holds the table's words against your form.</i>")
_DISCLAIMER_PHONE = T(
    "<i>The recruiting unit decides who may apply; this only holds the table's words against your form. Its phone: {phone}</i>"
)
_DUTIES = T("Not a condition, but to be known: {duties}")
_SHORT = 3
_MOST = 12


def verdict_lines(judgement: Judgement, words: Words) -> Markup:
    """Overall, then every condition; what speaks against comes first, then what has to be asked."""
    ordered = sorted(judgement.conditions, key=lambda judged: _ORDER[judged.verdict])
    lines = [overall_line(judgement, words), *(_line(judged, words) for judged in ordered[:_MOST])]
    if judgement.duties:
        duties = "; ".join(judgement.duties)[:200]
        lines.append(Markup(words(_DUTIES)).format(duties=duties))  # noqa: S704 - ours
    return Markup("\n").join(lines)


def overall_line(judgement: Judgement, words: Words) -> Markup:
    """The verdict on the whole; where one thing alone keeps it from fitting, that one."""
    lacking = judgement.only_lacking
    if judgement.overall is Verdict.DOES_NOT_FIT and lacking is not None:
        sentence = words(T("<b>Does not fit</b>, by what is known of you: only this is missing: {kind}"))
        return Markup(sentence).format(kind=kind_name(lacking, words))  # noqa: S704 - ours
    return Markup(words(_OVERALL[judgement.overall]))  # noqa: S704 - ours


def short_verdict(judgement: Judgement, words: Words) -> Markup:
    """Overall, and the few lines that matter before confirming: what speaks against and what has to be asked."""
    open_ones = [judged for judged in judgement.conditions if judged.verdict is not Verdict.FITS]
    ordered = sorted(open_ones, key=lambda judged: _ORDER[judged.verdict])
    lines = [overall_line(judgement, words), *(_line(judged, words) for judged in ordered[:_SHORT])]
    more = len(ordered) - _SHORT
    return Markup("\n").join([*lines, *([escape(words(T("… and {count} more"), count=more))] if more > 0 else [])])


def disclaimer(position: Position, words: Words) -> Markup:
    """Who decides, with the phone that the table gives for the unit."""
    phone = phone_of(position)
    if not phone:
        return Markup(words(_DISCLAIMER))  # noqa: S704 - ours
    return Markup(words(_DISCLAIMER_PHONE)).format(phone=phone)  # noqa: S704 - ours


def against_lines(judgement: Judgement, words: Words) -> Markup:
    """Only what speaks against the position."""
    lacking = [judged for judged in judgement.conditions if judged.verdict is Verdict.DOES_NOT_FIT]
    return Markup("\n").join(_line(judged, words) for judged in lacking)


def kind_name(kind: ConditionKind, words: Words) -> str:
    """What a condition is about."""
    return words(_KINDS[kind])


def _line(judged: Judged, words: Words) -> Markup:
    said = judged.words.replace("\n", " ")[:100] or "—"
    return Markup("{} {}: {}").format(_SIGNS[judged.verdict], kind_name(judged.kind, words), said)
