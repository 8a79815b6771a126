"""The studio: looks at what a candidate sent, says what is wrong and whether cutting mends it, and cuts (Instructions II(4)).

A photo whose pixels are right is only written anew, into the range of kilobytes; everything else needs the cut. A few
photos at a time: what one may take of memory is bounded, and so is what all of them may take.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from core.model.exam import PhotoProfile
from core.ports import PhotoFault, PhotoReport
from gateways.photos.background import suits
from gateways.photos.decoding import Limits, Picture, Unreadable, decode
from gateways.photos.encoding import encode, fit
from gateways.photos.faces import Face, FaceFinder
from gateways.photos.framing import Frame, frame

_ENLARGED_AT_MOST = 1.25
_SPARE = 4  # a large JPEG is decoded at no less than so many times the profile, so that a cut of it is still sharp
_PREVIEW = (1600, 1600)
_PREVIEW_QUALITY = 88


class Studio:
    """Looks at photos. One for each process; ``close`` it at the end.

    :param limits: how much one photo may ask of the machine.
    :param workers: how many photos are looked at at the same time.
    """

    def __init__(self, limits: Limits | None = None, *, workers: int = 2) -> None:
        self._limits = limits or Limits()
        self._faces = FaceFinder()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="photos")

    async def examine(self, raw: bytes, profile: PhotoProfile) -> PhotoReport:
        """Check a photo against the profile. Never raises for bad input: the report says what is wrong."""
        return await self._do(self._examined, raw, profile)

    async def crop(self, raw: bytes, profile: PhotoProfile) -> PhotoReport:
        """Cut the photo to the profile around the face, and report on the result. Never raises for bad input."""
        return await self._do(self._cropped, raw, profile)

    def close(self) -> None:
        """Let the threads go once the photos under way are done."""
        self._pool.shutdown()

    async def _do(self, look: Callable[[Picture, PhotoProfile], PhotoReport], raw: bytes, profile: PhotoProfile) -> PhotoReport:
        def report() -> PhotoReport:
            needed = (profile.width_px * _SPARE, profile.height_px * _SPARE)
            try:
                picture = decode(raw, self._limits, needed)
            except Unreadable as unreadable:
                return PhotoReport(None, *unreadable.size, refused=(unreadable.fault,), doubtful=(), croppable=False)
            return look(picture, profile)

        return await asyncio.get_running_loop().run_in_executor(self._pool, report)

    def _examined(self, picture: Picture, profile: PhotoProfile) -> PhotoReport:
        faces = self._faces.faces(picture.image)
        if (picture.width, picture.height) == (profile.width_px, profile.height_px):
            return _finished(picture.image, faces, profile)
        cut = _cut(picture, profile, faces)
        croppable = _is_sharp(cut, profile)
        return PhotoReport(
            _preview(picture.image),
            picture.width,
            picture.height,
            refused=(PhotoFault.PIXELS,) if croppable else (PhotoFault.PIXELS, PhotoFault.TOO_SMALL),
            doubtful=_doubts(picture.image.crop(_whole(cut)), faces, profile),
            croppable=croppable,
        )

    def _cropped(self, picture: Picture, profile: PhotoProfile) -> PhotoReport:
        cut = _cut(picture, profile, self._faces.faces(picture.image))
        size = (profile.width_px, profile.height_px)
        photo = picture.image.resize(size, Image.Resampling.LANCZOS, box=cut.box)
        report = _finished(photo, self._faces.faces(photo), profile)
        if _is_sharp(cut, profile):
            return report
        return PhotoReport(
            report.jpeg, report.width, report.height, (*report.refused, PhotoFault.TOO_SMALL), report.doubtful, croppable=False
        )


def _finished(photo: Image.Image, faces: list[Face], profile: PhotoProfile) -> PhotoReport:
    """The report on a photo whose pixels are right."""
    jpeg, fault = fit(photo, profile)
    refused = () if fault is None else (fault,)
    return PhotoReport(jpeg, photo.width, photo.height, refused, _doubts(photo, faces, profile), croppable=False)


def _doubts(photo: Image.Image, faces: list[Face], profile: PhotoProfile) -> tuple[PhotoFault, ...]:
    doubts = []
    if len(faces) != 1:
        doubts.append(PhotoFault.SEVERAL_FACES if faces else PhotoFault.NO_FACE)
    if not suits(photo, profile.background):
        doubts.append(PhotoFault.BACKGROUND)
    return tuple(doubts)


def _cut(picture: Picture, profile: PhotoProfile, faces: list[Face]) -> Frame:
    return frame(picture.image.size, profile.width_px / profile.height_px, faces[0] if faces else None)


def _is_sharp(cut: Frame, profile: PhotoProfile) -> bool:
    return cut.height * _ENLARGED_AT_MOST >= profile.height_px and cut.width * _ENLARGED_AT_MOST >= profile.width_px


def _whole(cut: Frame) -> tuple[int, int, int, int]:
    left, top, right, bottom = cut.box
    return (int(left), int(top), max(int(right), int(left) + 1), max(int(bottom), int(top) + 1))


def _preview(image: Image.Image) -> bytes:
    shown = image.copy()
    shown.thumbnail(_PREVIEW)
    return encode(shown, _PREVIEW_QUALITY)
