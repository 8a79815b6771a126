"""Certificates: named alike, high enough; the legal profession's by class (guide 14). A list that is given is complete."""

import re

from core.model.conditions import Certificate, CertificateRequired, LawRequired
from core.model.eligibility import Facts, Verdict, any_of
from core.rules.eligibility.majors import Index, Resolved
from core.rules.eligibility.vocabulary import Vocabulary, folded


def judge_law(condition: LawRequired, facts: Facts, vocabulary: Vocabulary) -> Verdict:
    """Whether one of the certificates is the legal profession's, of a class that counts here."""
    if facts.certificates is None:
        return Verdict.ASK
    held = [folded(one) for one in facts.certificates if vocabulary.has("certificates.law_pass", folded(one))]
    return any_of(_law_class(condition, one, vocabulary) for one in held)


def _law_class(condition: LawRequired, certificate: str, vocabulary: Vocabulary) -> Verdict:
    match = vocabulary.match("certificates.law_class", certificate)
    if not match or match[1] in condition.unsure:
        return Verdict.ASK
    return Verdict.FITS if match[1] in condition.classes else Verdict.DOES_NOT_FIT


def judge_certificates(condition: CertificateRequired, facts: Facts, vocabulary: Vocabulary) -> Verdict:
    """One of the alternatives is held."""
    if facts.certificates is None:
        return Verdict.ASK
    held = [read_certificate(one, vocabulary) for one in facts.certificates]
    return any_of(_serves(one, wanted, vocabulary) for one in held for wanted in condition.alternatives)


def applies_to(for_major: str | None, resolved: Resolved, index: Index) -> Verdict:
    """Whether a condition "who applies with the major X must …" concerns this diploma; by name, or by the name of its class."""
    if for_major is None:
        return Verdict.FITS
    if resolved.anything and not resolved.names:
        return Verdict.ASK
    names = set(resolved.names).union(*(index.names_of(code) for code in resolved.codes))
    if for_major in names:
        return Verdict.FITS if resolved.certain else Verdict.ASK
    return Verdict.ASK if resolved.anything or any(for_major in name for name in names) else Verdict.DOES_NOT_FIT


def read_certificate(text: str, vocabulary: Vocabulary) -> Certificate:
    """Name, grade, rung and what stands in brackets."""
    whole = vocabulary.patterns["certificates.strip"].sub("", folded(text))
    grade, rung = vocabulary.match("certificates.grade", whole), vocabulary.match("certificates.rungs", whole)
    bracketed = "".join(re.findall(r"\(([^()]*)\)", whole))
    above, grades = vocabulary.patterns["certificates.grade_above"], vocabulary.patterns["certificates.grade"]
    detail = grades.sub("", above.sub("", bracketed)).strip(",\u3001")
    name = grades.sub("", vocabulary.patterns["certificates.rungs"].sub("", re.sub(r"\([^()]*\)", "", whole)))
    name = vocabulary.patterns["certificates.strip"].sub("", above.sub("", name))
    ranks, numerals = vocabulary.names["grades"], vocabulary.names["numerals"]
    return Certificate(name, ranks[grade["grade"]] if grade else 0, numerals[rung["rung"]] if rung else 0, detail)


def _serves(held: Certificate, wanted: Certificate, vocabulary: Vocabulary) -> Verdict:
    if held.name != wanted.name:
        return Verdict.ASK if _related(held.name, wanted.name, vocabulary) else Verdict.DOES_NOT_FIT
    if wanted.rung:
        return _rung(held, wanted)
    if wanted.grade and 0 < held.grade < wanted.grade:
        return Verdict.DOES_NOT_FIT
    is_graded = not wanted.grade or held.grade >= wanted.grade
    return Verdict.FITS if is_graded and wanted.detail in {"", held.detail} else Verdict.ASK


def _rung(held: Certificate, wanted: Certificate) -> Verdict:
    if held.rung == wanted.rung:
        return Verdict.FITS if wanted.detail in {"", held.detail} else Verdict.ASK
    return Verdict.DOES_NOT_FIT if 0 < held.rung < wanted.rung else Verdict.ASK


def _related(held: str, wanted: str, vocabulary: Vocabulary) -> bool:
    """Whether two names share a word that says something: then one may be another name of the other."""
    weak = vocabulary.patterns["certificates.weak"]
    ours, theirs = weak.sub(" ", held), weak.sub(" ", wanted)
    pairs = {ours[at : at + 2] for at in range(len(ours) - 1) if " " not in ours[at : at + 2]}
    return any(pair in theirs for pair in pairs) or not theirs.strip() or not ours.strip()
