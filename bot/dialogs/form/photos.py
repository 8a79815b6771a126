"""A photo as it arrives: size first, then download, look, show before and after, let the candidate accept."""

from io import BytesIO

from aiogram import Bot
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.form.data import PHOTO_FAULTS, PhotoChoice
from bot.dialogs.form.getters import PHOTOS
from bot.given import given
from bot.refusals import refuse, say
from bot.states import FormSG
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import PhotoReport
from core.services.applications.filling import PhotoTaken
from locales.words import T, Words

_MEGABYTE = 1024 * 1024


async def receive(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Take a photo or an image file, and show what may be used."""
    services, chat, words, _ = given(manager)
    attached = message.photo[-1] if message.photo else message.document
    if attached is None or (attached.file_size or 0) > services.max_upload_mb * _MEGABYTE:
        await refuse(message, manager, Refused(Reason.PHOTO_TOO_LARGE, about=(str(services.max_upload_mb),)))
        return
    bot: Bot = manager.middleware_data["bot"]
    raw = await bot.download(attached, destination=BytesIO())
    taken = await services.filling.take_photo(chat.id, raw.read() if raw else b"")
    if isinstance(taken, Refused):
        await refuse(message, manager, taken)
        return
    await _show(message, words, taken)
    PHOTOS.keep(manager, PhotoChoice(taken.as_sent or "", taken.cropped or ""))
    await manager.switch_to(FormSG.photo_review if taken.as_sent or taken.cropped else FormSG.photo)


async def _show(message: Message, words: Words, taken: PhotoTaken) -> None:
    if lines := _faults(words, taken.report):
        await message.answer("\n".join([words(T("What I noticed:")), *lines]))
    best = taken.cropped_report if taken.cropped else taken.report
    if (taken.cropped or taken.as_sent) and best is not None and best.jpeg is not None:
        caption = words(
            T("Cut to the required size: {width}×{height} px, {kb} KB") if taken.cropped else T("{width}×{height} px, {kb} KB")
        )
        size = {"width": best.width, "height": best.height, "kb": len(best.jpeg) // 1024}
        await message.answer_photo(BufferedInputFile(best.jpeg, "photo.jpg"), caption=caption.format(**size))


def _faults(words: Words, report: PhotoReport) -> list[str]:
    return [f"• {words(PHOTO_FAULTS[fault])}" for fault in (*report.refused, *report.doubtful)]


async def not_a_photo(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Anything else than a photo."""
    words = given(manager).words
    await say(message, manager, words(T("Please send a photo here (tap the clip). What you have filled in is kept.")))


async def accept_sent(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Use the photo as it was sent."""
    await _accept(callback, manager, PHOTOS.of(manager).as_sent)


async def accept_cropped(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Use the photo that was cut."""
    await _accept(callback, manager, PHOTOS.of(manager).cropped)


async def _accept(callback: CallbackQuery, manager: DialogManager, photo_id: str) -> None:
    services, chat, _, _ = given(manager)
    answer = await services.filling.accept_photo(chat.id, photo_id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
    await manager.switch_to(FormSG.summary)
