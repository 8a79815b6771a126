"""A form survives being written as JSON and read again, whatever fields it has."""

import json
from dataclasses import fields, replace

from core.model.application import Education, Form
from core.store.queries.applications import read_form, write_form
from tests.support.facts import BACHELOR, COMPLETE


def test_a_form_reads_back_as_it_was_written() -> None:
    form = replace(COMPLETE, educations=(BACHELOR, BACHELOR), email="a@b.cn", breaks_confirmed=True)
    assert read_form(json.loads(json.dumps(write_form(form)))) == form


def test_no_field_is_forgotten() -> None:
    written = write_form(COMPLETE)
    assert set(written) == {field.name for field in fields(Form)}
    assert set(written["educations"][0]) == {field.name for field in fields(Education)}
