"""Verdicts in words: each condition with its sign, the table's words and the candidate's datum."""

from collections.abc import Mapping

from markupsafe import Markup

from core.model.eligibility import ConditionKind, Judged, Judgement, Verdict
from locales.words import T, Words

_SIGNS = {Verdict.FITS: "✓", Verdict.DOES_NOT_FIT: "✗", Verdict.ASK: "?"}
_OVERALL: Mapping[Verdict, str] = {
    Verdict.FITS: T("<b>Fits</b>, by what is known of you:"),
    Verdict.DOES_NOT_FIT: T("<b>Does not fit</b>, by what is known of you:"),
    Verdict.ASK: T("<b>Please ask</b>: not everything can be told from here."),
}
_KINDS: Mapping[ConditionKind, str] = {
    ConditionKind.EDUCATION: T("Education"),
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


def verdict_lines(judgement: Judgement, words: Words) -> Markup:
    """Overall, then every condition."""
    lines = [Markup(words(_OVERALL[judgement.overall])), *(_line(judged, words) for judged in judgement.conditions)]  # noqa: S704 - ours
    return Markup("\n").join([*lines, Markup(words(_DISCLAIMER))])  # noqa: S704 - ours


def against_lines(judgement: Judgement, words: Words) -> Markup:
    """Only what speaks against the position."""
    lacking = [judged for judged in judgement.conditions if judged.verdict is Verdict.DOES_NOT_FIT]
    return Markup("\n").join(_line(judged, words) for judged in lacking)


def kind_name(kind: ConditionKind, words: Words) -> str:
    """What a condition is about."""
    return words(_KINDS[kind])


def _line(judged: Judged, words: Words) -> Markup:
    said = judged.words.replace("\n", " ")[:120] or "—"
    return Markup("{} {}: {}").format(_SIGNS[judged.verdict], kind_name(judged.kind, words), said)
