"""Cases of the importer's rules, in ``cases/ingest/*.md``: title, raw text, what is expected; a line with a dot between them."""

import re
from pathlib import Path

import pytest

from generator import frontmatter
from generator.ingest.ingest import Imported, ingest

CASES = Path(__file__).parent / "cases" / "ingest"


def cases(kind: str) -> list[object]:
    """Return every case of the files whose names begin with ``kind``."""
    found: list[object] = []
    for path in sorted(CASES.glob(f"{kind}-*.md")):
        lines = path.read_text("utf-8").split("\n")
        dots = [i for i, line in enumerate(lines) if line == "."]
        assert len(dots) % 3 == 0, f"{path.name}: a case has three lines with a dot"
        for a, b, c in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
            title = lines[a - 1]
            assert title, f"{path.name}:{a}: a case begins with its title"
            raw, expected = ("\n".join(lines[x + 1 : y]) for x, y in ((a, b), (b, c)))
            found.append(pytest.param(visible(raw), visible(expected), id=f"{path.stem}-{title}"))
    return found


def visible(text: str) -> str:
    r"""Read ``\u3000`` and ``\r`` as the characters that they stand for."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\\r(?=\n|[\u4e00-\u9fff])", "\r", text)


def read(raw: str) -> Imported:
    """Import a text whose file name says nothing."""
    return ingest(raw.encode(), "raw.txt")


@pytest.mark.parametrize(("raw", "expected"), cases("body"))
def test_body(raw: str, expected: str) -> None:
    """The body is the one that an editor would make."""
    assert read(raw).body == expected + "\n"


@pytest.mark.parametrize(("raw", "expected"), cases("markdown"))
def test_markdown(raw: str, expected: str) -> None:
    """A file that is Markdown already keeps its own marks."""
    assert ingest(raw.encode(), "raw.md").body == expected + "\n"


@pytest.mark.parametrize(("raw", "expected"), cases("notes"))
def test_notes(raw: str, expected: str) -> None:
    """What an editor should look at is noted with its place, and nothing else is."""
    imported = read(raw)
    found = [
        " | ".join(part for part in (note.rule, imported.text[note.start : note.end], note.proposal) if part)
        for note in imported.ledger.notes
    ]
    assert found == [line for line in expected.split("\n") if line]


@pytest.mark.parametrize(("raw", "expected"), cases("facts"))
def test_facts(raw: str, expected: str) -> None:
    """The front matter says what the text says, and no more."""
    fields = read(raw).fields
    for key, value in frontmatter.read_yaml(expected)[0].items():
        if value is None:
            assert key not in fields
        else:
            assert fields.get(key) == value
