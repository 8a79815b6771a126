"""The printer: a sheet becomes a PDF/A that is the same, byte for byte, whenever the same sheet is printed.

The words reach the template as JSON, so nothing in them is ever markup; the templates beside this module hold no text. The compiler
releases the interpreter's lock; a small pool of threads, each with a compiler of its own, keeps printing off the event loop.
"""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cached_property
from io import BytesIO
from pathlib import Path

import segno
import typst

from core.errors import Rejected
from core.model.sheets import FormValues, strings_of
from core.ports import Sheet
from gateways.printing.fonts import FontSet

_TEMPLATES = Path(__file__).parent / "templates"
_QR_PIXELS_A_MODULE = 8


class TypstPrinter:
    """Prints sheets with typst. One for each process; ``close`` it at the end.

    :param fonts: where letters come from.
    :param workers: how many sheets are set at the same time.
    """

    def __init__(self, fonts: FontSet | None = None, *, workers: int = 2) -> None:
        self._fonts = fonts or FontSet()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="printing")
        self._own = threading.local()

    def uncovered(self, text: str) -> str:
        """The characters of ``text`` that no installed font draws, each once. The first call reads the fonts: 0.2 seconds."""
        return self._fonts.uncovered(text)

    async def print(self, sheet: Sheet) -> bytes:
        """The PDF/A-2b of ``sheet``, dated ``printed_at``.

        Raises ``Rejected``: ``uncovered`` with the characters no font draws, ``unprintable`` where photo or QR text can't be set.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._print, sheet)

    def close(self) -> None:
        """Let the threads go once the sheets under way are done."""
        self._pool.shutdown()

    def _print(self, sheet: Sheet) -> bytes:
        words = "".join(strings_of(sheet.values))
        if lacking := self.uncovered(words):
            raise Rejected("uncovered", lacking)
        template = "form.typ" if isinstance(sheet.values, FormValues) else "ticket.typ"
        try:
            pdf = self._compiler().compile(
                _TEMPLATES / template,
                format="pdf",
                sys_inputs={"sheet": self._data(sheet, self._fonts.rare_in(words))},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(sheet.printed_at.timestamp()),
            )
        except typst.TypstError as error:
            raise Rejected("unprintable", error.message) from error
        assert isinstance(pdf, bytes)
        return pdf

    def _data(self, sheet: Sheet, rare: str) -> str:
        lang, _, region = sheet.locale.partition("_")
        data = {
            "values": asdict(sheet.values),
            "fonts": self._fonts.families,
            "rare": rare,
            "lang": lang,
            "region": region or None,
            "photo": list(sheet.photo_jpeg) if sheet.photo_jpeg is not None else None,
            "qr": list(_qr_png(sheet.qr)) if sheet.qr is not None else None,
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def _letters(self) -> typst.Fonts:
        """The fonts as the compilers share them: their bytes are in memory once."""
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(self._fonts.folders))

    def _compiler(self) -> typst.Compiler:
        compiler: typst.Compiler | None = getattr(self._own, "compiler", None)
        if compiler is None:
            compiler = self._own.compiler = typst.Compiler(root=_TEMPLATES, font_paths=self._letters, ignore_system_fonts=True)
        return compiler


def _qr_png(text: str) -> bytes:
    """A QR code, never a Micro QR that telephones can't read, with its quiet zone; level M or better."""
    try:
        code = segno.make_qr(text, error="m")
    except segno.encoder.DataOverflowError as error:
        raise Rejected("unprintable", "the text is too long for a QR code") from error
    png = BytesIO()
    code.save(png, kind="png", scale=_QR_PIXELS_A_MODULE, border=4)
    return png.getvalue()
