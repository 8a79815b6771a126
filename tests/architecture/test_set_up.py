"""A clone is all that is needed: pinned, hashed requirements without an address; nothing of the machine it was written on."""

import re

from tests.architecture.source import ROOT, expect_none, files

PERSONAL = re.compile(r"(?<![\w.:/~-])/(?:work|root|home)/[\w.-]")
_BINARY = {".png", ".jpg", ".jpeg", ".pdf", ".mo", ".dat", ".db", ".woff2", ".otf", ".ttf", ".ico", ".gz", ".zip"}
ADDRESS = re.compile(r"https?://|file:|^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", re.MULTILINE)


def _requirements() -> list[str]:
    text = (ROOT / "requirements.lock").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_every_requirement_is_pinned_and_hashed() -> None:
    loose = [line for line in _requirements() if not re.match(r"[\w.\[\],-]+==\S+", line) or "--hash=sha256:" not in line]
    expect_none(loose)
    assert len(_requirements()) > 50


def test_requirements_name_no_address() -> None:
    assert not ADDRESS.search((ROOT / "requirements.lock").read_text())


def test_no_other_lock_file_is_kept() -> None:
    expect_none([path.name for path in files() if path.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}])


def test_nothing_is_named_like_the_machine_it_was_written_on() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(errors="replace") for path in files() if path.suffix not in _BINARY}
    named = [name for name, text in texts.items() if PERSONAL.search(text) or (len(str(ROOT)) > 8 and str(ROOT) in text)]
    expect_none(named)
