"""What the form's windows remember, and in which order the form is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.fsm.state import State

from bot.states import FormSG
from core.ports import PhotoFault
from locales.words import T


@dataclass(frozen=True, slots=True)
class PhotoChoice:
    """Photos that may be accepted, by id; empty where there is none."""

    as_sent: str = ""
    cropped: str = ""


FIELD_STATES: Mapping[str, State] = {
    "political_status": FormSG.political_status,
    "household": FormSG.household,
    "address": FormSG.address,
    "email": FormSG.email,
}

PHOTO_FAULTS: Mapping[PhotoFault, str] = {
    PhotoFault.NOT_AN_IMAGE: T("This isn't a JPEG or PNG photo."),
    PhotoFault.TOO_MANY_BYTES: T("The file is too large. Send it as a photo, or make it smaller."),
    PhotoFault.TOO_MANY_PIXELS: T("The picture has far too many pixels. Please make it smaller."),
    PhotoFault.DAMAGED: T("The file is damaged. Please send it again."),
    PhotoFault.ANIMATED: T("A moving picture can't be used."),
    PhotoFault.PIXELS: T("Its width and height aren't the required ones."),
    PhotoFault.TOO_SMALL: T("It has too few pixels. Please take a sharper photo."),
    PhotoFault.TOO_FEW_KB: T("The file is smaller than required."),
    PhotoFault.TOO_MANY_KB: T("The file is larger than required."),
    PhotoFault.NO_FACE: T("I can't find a face. Please look: is it clearly visible from the front?"),
    PhotoFault.SEVERAL_FACES: T("I see more than one face. Please look: are you alone in the picture?"),
    PhotoFault.BACKGROUND: T("The background doesn't look plain. Please look at it once more."),
}
