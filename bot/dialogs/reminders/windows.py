"""Reminder settings: whether, when, where; and what was told."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Group, Row, Select, Start, SwitchTo

from bot.dialogs.reminders import getters, handlers
from bot.say import Given, ItemLabel, Label, Named, Say, item_id
from bot.states import HomeSG, RemindersSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """The settings of reminders."""
    return Dialog(_main(), _hours(), _told())


def _main() -> Window:
    return Window(
        Say(T("<b>Reminders</b>")),
        Say(T("Please log in first; then you can say how you want to be reminded."), when="logged_out"),
        Say(T("Reminders: {state}\nQuiet hours: {quiet}\nLanguage: {language}"), when="logged_in"),
        Say(
            T(
                "The warnings of the last day can't be switched off: a position not confirmed, a fee not paid. "
                "They come on every channel that reaches you."
            ),
            when="logged_in",
        ),
        Button(Named("switch"), id="reminders_switch", on_click=handlers.switch, when="logged_in"),
        Row(
            Select(
                ItemLabel(),
                id="reminders_channel",
                item_id_getter=item_id,
                items="channels",
                on_click=handlers.toggle_channel,
                when="logged_in",
            )
        ),
        Group(
            SwitchTo(Label(T("Quiet hours")), id="reminders_hours", state=RemindersSG.hours, when="logged_in"),
            Start(Label(T("Language")), id="reminders_language", state=HomeSG.language),
            SwitchTo(Label(T("What was I told?")), id="reminders_told", state=RemindersSG.told, when="logged_in"),
            width=2,
        ),
        Cancel(Label(T("‹ Home")), id="reminders_home"),
        state=RemindersSG.main,
        getter=getters.wishes,
    )


def _hours() -> Window:
    return Window(
        Say(T("When shall I keep quiet? Only a warning that can't wait comes all the same.")),
        Column(Select(ItemLabel(), id="reminders_quiet", item_id_getter=item_id, items="hours", on_click=handlers.choose_hours)),
        SwitchTo(Label(T("‹ Back")), id="reminders_hours_back", state=RemindersSG.main),
        state=RemindersSG.hours,
        getter=getters.hours,
    )


def _told() -> Window:
    return Window(
        Say(T("<b>What I told you, the newest first</b>")),
        Given("lines"),
        Say(T("Nothing so far."), when="nothing"),
        SwitchTo(Label(T("‹ Back")), id="reminders_told_back", state=RemindersSG.main),
        state=RemindersSG.told,
        getter=getters.told,
    )
