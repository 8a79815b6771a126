"""Photos: what is taken, what is refused, and what the cut makes of it. Every face here is drawn; none is a person's."""

import asyncio
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from core.model.exam import PhotoProfile
from core.ports import PhotoFault, PhotoReport
from gateways.photos import Studio
from gateways.photos.decoding import Limits
from gateways.photos.faces import FaceFinder
from gateways.photos.framing import frame
from tests.gateways.drawings import draw_person, jpeg, noisy, png, portrait

PROFILE = PhotoProfile(width_px=413, height_px=531, min_kb=20, max_kb=100, background="white", assumed=True)
RIGHT_LEANING = 6  # the EXIF orientation of a telephone held upright
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    opened = Studio()
    yield opened
    opened.close()


def opened(report: PhotoReport) -> Image.Image:
    assert report.jpeg is not None
    return Image.open(BytesIO(report.jpeg))


def png_head(width: int, height: int) -> bytes:
    """A PNG that promises ``width`` by ``height`` pixels and brings none."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"")
    chunks = b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (head, data, b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def in_format(name: str, **options: object) -> bytes:
    out = BytesIO()
    portrait().save(out, name, **options)
    return out.getvalue()


# what is right


async def test_a_photo_that_fits_is_taken_as_it_is(studio: Studio) -> None:
    report = await studio.examine(jpeg(noisy(portrait())), PROFILE)
    assert (report.refused, report.doubtful, report.croppable) == ((), (), False)
    assert opened(report).size == (413, 531)
    assert 20 * 1024 <= len(report.jpeg or b"") <= 100 * 1000


async def test_a_png_becomes_a_jpeg(studio: Studio) -> None:
    report = await studio.examine(png(portrait()), PROFILE)
    assert report.refused == ()
    assert opened(report).format == "JPEG"


async def test_what_is_transparent_lies_on_white(studio: Studio) -> None:
    clear = portrait().convert("RGBA")
    clear.putalpha(Image.new("L", clear.size, 0))
    report = await studio.examine(png(clear), replace(PROFILE, min_kb=0))
    assert opened(report).getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
async def test_every_kind_of_pixels_becomes_rgb(studio: Studio, mode: str) -> None:
    picture = portrait().convert(mode)
    report = await studio.examine(jpeg(picture) if mode == "CMYK" else png(picture), replace(PROFILE, min_kb=0, max_kb=400))
    assert report.refused == ()
    assert opened(report).mode == "RGB"


async def test_a_still_photo_with_a_second_picture_for_depth_is_its_first_one(studio: Studio) -> None:
    report = await studio.examine(in_format("MPO", save_all=True, append_images=[Image.new("RGB", (40, 40))]), PROFILE)
    assert report.refused == ()


# what the file told of place and camera


async def test_a_photo_taken_with_the_telephone_upright_stands_upright(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x0112] = RIGHT_LEANING
    lying = noisy(portrait()).transpose(Image.Transpose.ROTATE_90)
    report = await studio.examine(jpeg(lying, exif=exif), PROFILE)
    assert (report.width, report.height) == (413, 531)
    assert (report.refused, report.doubtful) == ((), ())


async def test_place_camera_and_comments_are_dropped(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Spy Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 32.0, 11.0), 3: "E", 4: (114.0, 3.0, 27.0)})
    raw = jpeg(noisy(portrait()), exif=exif, comment=b"my home")
    assert b"Spy Camera" in raw
    report = await studio.examine(raw, PROFILE)
    kept = opened(report)
    assert not kept.getexif()
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert b"Spy Camera" not in (report.jpeg or b"")
    assert b"my home" not in (report.jpeg or b"")


async def test_what_hides_behind_the_end_of_the_picture_is_dropped(studio: Studio) -> None:
    report = await studio.examine(jpeg(noisy(portrait())) + b"<script>alert(1)</script>PK\x03\x04", PROFILE)
    assert b"script" not in (report.jpeg or b"script")


async def test_a_colour_profile_is_used_and_dropped(studio: Studio) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    report = await studio.examine(jpeg(noisy(portrait()), icc_profile=srgb), PROFILE)
    assert report.refused == ()
    assert "icc_profile" not in opened(report).info


async def test_a_broken_colour_profile_does_not_lose_the_photo(studio: Studio) -> None:
    report = await studio.examine(jpeg(noisy(portrait()), icc_profile=b"nonsense" * 20), PROFILE)
    assert report.refused == ()


# what is refused


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        in_format("GIF"),
        in_format("WEBP"),
        in_format("BMP"),
        in_format("TIFF"),
    ],
    ids=["nothing", "text", "svg", "pdf", "gif", "webp", "bmp", "tiff"],
)
async def test_only_jpeg_and_png_are_taken_whatever_the_name_says(studio: Studio, raw: bytes) -> None:
    report = await studio.examine(raw, PROFILE)
    assert (report.refused, report.jpeg, report.croppable) == ((PhotoFault.NOT_AN_IMAGE,), None, False)


async def test_forty_megabytes_are_refused_unread(studio: Studio) -> None:
    report = await studio.examine(jpeg(portrait()) + bytes(40 * MEGABYTE), PROFILE)
    assert report.refused == (PhotoFault.TOO_MANY_BYTES,)


async def test_the_most_bytes_are_a_matter_of_configuration() -> None:
    strict = Studio(Limits(bytes=5000), workers=1)
    report = await strict.examine(jpeg(portrait()), PROFILE)
    strict.close()
    assert report.refused == (PhotoFault.TOO_MANY_BYTES,)


@pytest.mark.parametrize("size", [(5001, 5001), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
async def test_a_bomb_of_pixels_is_refused_by_its_head(studio: Studio, size: tuple[int, int]) -> None:
    report = await studio.examine(png_head(*size), PROFILE)
    assert report.refused == (PhotoFault.TOO_MANY_PIXELS,)


async def test_a_jpeg_that_promises_far_too_many_pixels_is_refused(studio: Studio) -> None:
    raw = bytearray(jpeg(portrait()))
    at = raw.index(b"\xff\xc0") + 5
    raw[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    report = await studio.examine(bytes(raw), PROFILE)
    assert report.refused == (PhotoFault.TOO_MANY_PIXELS,)


async def test_a_jpeg_of_thousands_of_passes_is_refused(studio: Studio) -> None:
    raw = jpeg(portrait(), progressive=True)
    one_pass = raw[raw.rindex(b"\xff\xda") : -2]
    report = await studio.examine(raw[:-2] + one_pass * 1000 + raw[-2:], PROFILE)
    assert report.refused == (PhotoFault.DAMAGED,)


async def test_a_moving_png_is_refused(studio: Studio) -> None:
    report = await studio.examine(
        in_format("PNG", save_all=True, append_images=[portrait(background="blue")], duration=100), PROFILE
    )
    assert report.refused == (PhotoFault.ANIMATED,)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.9])
@pytest.mark.parametrize(
    "raw", [jpeg(portrait()), jpeg(portrait(), progressive=True), png(portrait())], ids=["jpeg", "progressive", "png"]
)
async def test_a_truncated_photo_is_damaged(studio: Studio, raw: bytes, part: float) -> None:
    report = await studio.examine(raw[: int(len(raw) * part)], PROFILE)
    assert (report.refused, report.jpeg) == ((PhotoFault.DAMAGED,), None)


async def test_no_spoilt_file_raises(studio: Studio) -> None:
    chance = random.Random(7)
    exif = Image.Exif()
    exif[0x0112] = RIGHT_LEANING
    whole = (jpeg(portrait((120, 160), scale=0.3), exif=exif), png(portrait((120, 160), scale=0.3)))
    for _ in range(300):
        raw = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 5, 30))):
            raw[chance.randrange(8, min(len(raw), chance.choice((300, 100_000))))] = chance.randrange(256)
        report = await studio.examine(bytes(raw), PROFILE)
        assert report.refused


# what isn't as wanted, and what the cut makes of it


async def test_a_large_photo_is_refused_for_its_pixels_and_can_be_cut(studio: Studio) -> None:
    report = await studio.examine(jpeg(portrait((3000, 4000), scale=5, at=(0.4, 0.5))), PROFILE)
    assert (report.width, report.height) == (3000, 4000)
    assert (report.refused, report.doubtful, report.croppable) == ((PhotoFault.PIXELS,), (), True)
    assert max(opened(report).size) <= 1600


async def test_the_cut_has_the_pixels_the_kilobytes_and_the_face_in_the_middle(studio: Studio) -> None:
    raw = jpeg(noisy(portrait((1600, 1200), scale=1.7, at=(0.7, 0.5))))
    report = await studio.crop(raw, PROFILE)
    assert (report.refused, report.doubtful) == ((), ())
    photo = opened(report)
    assert photo.size == (413, 531)
    assert 20 * 1024 <= len(report.jpeg or b"") <= 100 * 1000
    (face,) = FaceFinder().faces(photo.convert("RGB"))
    assert abs(face.middle - 413 / 2) < 413 * 0.05
    assert 0.25 < face.height / 531 < 0.5


async def test_there_is_room_above_the_hair(studio: Studio) -> None:
    report = await studio.crop(jpeg(portrait((1200, 1600), scale=2, at=(0.5, 0.5))), PROFILE)
    grey = opened(report).convert("L")
    rows = [y for y in range(grey.height) if (grey.getpixel((grey.width // 2, y)) or 0) < 128]  # type: ignore[operator]
    assert 0.03 * grey.height < rows[0] < 0.15 * grey.height


async def test_a_photo_framed_well_but_larger_is_only_made_smaller(studio: Studio) -> None:
    twice = portrait((826, 1062), scale=2)
    report = await studio.crop(jpeg(twice), PROFILE)
    theirs, ours = twice.resize((413, 531)).convert("L"), opened(report).convert("L")
    assert max(abs(a - b) for a, b in zip(theirs.resize((20, 26)).tobytes(), ours.resize((20, 26)).tobytes(), strict=True)) < 16


async def test_a_photo_with_too_few_pixels_cannot_be_cut(studio: Studio) -> None:
    raw = jpeg(portrait((200, 260), scale=0.5))
    report = await studio.examine(raw, PROFILE)
    assert report.refused == (PhotoFault.PIXELS, PhotoFault.TOO_SMALL)
    assert not report.croppable
    assert PhotoFault.TOO_SMALL in (await studio.crop(raw, PROFILE)).refused


async def test_a_picture_without_a_face_asks_for_another_look_and_is_no_refusal(studio: Studio) -> None:
    report = await studio.crop(png(noisy(Image.new("RGB", (900, 1200), "white"), 60)), replace(PROFILE, min_kb=5))
    assert report.refused == ()
    assert report.doubtful == (PhotoFault.NO_FACE,)


async def test_two_people_ask_for_another_look(studio: Studio) -> None:
    group = portrait((900, 700), at=(0.25, 0.45))
    draw_person(group, (0.75, 0.45), 1.0)
    report = await studio.examine(jpeg(group), PROFILE)
    assert PhotoFault.SEVERAL_FACES in report.doubtful


BLUE, RED, GREEN, GREY = (70, 130, 210), (190, 40, 45), (70, 140, 80), (150, 150, 150)


@pytest.mark.parametrize(
    ("wanted", "drawn", "fits"),
    [
        ("white", "white", True),
        ("white", (225, 226, 230), True),
        ("white", GREY, False),
        ("white", BLUE, False),
        ("blue", BLUE, True),
        ("blue", RED, False),
        ("red", RED, True),
        ("red", "white", False),
        ("plain", GREEN, True),
        ("any", GREEN, True),
    ],
)
async def test_the_background_has_the_colour_of_the_profile(studio: Studio, wanted: str, drawn: str, fits: bool) -> None:
    raw = jpeg(noisy(portrait(background=drawn), 8))
    report = await studio.examine(raw, replace(PROFILE, background=wanted, max_kb=200))
    assert (PhotoFault.BACKGROUND in report.doubtful) is not fits


async def test_a_background_of_two_colours_is_not_plain(studio: Studio) -> None:
    room = Image.new("RGB", (413, 531), "white")
    room.paste((90, 60, 40), (0, 0, 160, 531))
    draw_person(room, (0.5, 0.47), 1.0)
    report = await studio.examine(jpeg(room), replace(PROFILE, background="plain"))
    assert report.doubtful[-1:] == (PhotoFault.BACKGROUND,)


@pytest.mark.parametrize(("least", "most"), [(20, 30), (30, 45), (15, 20), (60, 100)])
async def test_the_quality_is_found_that_meets_the_kilobytes(studio: Studio, least: int, most: int) -> None:
    report = await studio.examine(jpeg(noisy(portrait(), 30), 97), replace(PROFILE, min_kb=least, max_kb=most))
    assert report.refused == ()
    assert least * 1024 <= len(report.jpeg or b"") <= most * 1000


async def test_kilobytes_out_of_reach_are_said(studio: Studio) -> None:
    grain = jpeg(noisy(portrait(), 120), 97)
    assert (await studio.examine(grain, replace(PROFILE, min_kb=1, max_kb=4))).refused == (PhotoFault.TOO_MANY_KB,)
    assert (await studio.examine(grain, replace(PROFILE, min_kb=900, max_kb=1000))).refused == (PhotoFault.TOO_FEW_KB,)


# the frame, in numbers


@pytest.mark.parametrize("size", [(400, 4000), (4000, 400), (413, 531), (1, 1), (3000, 2000)])
def test_the_frame_lies_within_the_picture_and_has_the_shape(size: tuple[int, int]) -> None:
    cut = frame(size, 413 / 531, None)
    left, top, right, bottom = cut.box
    assert left >= 0
    assert top >= 0
    assert right <= size[0] + 1e-6
    assert bottom <= size[1] + 1e-6


# many at once


async def test_many_photos_at_once_leave_the_event_loop_free(studio: Studio) -> None:
    raw = jpeg(portrait((3000, 4000), scale=5))
    looking = asyncio.gather(*(studio.examine(raw, PROFILE) for _ in range(6)))
    turns = 0
    while not looking.done():
        await asyncio.sleep(0.002)
        turns += 1
    assert len(await looking) == 6
    assert turns > 20
