"""Styles and scripts of the default theme: what they weigh, and what older browsers understand of them."""

import gzip
import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).parent.parent / "themes" / "default" / "assets"
TEMPLATES = ASSETS.parent / "templates"
STYLES = sorted(ASSETS.glob("*.css"))


def _of_a_speech(kind: str) -> list[Path]:
    """The files of a kind that a speech's page names, those of the frame included."""
    frame, speech = ((TEMPLATES / name).read_text("utf-8") for name in ("base.html", "speech.html"))
    frame = re.sub(r"\{% block lists %\}.*?\{% endblock %\}", "", frame, flags=re.S)
    names = re.findall(rf"asset\('([\w-]+\.{kind})'\)", frame + speech)
    return [ASSETS / name for name in dict.fromkeys(names) if name != "english.js"]


@pytest.mark.parametrize(("kind", "most"), [("css", 12_000), ("js", 15_000)])
def test_a_speech_is_light(kind: str, most: int) -> None:
    """Styles and scripts of a speech's page keep to their limits over the wire."""
    files = _of_a_speech(kind)
    assert len(files) > 4
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) <= most


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_lines_of_text_are_drawn_by_longhands(path: Path) -> None:
    """Safari before 26.2 drops a declaration of text-decoration with more than the line in it."""
    found = re.findall(r"(?<![\w-])text-decoration:\s*([^;}]+)", path.read_text("utf-8"))
    assert [value for value in found if len(value.split()) > 1] == []
