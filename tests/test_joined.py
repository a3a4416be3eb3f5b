"""Files joined from parts: right after any edit, and of the parts that are in place none is made again."""

import contextlib
import hashlib
import random
from collections.abc import Iterable

import pytest

from generator.build import Options, build
from generator.joined import Joining, Layout, laid_out
from generator.memo import Memo, digest_of_bytes
from generator.model import FilePart
from generator.tables import Row, csv_rows
from tests import edits


def parts_of(texts: list[bytes], made: list[bytes]) -> list[FilePart]:
    """A part a text; ``made`` gets those that are made."""

    def part(text: bytes) -> FilePart:
        def make() -> bytes:
            made.append(text)
            return text

        return digest_of_bytes(text), make

    return [part(text) for text in texts]


def test_parts_in_place_are_copied():
    """Parts that come, go, move and change, again and again: the bytes are those of all parts, and only new ones are made."""
    rng = random.Random(1)
    texts: list[bytes] = []
    layout, old = laid_out([], b""), b""
    copied = 0
    for _ in range(300):
        before = set(texts)
        for _ in range(rng.randrange(4)):
            kind, at = rng.choice("+++-~<"), rng.randrange(len(texts) + 1)
            if kind == "+":
                texts.insert(at, rng.randbytes(rng.randrange(9)))
            elif texts and kind == "-":
                texts.pop(at - 1)
            elif texts and kind == "~":
                texts[at - 1] += b"x"
            elif kind == "<":
                texts = texts[at:] + texts[:at]
        made: list[bytes] = []
        joining = Joining(parts_of(texts, made), layout, memoryview(old))
        data = b"".join(joining)
        assert data == b"".join(texts)
        assert set(made).isdisjoint(before)
        layout, old = joining.layout(b""), data
        assert (layout.size, layout.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert layout == laid_out(parts_of(texts, []), b"")
        copied += len(texts) - len(made)
    assert copied > 1000


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
def test_without_the_old_bytes_all_is_made(is_known):
    """A layout alone, or bytes alone, are no help."""
    texts, made = [b"one", b"two"], list[bytes]()
    layout: Layout | None = laid_out(parts_of(texts, []), b"")
    joining = Joining(parts_of(texts, made), *((layout, None) if is_known else (None, memoryview(b"onetwo"))))
    assert b"".join(joining) == b"onetwo"
    assert made == texts


def test_one_speech_edited_makes_its_own_rows(tmp_path, monkeypatch):
    """Of the tables with rows of every speech, the rows of the others are those in place; where these were damaged, all are made."""
    state = edits.rich()
    path = "content/speeches/2016-xiushui.md"

    def built(words: str) -> int:
        other = state.copy()
        other.files[path] += f"\n{words}\n".encode()
        other.write(tmp_path / "in")
        made: list[bytes] = []

        def counted(rows: Iterable[Row]) -> bytes:
            made.append(csv_rows(rows))
            return made[-1]

        with contextlib.chdir(tmp_path), monkeypatch.context() as patch:
            patch.setattr("generator.plan.data.csv_rows", counted)
            memo = Memo(tmp_path / "memo")
            report = build(Options(tmp_path / "in/content"), tmp_path / "out", memo, None)
            memo.close(finished=True)
        assert not [problem for problem in report.problems if problem.level == "error"]
        return len(made)

    whole = built("又添了一段话。")
    few = built("再添了一段话。")
    assert few < 5 < whole
    table = tmp_path / "out/data/speeches.csv"
    right = table.read_bytes()
    table.write_bytes(right[:-9])
    assert built("又添了一段话。") > len(edits.rich().below("content/speeches")) - 2
    assert table.read_bytes() != right[:-9]
    assert len(table.read_bytes().splitlines()) == len(right.splitlines())
