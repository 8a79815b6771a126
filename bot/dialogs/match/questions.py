"""The questions that may decide something, and their answers."""

from collections.abc import Mapping, Sequence

from core.model.eligibility import ConditionKind
from locales.words import T

FIELDS: Mapping[ConditionKind, str] = {
    ConditionKind.FRESH_GRADUATE: "fresh_graduate",
    ConditionKind.GRASSROOTS: "grassroots_years",
    ConditionKind.SERVICE_PROGRAMME: "service_programmes",
    ConditionKind.CERTIFICATE: "certificates",
}
QUESTIONS: Mapping[ConditionKind, str] = {
    ConditionKind.FRESH_GRADUATE: T("Do you count as a fresh graduate?"),
    ConditionKind.GRASSROOTS: T("How many full years have you worked at the grassroots?"),
    ConditionKind.SERVICE_PROGRAMME: T("Did you serve in a programme such as 三支一扶 or 西部计划, or as a graduate soldier?"),
    ConditionKind.CERTIFICATE: T("Do you hold a professional certificate, such as the legal profession's?"),
}
ANSWERS: Mapping[ConditionKind, Sequence[tuple[str, str]]] = {
    ConditionKind.FRESH_GRADUATE: (
        ("this_year", T("I graduate this year")),
        ("by_rule", T("Only by the two-year rule")),
        ("no", T("No")),
    ),
    ConditionKind.GRASSROOTS: (
        ("0", T("Less than one year")),
        ("1", T("One year")),
        ("2", T("Two years")),
        ("3", T("Three years")),
        ("5", T("Five years or more")),
    ),
    ConditionKind.SERVICE_PROGRAMME: (("none", T("No")),),
    ConditionKind.CERTIFICATE: (("none", T("No, none")),),
}
PASSED_OVER = T("Yes, or I'd rather not say: leave it open")
