"""A candidate with a phone: presses, types, chooses files, opens pages; and keeps a picture of every step."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.async_api import Locator, Page, expect

import locales
from locales.words import Words, words_in

CATALOGUES = Path(locales.__file__).parent
ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "screenshots"
PATIENCE_MILLISECONDS = 15_000


@cache
def _sources(locale: str) -> list[str]:
    """Every sentence the catalogue knows, in English."""
    with (CATALOGUES / locale / "LC_MESSAGES" / "kaoban.po").open(encoding="utf-8") as file:
        return sorted(str(message.id) for message in read_po(file) if message.id)


@dataclass
class Visitor:
    """``locale`` is the language of the pages; sentences are given in English and looked for as the catalogue says them."""

    page: Page
    locale: str
    folder: Path

    def __post_init__(self) -> None:
        self.words: Words = words_in(self.locale)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._pictures = 0

    async def arrives(self, url: str) -> None:
        """Open the chat for the first time."""
        await self.page.goto(f"{url}/?lang={self.locale}")

    @property
    def newest(self) -> Locator:
        """The bot's newest message with its buttons."""
        return self.page.locator("#log .from-bot").last

    async def sees(self, source: str, **values: object) -> None:
        """Wait until the newest message says this sentence, up to its first place or mark; its beginning is enough to name it."""
        await expect(self.newest).to_contain_text(self.said(source, **values), timeout=PATIENCE_MILLISECONDS)

    def said(self, source: str, **values: object) -> str:
        """The beginning of that sentence in the visitor's language."""
        whole = next((known for known in _sources(self.locale) if known.startswith(source)), source)
        return self.words(whole, **values).removeprefix("<b>").partition("{")[0].partition("<")[0].partition("\n")[0]

    async def presses(self, label: str, then: str, **values: object) -> None:
        """Press the button of the newest message with this label, and wait for what follows."""
        await self.newest.get_by_role("button", name=self.words(label, **values), exact=True).click()
        await self.sees(then)

    async def says(self, text: str, then: str) -> None:
        """Type and send."""
        await self.page.locator("#text").fill(text)
        await self.page.locator("#send").click()
        await self.sees(then)

    async def opens(self, label: str) -> None:
        """Follow the button that leads to a page of this site."""
        await self.newest.get_by_role("link", name=self.words(label)).click()
        await self.page.locator("#text").wait_for(state="detached")

    async def returns(self) -> None:
        """Go back to the chat by the page's own way."""
        await self.page.get_by_role("link", name=self.words("Back to the chat")).last.click()
        await self.page.locator("#text").wait_for()

    async def picture(self, name: str) -> None:
        """Keep how it looks now."""
        self._pictures += 1
        await self.page.evaluate("document.fonts.ready")
        await self.page.wait_for_timeout(250)  # the last message settles for a moment
        await self.page.screenshot(path=self.folder / f"{self._pictures:02d}-{name}.png")
