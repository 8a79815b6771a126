"""What is known of a candidate: from account and form, and from what was asked besides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from core.model.application import Application, Education
from core.model.eligibility import Facts, Freshness, Politics, Study
from core.model.exam import Exam
from core.packs.tables.candidates import read_facts
from core.store.engine import Tx
from core.store.queries.persons import person_of

_POLITICS = {
    "party_member": Politics.PARTY_MEMBER,
    "probationary_member": Politics.PROBATIONARY,
    "league_member": Politics.LEAGUE,
    "democratic_party": Politics.DEMOCRATIC,
    "none": Politics.MASSES,
}
Answers = Mapping[str, str]
NONE = "none"
"""The answer that there is nothing of it; it makes a list complete."""


def facts_of(tx: Tx, exam: Exam, application: Application, now: datetime) -> Facts:
    """The facts that account and form tell; studies that end later are in progress."""
    person, form = person_of(tx, application.account_id), application.form
    today = now.astimezone(exam.tz).date()
    return Facts(
        birth_date=person.born_on if person else None,
        gender=person.gender if person else None,
        political_status=_POLITICS.get(form.political_status),
        household=form.household or None,
        studies=tuple(_study(education, today) for education in form.educations),
        studies_complete=application.form_saved_at is not None,
    )


def several(answer: str) -> tuple[str, ...]:
    """An answer that may name several things, each on a line of its own; none of them where it is ``NONE``."""
    return () if answer == NONE else tuple(filter(None, answer.split("\n")))


def with_answers(facts: Facts, answers: Answers) -> Facts:
    """The facts with what was asked besides; an answer that was never offered says nothing."""
    if answers.get("fresh_graduate") in set(Freshness):
        facts = replace(facts, fresh_graduate=Freshness(answers["fresh_graduate"]))
    if answers.get("grassroots_years", "").isdigit():
        facts = replace(facts, grassroots_years=float(answers["grassroots_years"]))
    if programmes := answers.get("service_programmes"):
        told = read_facts({"service_programmes": several(programmes)})
        facts = replace(facts, service_programmes=told.service_programmes, known_programmes=told.known_programmes)
    if certificates := answers.get("certificates"):
        facts = replace(facts, certificates=several(certificates))
    if origin := answers.get("origin"):
        facts = replace(facts, origin=origin)
    if ethnicity := answers.get("ethnicity"):
        facts = replace(facts, ethnicity=ethnicity)
    return facts


def _study(education: Education, today: date) -> Study:
    return Study(
        level=education.level,
        full_time=education.full_time,
        degree=education.degree,
        major=education.major,
        outside_mainland=education.outside_mainland,
        in_progress=education.ended_on > today,
        graduated_on=education.ended_on,
    )
