"""The form in words: one place for its summary and for the read-back before confirming."""

from core.model.application import Application, Education
from core.model.exam import Exam
from core.rules.form import in_order
from locales.names import degree_name, level_name, name_of
from locales.words import T, Words


def education_line(words: Words, one: Education) -> str:
    """One education: when, where, what, with which degree."""
    months = f"{one.began_on:%Y.%m}-{one.ended_on:%Y.%m}"
    mode = words(T("full-time")) if one.full_time else words(T("part-time"))
    return " ".join([months, one.school, one.major, level_name(words, one.level), degree_name(words, one.degree), mode])


def form_lines(words: Words, application: Application, exam: Exam) -> list[tuple[str, str]]:
    """Every field of the form as a pair of name and value, an em dash where nothing is filled in."""
    form = application.form
    photo = [] if exam.photo is None else [(words(T("Photo")), "✓" if application.photo_id else "—")]
    studies = [(words(T("Education")), education_line(words, one)) for one in in_order(form.educations)]
    return [
        *photo,
        *(studies or [(words(T("Education")), "—")]),
        (name_of(words, "political_status"), name_of(words, form.political_status) if form.political_status else "—"),
        (name_of(words, "household"), form.household or "—"),
        (name_of(words, "address"), form.address or "—"),
        (name_of(words, "email"), form.email or "—"),
    ]
