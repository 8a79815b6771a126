"""The questions about an education."""

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Text

from bot.dialogs.education import getters, handlers
from bot.dialogs.form.handlers import OnText
from bot.dialogs.text_wanted import text_wanted
from bot.say import DANGER, Given, ItemLabel, Label, Say, item_id
from bot.states import EducationSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Add, change or remove one education."""
    return Dialog(
        _entry(),
        _level(),
        _outside(),
        _typed(EducationSG.school, "school", handlers.type_school, Say(T("The school's full name?"))),
        _major(),
        _degree(),
        _full_time(),
        _typed(EducationSG.began, "began", handlers.type_began, Say(T("When did it begin? For example 2016-09"))),
        _typed(EducationSG.ended, "ended", handlers.type_ended, Say(T("When did it end, or will it end? For example 2020-06"))),
        on_start=handlers.on_start,
    )


def _entry() -> Window:
    return Window(
        Say(T("<b>Education</b>")),
        Given("line"),
        SwitchTo(Label(T("Fill in again")), id="entry_again", state=EducationSG.level),
        Button(Label(T("Remove")), id="entry_remove", on_click=handlers.remove, style=DANGER),
        Cancel(Label(T("‹ Back")), id="entry_back"),
        state=EducationSG.entry,
        getter=getters.entry,
    )


def _level() -> Window:
    return Window(
        Say(T("Which level of education? Every level from junior college upward needs an entry of its own.")),
        Column(Select(ItemLabel(), id="education_level", item_id_getter=item_id, items="levels", on_click=handlers.choose_level)),
        Cancel(Label(T("‹ Back")), id="level_back"),
        state=EducationSG.level,
        getter=getters.levels,
    )


def _outside() -> Window:
    return Window(
        Say(T("Where is the school?")),
        Row(
            Button(Label(T("Mainland China")), id="outside_no", on_click=handlers.inside),
            Button(Label(T("Elsewhere")), id="outside_yes", on_click=handlers.outside),
        ),
        Cancel(Label(T("‹ Back")), id="outside_back"),
        state=EducationSG.outside,
    )


def _major() -> Window:
    return Window(
        Say(T("The major, exactly as on the <b>graduation</b> certificate?"), when="inside"),
        Say(T("The major, exactly as on the <b>degree</b> certificate (school outside mainland China)?"), when="outside"),
        MessageInput(handlers.type_major, content_types=[ContentType.TEXT]),
        MessageInput(text_wanted),
        Cancel(Label(T("‹ Back")), id="major_back"),
        state=EducationSG.major,
        getter=getters.major,
    )


def _degree() -> Window:
    return Window(
        Say(T("Which degree came with it?")),
        Column(
            Select(ItemLabel(), id="education_degree", item_id_getter=item_id, items="degrees", on_click=handlers.choose_degree)
        ),
        Cancel(Label(T("‹ Back")), id="degree_back"),
        state=EducationSG.degree,
        getter=getters.degrees,
    )


def _full_time() -> Window:
    return Window(
        Say(T("Full-time or part-time?")),
        Row(
            Button(Label(T("Full-time")), id="mode_full", on_click=handlers.full_time),
            Button(Label(T("Part-time")), id="mode_part", on_click=handlers.part_time),
        ),
        Cancel(Label(T("‹ Back")), id="mode_back"),
        state=EducationSG.full_time,
    )


def _typed(state: State, name: str, handler: OnText, question: Text) -> Window:
    return Window(
        question,
        MessageInput(handler, content_types=[ContentType.TEXT]),
        MessageInput(text_wanted),
        Cancel(Label(T("‹ Back")), id=f"{name}_cancel"),
        state=state,
    )
