"""The questions that may decide something, and their answers. Those without answers here are chosen from what the table asks."""

from collections.abc import Mapping, Sequence

from core.model.eligibility import ConditionKind
from core.services.facts import NONE
from locales.words import T

QUESTIONS: Mapping[ConditionKind, str] = {
    ConditionKind.FRESH_GRADUATE: T("Do you count as a fresh graduate?"),
    ConditionKind.GRASSROOTS: T("How many full years have you worked at the grassroots?"),
    ConditionKind.SERVICE_PROGRAMME: T(
        "In which of these programmes did you serve? Mark every one; what isn't marked counts as no."
    ),
    ConditionKind.CERTIFICATE: T(
        "Which of these certificates do you hold? Mark every one, or type the name of another; "
        "what isn't marked counts as not held."
    ),
    ConditionKind.HOUSEHOLD: T("From where did you go to university (生源地)? Please type province and city."),
    ConditionKind.ETHNICITY: T("Which ethnicity does your ID document name? Please type it, such as 汉族."),
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
    ConditionKind.SERVICE_PROGRAMME: ((NONE, T("In none of them")),),
    ConditionKind.CERTIFICATE: ((NONE, T("None of them, and no other")),),
}
PASSED_OVER = T("I'd rather not say: leave it open")
TYPED = frozenset({ConditionKind.HOUSEHOLD, ConditionKind.ETHNICITY, ConditionKind.CERTIFICATE})
"""What may be typed."""
EMPTY = "-"
"""How a button names the answer that is passed over."""
