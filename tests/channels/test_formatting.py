"""HTML as Telegram reads it: tag-free text and entities in UTF-16 units, anything else refused in Telegram's words."""

import pytest

from bot.channels.errors import ApiError
from bot.channels.formatting import formatted, units

READ = [
    ("plain", "plain", []),
    ("<b>a</b>", "a", [("bold", 0, 1)]),
    ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
    ("<ins>c</ins><del>d</del>", "cd", [("underline", 0, 1), ("strikethrough", 1, 1)]),
    ("😀<b>考</b>生", "😀考生", [("bold", 2, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("<B>a</b>", "a", [("bold", 0, 1)]),
    ("a &lt; b &amp;&amp; c &gt; d &quot;e&quot;", 'a < b && c > d "e"', []),
    ("&copy; &nbsp; &#65;&#x4E2D;", "&copy; &nbsp; A中", []),
    ("&#128512;<u>x</u>", "😀x", [("underline", 2, 1)]),
    ("<tg-spoiler>s</tg-spoiler><span class='tg-spoiler'>t</span>", "st", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ("  <b> a </b>  ", "a", [("bold", 0, 1)]),
    ("<b></b>a", "a", []),
    ("<a href='nowhere'>a</a>", "a", []),
    ("go /start, see https://a.example/x.", "go /start, see https://a.example/x.", [("bot_command", 3, 6), ("url", 15, 19)]),
    ("<code>/start</code> 1/2", "/start 1/2", [("code", 0, 6)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), READ)
def test_html_is_read_as_telegram_reads_it(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    words = formatted(source, "HTML")
    assert words.text == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in words.entities] == entities


REFUSED = [
    ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("考<h1>", 'Unsupported start tag "h1" at byte offset 3'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<span class='x'>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("&#xd800;", "Text contains invalid Unicode characters after decoding HTML entities"),
]


@pytest.mark.parametrize(("source", "why"), REFUSED)
def test_what_telegram_refuses_is_refused_in_its_words(source: str, why: str) -> None:
    with pytest.raises(ApiError) as refused:
        formatted(source, "HTML")
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


def test_links_keep_their_address_and_code_its_language() -> None:
    assert formatted('<a href="https://a.example/?a=1&amp;b=2">x</a>', "HTML").entities[0]["url"] == "https://a.example/?a=1&b=2"
    pre = formatted('<pre><code class="language-python">x</code></pre>', "HTML").entities
    assert pre == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


def test_without_a_parse_mode_marks_are_text() -> None:
    assert formatted("<b>a</b>", None).text == "<b>a</b>"


def test_other_parse_modes_are_refused_rather_than_shown_raw() -> None:
    with pytest.raises(ApiError):
        formatted("*a*", "MarkdownV2")


def test_length_is_counted_in_utf_16_units() -> None:
    assert [units(text) for text in ("abc", "考生", "😀", "𰻝a")] == [3, 2, 2, 3]
