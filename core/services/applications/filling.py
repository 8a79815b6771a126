"""Photo and form (说明 二(四)): every change is kept at once; a form that is complete stays saved as complete."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from core.model.application import Application, Education, Form
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import Clock, PhotoReport, PhotoStudio, Printer
from core.rules.form import LONGEST, POLITICAL_STATUSES, in_order, shortcomings
from core.rules.journey import may_fill_in
from core.services.applications.desk import Case, Desk
from core.store.engine import Store, Tx
from core.store.queries import applications
from core.store.queries.audit import record
from core.store.vault import new_token


@dataclass(frozen=True, slots=True)
class Changed:
    """The change is kept. ``complete`` tells whether the form now is; ``missing`` what still keeps it from being so."""

    complete: bool
    missing: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class PhotoTaken:
    """What was seen in the photo. ``as_sent`` and ``cropped`` are photos that may be accepted, by id."""

    report: PhotoReport
    as_sent: str | None
    cropped: str | None
    cropped_report: PhotoReport | None


FormChange = Callable[[Form], Form | Refused]


class Filling:
    """Everything that fills the form."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, studio: PhotoStudio, printer: Printer) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._studio = studio
        self._printer = printer

    async def put_education(self, chat_id: int, index: int | None, education: Education) -> Changed | Refused:
        """Add an education, or put it in the place of the one at ``index`` (in order of study).

        One that stands there already isn't added again: where the answer was lost on its way, sending again changes nothing.
        """
        if missing := self._printer.uncovered(education.school + education.major):
            return Refused(Reason.FIELD_NOT_PRINTABLE, about=("education", missing))

        def change(form: Form) -> Form | Refused:
            listed = list(in_order(form.educations))
            if index is None and education in listed:
                return form
            if index is None or index >= len(listed):
                listed.append(education)
            else:
                listed[index] = education
            return replace(form, educations=in_order(tuple(listed)), breaks_confirmed=False)

        return await self._change(chat_id, "education", change)

    async def remove_education(self, chat_id: int, index: int) -> Changed | Refused:
        """Take the education at ``index`` (in order of study) away; nothing happens where there is none."""

        def change(form: Form) -> Form:
            listed = in_order(form.educations)
            kept = tuple(one for place, one in enumerate(listed) if place != index)
            return replace(form, educations=kept, breaks_confirmed=False)

        return await self._change(chat_id, "education", change)

    async def confirm_breaks(self, chat_id: int) -> Changed | Refused:
        """The candidate says that no study is missing where there is a break."""
        return await self._change(chat_id, "breaks_confirmed", lambda form: replace(form, breaks_confirmed=True))

    async def put_field(self, chat_id: int, name: str, value: str) -> Changed | Refused:
        """Fill in one field of the form: ``political_status``, ``household``, ``address`` or ``email``."""
        written = " ".join(value.split())
        if missing := self._printer.uncovered(written):
            return Refused(Reason.FIELD_NOT_PRINTABLE, about=(name, missing))

        def change(form: Form) -> Form | Refused:
            if name == "political_status" and written not in POLITICAL_STATUSES:
                return Refused(Reason.FIELD_MISSING, about=(name,))
            if len(written) > LONGEST.get(name, len(written)):
                return Refused(Reason.FIELD_TOO_LONG, about=(name, str(LONGEST[name])))
            return replace(form, **cast("Any", {name: written}))

        return await self._change(chat_id, name, change)

    async def save(self, chat_id: int) -> Changed | Refused:
        """Save the form as complete; without effect, and told what is missing, where it isn't."""
        return await self._change(chat_id, "form", lambda form: form)

    async def take_photo(self, chat_id: int, raw: bytes) -> PhotoTaken | Refused:
        """Look at a photo and keep what may be accepted: as sent, and cut to the profile where that helps."""
        case = await self._store.read(lambda tx: self._desk.open(tx, chat_id, self._clock.now(), lock=False))
        if isinstance(case, Refused):
            return case
        allowed = may_fill_in(case.application, case.exam, case.now)
        if isinstance(allowed, Refused) or case.exam.photo is None:
            return allowed if isinstance(allowed, Refused) else Refused(Reason.PHOTO_NOT_ACCEPTABLE)
        report = await self._studio.examine(raw, case.exam.photo)
        cropped = await self._studio.crop(raw, case.exam.photo) if report.croppable and report.refused else None
        return await self._keep_photos(case, report, cropped)

    async def _keep_photos(self, case: Case, report: PhotoReport, cropped: PhotoReport | None) -> PhotoTaken:
        def keep(tx: Tx, seen: PhotoReport | None) -> str | None:
            if seen is None or seen.jpeg is None or seen.refused:
                return None
            photo_id = new_token()
            applications.add_photo(tx, photo_id, case.account_id, seen.jpeg, (seen.width, seen.height), case.now)
            return photo_id

        def work(tx: Tx) -> PhotoTaken:
            return PhotoTaken(report, keep(tx, report), keep(tx, cropped), cropped)

        return await self._store.write(work)

    async def accept_photo(self, chat_id: int, photo_id: str) -> Changed | Refused:
        """Make a photo that was taken in the photo of the application."""
        now = self._clock.now()

        def work(tx: Tx) -> Changed | Refused:
            case = self._open(tx, chat_id)
            if isinstance(case, Refused):
                return case
            if applications.get_photo(tx, photo_id, case.account_id) is None:
                return Refused(Reason.PHOTO_MISSING, case.exam.clause_of(Reason.PHOTO_MISSING))
            before, after = {"photo": case.application.photo_id}, {"photo": photo_id}
            if before != after:
                record(tx, "application", case.application.id, now, case.actor, "photo", before, after)
            changed = self._save(tx, case, replace(case.application, photo_id=photo_id))
            applications.forget_photos(tx, case.account_id, keep=photo_id)
            return changed

        return await self._store.write(work)

    async def photo(self, chat_id: int, photo_id: str) -> bytes | None:
        """A photo of the account this chat is bound to, as JPEG."""

        def work(tx: Tx) -> bytes | None:
            chat, _, _ = self._desk.look(tx, chat_id)
            return applications.get_photo(tx, photo_id, chat.account_id) if chat.account_id is not None else None

        return await self._store.read(work)

    async def _change(self, chat_id: int, what: str, change: FormChange) -> Changed | Refused:
        def work(tx: Tx) -> Changed | Refused:
            case = self._open(tx, chat_id)
            if isinstance(case, Refused):
                return case
            form = change(case.application.form)
            if isinstance(form, Refused):
                return form
            before, after = applications.write_form(case.application.form), applications.write_form(form)
            if before != after:
                record(tx, "application", case.application.id, case.now, case.actor, what, *_difference(before, after))
            return self._save(tx, case, replace(case.application, form=form))

        return await self._store.write(work)

    def _open(self, tx: Tx, chat_id: int) -> Case | Refused:
        case = self._desk.open(tx, chat_id, self._clock.now())
        if isinstance(case, Refused):
            return case
        allowed = may_fill_in(case.application, case.exam, case.now)
        return allowed if isinstance(allowed, Refused) else case

    def _save(self, tx: Tx, case: Case, changed: Application) -> Changed:
        missing = shortcomings(changed, case.exam)
        saved_at = None if missing else case.application.form_saved_at or case.now
        facts = {"form": changed.form, "photo_id": changed.photo_id, "form_saved_at": saved_at}
        if replace(changed, form_saved_at=saved_at) != case.application:
            applications.save(tx, case.application.id, **facts)
        return Changed(not missing, missing)


def _difference(before: dict[str, object], after: dict[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}
