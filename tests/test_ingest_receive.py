"""Receiving raw files into an archive: ids, what is never overwritten, and one clear line for each file that fails."""

from pathlib import Path

import pytest

from generator.ingest.archive import glossary_bounds
from generator.ingest.facts import file_title
from generator.ingest.ledger import verify
from generator.ingest.receive import receive as each
from tests.imports import SPEECH, edit, give, keep, receive


def test_an_id_is_year_and_pinyin(tmp_path: Path) -> None:
    """The id says when and what; the raw file is kept under its own name, byte for byte."""
    path = give(tmp_path, "原稿 1.txt")
    receipt = keep([path], tmp_path / "archive")
    row = receipt.rows[0]
    assert row.id.startswith("2019-zai-quanxian-gongzuo")
    assert (row.state, row.date, row.basis, row.notes) == ("new", "2019-03-01", "stated", {})
    assert (tmp_path / "archive" / "raw" / row.id / "原稿 1.txt").read_bytes() == path.read_bytes()
    assert (
        (tmp_path / "archive" / "speeches" / f"{row.id}.md")
        .read_text()
        .startswith("---\ntitle: 在全县工作会议上的讲话\n")
    )


def test_an_id_keeps_the_names_that_the_archive_knows(tmp_path: Path) -> None:
    """A place of site.yaml is one word of the id, as its slug writes it; its alias too."""
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "site.yaml").write_text(
        "title: 样本\nnames:\n  places:\n    栖云县: {slug: qiyun-xian, aliases: [栖云]}\n", "utf-8"
    )
    text = "在栖云县工作会议上的讲话\n（2019年3月1日）\n同志们：\n今天开会。\n"
    assert (
        receive([give(tmp_path, "a.txt", text)], archive).rows[0].id.startswith("2019-zai-qiyun-xian-gongzuo")
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("把路修通_云里县融媒体中心.txt", "把路修通"),
        ("云里党建网_把路修通.txt", "把路修通"),
        ("把路修通 - 云里文库.txt", "把路修通"),
        ("把路修通_在山顶上.txt", "把路修通 在山顶上"),
        ("公众号.txt", "公众号"),
    ],
)
def test_a_title_from_the_name_of_a_file(name: str, title: str) -> None:
    """The name of a site before or behind the title is none of it."""
    assert file_title(name) == title


def test_undated_speeches_say_so(tmp_path: Path) -> None:
    """A text without a date has no year in its id."""
    receipt = receive(
        [give(tmp_path, "a.txt", "在县工作会议上的讲话\n同志们：\n开会。\n")], tmp_path / "archive"
    )
    assert receipt.rows[0].id.startswith("undated-zai-xian")


def test_a_clash_gets_a_number_and_the_same_bytes_their_old_id(tmp_path: Path) -> None:
    """Two texts of one title are two speeches; the same bytes are the same speech."""
    archive = tmp_path / "archive"
    first = keep([give(tmp_path, "a.txt")], archive).rows[0]
    second = keep([give(tmp_path, "b.txt", SPEECH + "散会。\n")], archive).rows[0]
    assert second.id == f"{first.id}-2"
    again = receive([give(tmp_path, "c.txt")], archive)
    assert again.rows[0].id == first.id
    assert [row.state for row in receive([tmp_path / "raw" / "a.txt"], archive).rows] == ["same"]


def test_the_same_bytes_twice_in_one_import(tmp_path: Path) -> None:
    """A file given twice is imported once, and said."""
    path = give(tmp_path, "a.txt")
    receipt = receive([path, path], tmp_path / "archive")
    assert len(receipt.rows) == 1
    assert "the same bytes were given twice" in receipt.problems[0].message


@pytest.mark.parametrize(
    ("old", "new", "message", "level"),
    [
        ("讲两点", "讲三点", "the text was edited since its import", "note"),
        ("level: county", "level: township", "the front matter was edited", "note"),
        ("date: 2019", "date: [2019", "cannot be read", "error"),
    ],
)
def test_edited_speeches_are_not_overwritten(
    tmp_path: Path, old: str, new: str, message: str, level: str
) -> None:
    """What an editor changed stays, unless the import is told otherwise."""
    archive = tmp_path / "archive"
    path = give(tmp_path, "a.txt")
    id = keep([path], archive).rows[0].id
    edit(archive, id, (old, new))
    receipt = receive([path], archive)
    assert (receipt.writes, receipt.rows[0].state) == ([], "kept")
    assert message in receipt.problems[0].message
    assert "--force does" in receipt.problems[0].message
    assert receipt.problems[0].level == level
    forced = keep([path], archive, force=True)
    assert forced.rows[0].state == "again"
    assert verify(archive) == ((), [])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", "\u3000\n\ufeff\n".encode(), "nothing of the text is a speech"),
        ("picture.txt", b"\x89PNG\x00\x00\x01\x02" * 20, "this is no text but a picture"),
        ("odd.txt", bytes(range(128, 256)) * 3, "no encoding gives a Chinese text"),
    ],
)
def test_a_file_that_fails_is_one_line_and_the_others_go_on(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    """A bad file does not stop a good one."""
    receipt = receive([give(tmp_path, name, data), give(tmp_path, "good.txt")], tmp_path / "archive")
    assert [row.file for row in receipt.rows] == ["good.txt"]
    assert message in receipt.problems[0].message
    assert "\n" not in receipt.problems[0].message
    assert receipt.problems[0].path.endswith(name)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    """A path that leads nowhere is said."""
    receipt = receive([tmp_path / "nowhere.txt"], tmp_path / "archive")
    assert receipt.problems[0].message == "cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b""),
        ("utf-8-sig", b""),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("big5", b""),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    """A text comes in the same from any encoding; where it is not UTF-8, the decoded text is kept too."""
    text = (
        "在全縣工作會議上的講話\n同志們：\n今天開會，講兩點，請大家記住這些話，不要忘記，也不要走樣。\n" * 3
    )
    data = mark + text.encode(encoding)
    archive = tmp_path / "archive"
    receipt = keep([give(tmp_path, "a.txt", data)], archive)
    id = receipt.rows[0].id
    assert "今天開會，講兩點，請大家記住這些話" in (archive / "speeches" / f"{id}.md").read_text()
    assert (archive / "raw" / id / "text.txt").is_file() is (encoding != "utf-8-sig")
    assert verify(archive) == ((), [])


def test_folders_give_their_texts(tmp_path: Path) -> None:
    """A folder stands for the text files in it, in the order of their names."""
    give(tmp_path, "b.txt", SPEECH + "散会。\n")
    give(tmp_path, "a.md", "# 在乡工作会议上的讲话\n\n同志们：\n\n开会。\n")
    give(tmp_path, "c.png", b"\x89PNG")
    receipt = receive([tmp_path / "raw"], tmp_path / "archive")
    assert [row.file for row in receipt.rows] == ["a.md", "b.txt"]


def test_the_glossary_gives_bounds(tmp_path: Path) -> None:
    """A term with a first use dates an undated text; a term of several senses does not."""
    archive = tmp_path / "archive"
    (archive / "glossary").mkdir(parents=True)
    (archive / "glossary" / "a.md").write_text(
        "---\nterm: 三个务必\ncoined: 2022-10\naliases: [务必三条]\n---\n释义。\n"
    )
    (archive / "glossary" / "b.md").write_text("---\nterm: 两为主\ncoined: 2013-11\n---\n释义。\n")
    (archive / "glossary" / "c.md").write_text("---\nterm: 两为主\n---\n释义。\n")
    assert glossary_bounds(archive) == {"三个务必": ("2022-10", ""), "务必三条": ("2022-10", "")}
    receipt = receive(
        [give(tmp_path, "a.txt", "在县工作会议上的讲话\n同志们：\n牢记三个务必，把事办好。\n")], archive
    )
    assert receipt.rows[0].date == "2022-10/.."


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    """A result comes before the next file is read, so that nothing but the last speech is held."""
    paths = [give(tmp_path, f"{i}.txt", SPEECH + f"第{i}件事。\n") for i in range(3)]
    results = each(paths, tmp_path / "archive")
    first = next(results)
    assert first.row is not None
    assert first.row.file == "0.txt"
    paths[2].unlink()
    assert [result.problems[0].message for result in results if not result.row] == [
        "cannot be read: No such file or directory"
    ]


def test_the_archive_imports_itself_again(tmp_path: Path) -> None:
    """After a rule has changed, content/raw is given to the import: every file finds its speech, ledgers are no texts."""
    archive = tmp_path / "archive"
    keep([give(tmp_path, "a.txt"), give(tmp_path, "b.txt", (SPEECH + "散会。\n").encode("gb18030"))], archive)
    assert [row.state for row in receive([archive / "raw"], archive).rows] == ["same", "same"]
