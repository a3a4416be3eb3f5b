"""Several speeches in one file, and one speech in several files."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ingest.ledger import apply, verify
from generator.ingest.split import SEAM, joints, marker, rows_of, speeches_in
from tests.imports import PROSE, body_of, give, keep, receive

BODY = PROSE * 4
FIRST = f"在全县工作会议上的讲话\n（2019年3月1日）\n同志们：\n{BODY}\n同志们：\n{BODY}\n"
SECOND = f"在全县教育大会上的讲话\n县长　李强\n各位老师：\n{BODY[::-1]}。\n"
THIRD = f"关于秋收工作的报告\n2020年9月3日\n{BODY}\n"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (FIRST, ""),
        (FIRST + SECOND, "在全县工作会议上的讲话 在全县教育大会上的讲话"),
        (FIRST + "\n-----------\n\n" + SECOND, "在全县工作会议上的讲话 在全县教育大会上的讲话"),
        ("1. " + FIRST + "2. " + SECOND, "在全县工作会议上的讲话 在全县教育大会上的讲话"),
        (
            "在全县工作会议上的讲话\n在全县教育大会上的讲话\n" + FIRST + SECOND,
            "在全县工作会议上的讲话 在全县教育大会上的讲话",
        ),
        (FIRST + FIRST, ""),
        (FIRST + "相关阅读\n在全县教育大会上的讲话\n在市委全会上的讲话\n", ""),
        (FIRST + f"附：关于修路的报告\n{BODY}", ""),
        (FIRST.replace("讲话", "讲话（一）") + FIRST.replace("讲话", "讲话（二）"), ""),
        (FIRST.replace("\n（", "\n在全县工作会议上的讲话\n（") + "各位代表！\n" + BODY, ""),
    ],
    ids="one two ruled numbered contents copy related appendix parts address-again".split(),
)
def test_where_a_speech_begins(text: str, titles: str) -> None:
    """A title of its own with date, speaker or salutation below it begins a speech; nothing else does."""
    assert " ".join(part.title for part in speeches_in(text)) == titles


def test_a_weak_opening_is_not_certain() -> None:
    """A report with a date line alone may be a heading of the speech before."""
    assert [part.clear for part in speeches_in(FIRST + SECOND)] == [True, True]
    assert [part.clear for part in speeches_in(FIRST + THIRD)] == [True, False]
    assert [part.clear for part in speeches_in(FIRST + "=======\n" + THIRD)] == [True, True]


def test_without_split_a_note_says_so(tmp_path: Path) -> None:
    """The file comes in as one speech; the note stands in the ledger with the titles."""
    receipt = receive([give(tmp_path, "a.txt", FIRST + SECOND)], tmp_path / "archive")
    assert [row.notes for row in receipt.rows] == [{"several-speeches": 1}]
    assert "--split takes it apart" in receipt.told()
    ledger = next(data for path, data in receipt.writes if path.name == "ledger.json").decode()
    assert "此件似含2篇讲话：《在全县工作会议上的讲话》；《在全县教育大会上的讲话》" in ledger


def test_split_takes_apart_and_keeps_the_file_once(tmp_path: Path) -> None:
    """Each speech has its ledger over its own range; the file lies in raw/_files; a second import finds both again."""
    archive = tmp_path / "archive"
    path = give(tmp_path, "两篇.txt", FIRST + SECOND)
    receipt = keep([path], archive, split=True)
    assert [row.date for row in receipt.rows] == ["2019-03-01", ""]
    (kept,) = (archive / "raw" / "_files").glob("*/*")
    assert (kept.name, kept.read_bytes()) == ("两篇.txt", path.read_bytes())
    texts = [(archive / "raw" / row.id / "text.txt").read_text("utf-8") for row in receipt.rows]
    assert "".join(texts) == FIRST + SECOND
    assert verify(archive) == ((), [])
    again = receive([path], archive)
    assert [(row.id, row.state) for row in again.rows] == [(row.id, "same") for row in receipt.rows]
    kept.write_bytes(b"x")
    assert "was changed" in verify(archive)[0][0].message


def test_split_leaves_what_is_not_certain(tmp_path: Path) -> None:
    """Where one opening is weak the file stays whole, and the editor is told."""
    receipt = receive([give(tmp_path, "a.txt", FIRST + THIRD)], tmp_path / "archive", split=True)
    assert len(receipt.rows) == 1
    assert "not certainly" in receipt.told()


@pytest.mark.parametrize(
    ("name", "stem", "number"),
    [
        ("讲话（二）", "讲话", 2),
        ("讲话(十二)", "讲话", 12),
        ("讲话之三", "讲话", 3),
        ("讲话㈡", "讲话", 2),
        ("报告_02", "报告", 2),
        ("报告（下）", "报告", 3),
        ("报告第二十一部分", "报告", 21),
    ],
)
def test_names_of_parts(name: str, stem: str, number: int) -> None:
    """A title or a file's name says which part it is."""
    found = marker(name)
    assert found is not None
    assert (found.stem, found.number) == (stem, number)


@pytest.mark.parametrize("name", ["讲话", "2020年报告", "（一）", "三严三实", "在八一大会上的讲话"])
def test_names_that_are_no_parts(name: str) -> None:
    """Numerals elsewhere say nothing."""
    assert marker(name) is None


def test_rows_run_from_one_without_a_gap() -> None:
    """上 and 下 are two; a number that is missing or twice makes no row."""
    assert list(rows_of({"a": "报告（上）", "b": "报告（下）"})) == [("报告", ("a", "b"))]
    assert list(rows_of({"a": "报告（上）", "b": "报告（下）", "c": "报告（中）"})) == [
        ("报告", ("a", "c", "b"))
    ]
    assert list(rows_of({"a": "报告（一）", "b": "报告（三）"})) == []
    assert list(rows_of({"a": "报告（一）", "b": "报告（二）", "c": "报告㈡"})) == []


def test_a_seam_is_closed() -> None:
    """The title that a part repeats goes, and 未完待续, by the rule for metadata; the paragraphs stay apart."""
    text = (
        f"在会上的讲话（一）\n同志们：\n前半。\n（未完待续）\n{SEAM}在会上的讲话（二）\n（接上期）\n后半。\n"
    )
    (edit,) = joints(text)
    assert (edit.rule, text[: edit.start] + edit.after + text[edit.end :]) == (
        "metadata",
        "在会上的讲话（一）\n同志们：\n前半。\n\n\n后半。\n",
    )
    (edit,) = joints(f"在会上的讲话\n前半。{SEAM}后半。\n")
    assert (edit.rule, edit.after) == ("line-ends", "\n")


def parts(folder: Path, names: tuple[str, str] = ("报告（一）.txt", "报告（二）.txt")) -> list[Path]:
    """A speech in two files."""
    first = f"在全县工作会议上的讲话（一）\n（2019年3月1日）\n同志们：\n{BODY}\n"
    return [
        give(folder, names[0], first),
        give(folder, names[1], f"在全县工作会议上的讲话（二）\n{BODY[::-1]}。\n"),
    ]


@pytest.mark.parametrize(
    "names", [("报告（一）.txt", "报告（二）.txt"), ("a.txt", "b.txt")], ids=["by name", "by title"]
)
def test_split_joins_the_parts_of_one_speech(tmp_path: Path, names: tuple[str, str]) -> None:
    """Two files become one speech with one ledger over both, joined by U+001E; its title is that of the whole."""
    archive = tmp_path / "archive"
    files = parts(tmp_path, names)
    (row,) = keep(files, archive, split=True).rows
    head = (archive / "speeches" / f"{row.id}.md").read_text("utf-8")
    assert "title: 在全县工作会议上的讲话\n" in head
    assert "（二）" not in body_of(archive, row.id)
    assert {path.name for path in (archive / "raw" / row.id).iterdir()} == {*names, "text.txt", "ledger.json"}
    assert verify(archive) == ((), [])
    assert [again.state for again in receive(files, archive).rows] == ["same"]
    alone = receive(files[1:], archive)
    assert alone.rows == []
    assert "import all of them together" in alone.told()


def test_without_split_the_parts_are_said(tmp_path: Path) -> None:
    """Two speeches come in, with a word on what they are."""
    receipt = receive(parts(tmp_path), tmp_path / "archive")
    assert len(receipt.rows) == 2
    assert (
        "look like the parts of one speech: 报告（一）.txt, 报告（二）.txt; --split joins them"
        in receipt.told()
    )


def test_files_that_only_look_like_parts(tmp_path: Path) -> None:
    """讲话(1).txt and 讲话(2).txt that each open a speech of their own are two speeches, even with --split."""
    files = [give(tmp_path, "讲话(1).txt", FIRST), give(tmp_path, "讲话(2).txt", SECOND)]
    assert len(receive(files, tmp_path / "archive", split=True).rows) == 2


_LINES = st.lists(
    st.sampled_from(
        [*FIRST.split("\n"), *SECOND.split("\n"), "（未完待续）", SEAM, "-----", "", "（一）", "㈡"]
    ),
    max_size=24,
)


@given(_LINES)
def test_no_text_is_lost_between_parts(lines: list[str]) -> None:
    """Whatever stands in a file: the parts are in order and leave out nothing but rules; seams are closed without touching a sentence."""
    text = "\n".join(lines)
    parts = speeches_in(text)
    between = [text[a.end : b.start] for a, b in itertools.pairwise(parts)]
    assert all(set(gap) <= set("-\n") for gap in between)
    if parts:
        assert (parts[0].start, parts[-1].end) == (0, len(text))
    assert apply(text, joints(text)).count(PROSE) == text.count(PROSE)
