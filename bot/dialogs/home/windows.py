"""Home's windows."""

from aiogram_dialog import Dialog, LaunchMode
from aiogram_dialog.widgets.kbd import Button, Column, Group, Select, Start, SwitchTo

from bot.dialogs.home import getters, handlers
from bot.say import PRIMARY, Given, ItemLabel, Label, Named, Say, item_id
from bot.states import AccountSG, ApplySG, ChargedSG, DocumentsSG, FormSG, HandoverSG, HelpSG, HomeSG, MatchSG, PositionSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """The dialog every other one returns to."""
    return Dialog(_main(), _language(), launch_mode=LaunchMode.ROOT)


def _main() -> Window:
    return Window(
        Say(T("<b>{exam}</b>")),
        Given("progress"),
        Say(T("\n<b>Next:</b> {step}"), when="step"),
        Given("deadline"),
        Given("position"),
        Button(Named("action"), id="home_go", on_click=handlers.go, when="action", style=PRIMARY),
        Group(
            Start(Label(T("Change form")), id="home_form", state=FormSG.summary, when="may_change"),
            Start(Label(T("Change position")), id="home_change", state=PositionSG.ask, when="may_change"),
            Start(Label(T("Charged, but unpaid here?")), id="home_charged", state=ChargedSG.main, when="may_claim"),
            Start(Label(T("My documents")), id="home_documents", state=DocumentsSG.main, when="has_paid"),
            Start(Label(T("Which fit me?")), id="home_match", state=MatchSG.main, when="logged_in"),
            Start(Label(T("Look up positions")), id="home_positions", state=PositionSG.ask),
            Start(Label(T("Questions")), id="home_help", state=HelpSG.topics),
            Start(Named("person"), id="home_person", state=HandoverSG.scope),
            Start(Label(T("My account")), id="home_account", state=AccountSG.main, when="logged_in"),
            Start(Label(T("Other exams")), id="home_exams", state=ApplySG.exams, when="choose_exam"),
            SwitchTo(Label(T("Language")), id="home_language", state=HomeSG.language),
            width=2,
        ),
        state=HomeSG.main,
        getter=getters.home,
    )


def _language() -> Window:
    return Window(
        Say(T("In which language shall I write?")),
        Column(Select(ItemLabel(), id="home_speak", item_id_getter=item_id, items="languages", on_click=handlers.choose_language)),
        SwitchTo(Label(T("‹ Back")), id="home_language_back", state=HomeSG.main),
        state=HomeSG.language,
        getter=getters.languages,
    )
