"""The form's windows."""

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram_dialog import Dialog
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Group, Select, SwitchTo

from bot.dialogs.form import getters, handlers, photos
from bot.dialogs.text_wanted import text_wanted
from bot.dialogs.unchangeable import leave_if_unchangeable
from bot.say import PRIMARY, Given, ItemLabel, Label, Named, Say, item_id
from bot.states import FormSG
from bot.window import Window
from locales.words import T


def build() -> Dialog:
    """Fill in, change, save."""
    return Dialog(
        _summary(),
        _photo(),
        _photo_review(),
        _political_status(),
        _field(
            FormSG.household,
            "household",
            T("Where is your registered residence? Province and city are enough."),
            handlers.type_household,
        ),
        _field(FormSG.address, "address", T("To which address can post be sent?"), handlers.type_address),
        _field(FormSG.email, "email", T("Your e-mail address? (You can also leave it out.)"), handlers.type_email),
        on_start=leave_if_unchangeable,
    )


def _summary() -> Window:
    return Window(
        Say(T("<b>Your application form</b>")),
        Given("lines"),
        Say(T("\n<b>Still to do:</b>"), when="missing"),
        Given("missing"),
        Say(T("\nComplete. Name, gender, document and phone come from your account."), when="complete"),
        Button(Named("next"), id="form_save", on_click=handlers.save, when="complete", style=PRIMARY),
        Button(Label(T("Nothing is missing there")), id="form_breaks", on_click=handlers.confirm_breaks, when="has_break"),
        Column(
            Select(ItemLabel(), id="form_education", item_id_getter=item_id, items="educations", on_click=handlers.edit_education)
        ),
        Group(
            Button(Label(T("+ Education")), id="form_add", on_click=handlers.add_education),
            SwitchTo(Label(T("Photo")), id="form_photo", state=FormSG.photo, when="wants_photo"),
            SwitchTo(Label(T("Political status")), id="form_political", state=FormSG.political_status),
            SwitchTo(Label(T("Registered residence")), id="form_household", state=FormSG.household),
            SwitchTo(Label(T("Postal address")), id="form_address", state=FormSG.address),
            SwitchTo(Label(T("E-mail")), id="form_email", state=FormSG.email),
            width=2,
        ),
        Cancel(Label(T("‹ Home")), id="form_home"),
        state=FormSG.summary,
        getter=getters.summary,
    )


def _photo() -> Window:
    return Window(
        Say(T("<b>Photo</b>\nPlease send your ID photo here.")),
        Given("rules"),
        MessageInput(photos.receive, content_types=[ContentType.PHOTO, ContentType.DOCUMENT]),
        MessageInput(photos.not_a_photo),
        SwitchTo(Label(T("‹ Back")), id="photo_back", state=FormSG.summary),
        state=FormSG.photo,
        getter=getters.photo,
    )


def _photo_review() -> Window:
    return Window(
        Say(T("Shall I use this photo? It will be printed on your admission ticket.")),
        Button(Label(T("Use the cut one")), id="review_cropped", on_click=photos.accept_cropped, when="cropped", style=PRIMARY),
        Button(Label(T("Use it as it is")), id="review_sent", on_click=photos.accept_sent, when="as_sent"),
        MessageInput(photos.receive, content_types=[ContentType.PHOTO, ContentType.DOCUMENT]),
        MessageInput(photos.not_a_photo),
        SwitchTo(Label(T("Send another one")), id="review_again", state=FormSG.photo),
        SwitchTo(Label(T("‹ Back")), id="review_back", state=FormSG.summary),
        state=FormSG.photo_review,
        getter=getters.photo_review,
    )


def _political_status() -> Window:
    return Window(
        Say(T("What is your political status?")),
        Column(
            Select(
                ItemLabel(), id="form_status", item_id_getter=item_id, items="statuses", on_click=handlers.choose_political_status
            )
        ),
        SwitchTo(Label(T("‹ Back")), id="status_back", state=FormSG.summary),
        state=FormSG.political_status,
        getter=getters.political_statuses,
    )


def _field(state: State, name: str, question: str, handler: handlers.OnText) -> Window:
    return Window(
        Say(question),
        MessageInput(handler, content_types=[ContentType.TEXT]),
        MessageInput(text_wanted),
        SwitchTo(Label(T("‹ Back")), id=f"{name}_back", state=FormSG.summary),
        state=state,
    )
