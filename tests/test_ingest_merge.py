"""Importing again: the editors' work and the new import become one text, and no word is lost in silence."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ingest import merge as merging
from generator.ingest.ledger import verify
from generator.ingest.merge import keep_ids, merge, merge_heads, rewrite_head
from generator.markdown import parse
from generator.model import SiteError
from generator.paragraphs import number
from tests.imports import body_of, edit, give, keep, receive

RAW = (
    "在全县工作会议上的讲话\n（2019年3月1日）\n同志们：\n修路的事情说了三年，今年一定要修通，路面要铺平。\n"
    "种树的办法也要改，先挖坑，再浇透，有人看护。\n开会的规矩不能破，不许迟到，不许早退。\n"
)
A, B, C = (
    "修路的事情说了三年，今年一定要修通。",
    "种树的办法也要改，先挖坑，再浇透，有人看护。",
    "开会的规矩不能破，不许迟到。",
)


def page(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


@pytest.mark.parametrize(
    ("present", "fresh", "expected"),
    [
        ([A, B, C], [A, C], [A, C]),
        ([A, C], [A, B, C], [A, C]),
        (
            [A.replace("通", "好"), B, C],
            [A, B.replace("也", ""), C],
            [A.replace("通", "好"), B.replace("也", ""), C],
        ),
        (
            [A.replace("三年", "五年"), B, C],
            [A.replace("修通", "修好"), B, C],
            [A.replace("三年", "五年").replace("修通", "修好"), B, C],
        ),
        ([A, "编者增补。", B, C], [A, B, C, "新的一段。"], [A, "编者增补。", B, C, "新的一段。"]),
    ],
    ids="import-removed editor-removed two-paragraphs one-paragraph both-added".split(),
)
def test_both_sides_count(present: list[str], fresh: list[str], expected: list[str]) -> None:
    """What one side changed is changed; what both changed in one paragraph is merged by words."""
    assert merge(page(A, B, C), page(*present), page(*fresh)).body == page(*expected)


def test_a_contradiction_stands_in_the_text() -> None:
    """Both wordings stand between git's marks, and the line is told."""
    merged = merge(page(A, B), page(A.replace("三年", "五年"), B), page(A.replace("三年", "十年"), B))
    assert merged.conflicts == (1,)
    assert merged.body.split("\n")[merged.conflicts[0] - 1].startswith("<<<<<<< ")
    assert A.replace("三年", "五年") in merged.body
    assert A.replace("三年", "十年") in merged.body


def test_marks_of_a_text_are_no_marks_of_git() -> None:
    """A body that is full of < and = is merged like any other."""
    odd = page("<" * 45, "=" * 45, A, "|" * 45, "末段。")
    merged = merge(odd, odd.replace("三年", "五年"), odd.replace("末段", "尾段"))
    assert merged.body == odd.replace("三年", "五年").replace("末段", "尾段")
    both = merge(odd, odd.replace("三年", "五年"), odd.replace("三年", "十年"))
    assert len(both.conflicts) == 1


_PIECES = st.lists(
    st.sampled_from(["甲乙丙丁。", "戊己庚辛。", "壬癸子丑。", "寅卯辰巳。", "午未申酉。"]), max_size=6
)


@given(_PIECES, _PIECES, _PIECES)
def test_nothing_that_was_added_is_lost(base: list[str], present: list[str], fresh: list[str]) -> None:
    """A sentence that only one side has stands in the merged text, be it in a conflict."""
    merged = merge(page(*base), page(*present), page(*fresh)).body
    for piece in {*present, *fresh} - {*base}:
        assert piece in merged


def ids(body: str, imported: str) -> dict[str, str]:
    """Text of each block → its id."""
    return {block.text: block.id for block in number(parse(body), parse(imported))[0]}


def test_ids_stay_what_they_were() -> None:
    """A paragraph that the new import put before the others does not move their numbers."""
    base, fresh = page(A, B, C), page("新来的头一段，说的是养鱼。", A, B, C)
    present = page(A, "编者增补的一段，说的是喂鸡。", B)
    merged = merge(base, present, fresh).body
    body = keep_ids(merged, present, base, fresh)
    before, after = ids(present, base), ids(body, fresh)
    assert {text: after[text] for text in before} == before
    assert after["新来的头一段，说的是养鱼。"] not in {*before.values(), "p3"}
    assert keep_ids(present, present, base, base) == present


def test_heads_are_merged_by_key() -> None:
    """A key that one side changed is changed; where both did the editors' stands, and is told; the files are the import's."""
    base = {"title": "甲", "date": "2019", "place": "云", "source": {"files": ["old"]}}
    present = {
        "title": "乙",
        "date": "2019",
        "place": "雨",
        "tags": ["x"],
        "source": {"files": ["old"], "url": "u"},
    }
    fresh = {"title": "甲", "date": "2020", "place": "风", "source": {"files": ["new"], "publisher": "p"}}
    changes, contradictions = merge_heads(base, present, fresh)
    assert changes == {"date": "2020", "source": {"files": ["new"], "url": "u", "publisher": "p"}}
    assert contradictions == ["place"]


def test_comments_and_order_of_a_head_stay() -> None:
    """Only the keys that changed are written anew."""
    head = "title: 甲 # 题\n# 待核\ndate: 2019\nspeakers:\n  - name: 李\n    # 职务待查\nplace: 云\n"
    assert rewrite_head(
        head, {"date": "2020", "speakers": [{"name": "王"}], "level": "county", "place": None}
    ) == ("title: 甲 # 题\n# 待核\ndate: 2020\nspeakers:\n  - name: 王\n    # 职务待查\nlevel: county\n")


# --------------------------------------------------------------------------------------------------- whole imports


def changed(folder: Path, *swaps: tuple[str, str]) -> Path:
    """The same raw file, received again with other words."""
    text = RAW
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return give(folder / "again", "a.txt", text)


def test_a_changed_raw_file_merges(tmp_path: Path) -> None:
    """The same id; the editor's words and the new ones; the ledger replays; ids hold; a second import changes nothing."""
    archive = tmp_path / "archive"
    id = keep([give(tmp_path, "a.txt", RAW)], archive).rows[0].id
    edit(archive, id, ("三年", "五年"), ("level: county\n", "level: county\nvenue: 大礼堂\n"))
    before = ids(body_of(archive, id), page(*[block.text for block in parse(body_of(archive, id))]))
    path = changed(tmp_path, ("同志们：\n", "同志们：\n头一件事，先把去年的账算清楚。\n"), ("浇透", "浇足"))
    receipt = keep([path], archive)
    assert [(row.id, row.state) for row in receipt.rows] == [(id, "merged")]
    assert "has changed since it was imported" in receipt.told()
    body = body_of(archive, id)
    assert all(words in body for words in ("五年", "浇足", "头一件事"))
    assert "venue: 大礼堂" in (archive / "speeches" / f"{id}.md").read_text("utf-8")
    problems, edited = verify(archive)
    assert (problems, edited) == ((), [id])
    blocks = {block.text: block.id for block in parse(body)}
    for text, old in before.items():
        assert blocks[text.replace("浇透", "浇足")] == old
    again = receive([path], archive)
    assert (again.rows[0].state, again.writes) == ("kept", [])


def test_an_unedited_speech_is_made_anew(tmp_path: Path) -> None:
    """Nobody's work is at stake: the body is the new import's."""
    archive = tmp_path / "archive"
    id = keep([give(tmp_path, "a.txt", RAW)], archive).rows[0].id
    receipt = keep([changed(tmp_path, ("浇透", "浇足"))], archive)
    assert [(row.id, row.state) for row in receipt.rows] == [(id, "again")]
    assert verify(archive) == ((), [])


def test_another_text_of_the_same_name_is_another_speech(tmp_path: Path) -> None:
    """讲话.txt is a common name."""
    archive = tmp_path / "archive"
    id = keep([give(tmp_path, "a.txt", RAW)], archive).rows[0].id
    other = give(
        tmp_path / "again",
        "a.txt",
        "在教育大会上的讲话\n各位老师：\n读书要趁早，写字要用心，孩子们的事是头等的大事。\n",
    )
    assert receive([other], archive).rows[0].id != id


def test_a_conflict_is_written_with_its_marks_and_waits(tmp_path: Path) -> None:
    """Both wordings are in the file, the line is told, and the next import waits until they are decided."""
    archive = tmp_path / "archive"
    id = keep([give(tmp_path, "a.txt", RAW)], archive).rows[0].id
    edit(archive, id, ("三年", "五年"))
    path = changed(tmp_path, ("三年", "十年"))
    receipt = keep([path], archive)
    assert receipt.rows[0].state == "conflict"
    (problem,) = [p for p in receipt.problems if p.level == "error"]
    lines = (archive / "speeches" / f"{id}.md").read_text("utf-8").split("\n")
    assert lines[problem.line - 1].startswith("<<<<<<< ")
    assert all(words in body_of(archive, id) for words in ("五年", "十年"))
    waiting = receive([changed(tmp_path, ("三年", "百年"))], archive)
    assert (waiting.rows[0].state, waiting.writes) == ("kept", [])
    assert "still has the marks of a merge" in waiting.told()


def test_without_git_one_line_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edited speech needs git to be merged; without it it stays."""
    archive = tmp_path / "archive"
    id = keep([give(tmp_path, "a.txt", RAW)], archive).rows[0].id
    edit(archive, id, ("三年", "五年"))
    monkeypatch.setattr("shutil.which", lambda name: None)
    receipt = receive([changed(tmp_path, ("浇透", "浇足"))], archive)
    assert (receipt.rows[0].state, receipt.writes) == ("kept", [])
    (problem,) = [p for p in receipt.problems if p.level == "error"]
    assert problem.message.endswith(merging.NO_GIT)
    assert "\n" not in problem.message
    with pytest.raises(SiteError, match="needs git"):
        merge("a\n", "b\n", "c\n")


def test_a_raw_file_that_was_changed_in_its_place(tmp_path: Path) -> None:
    """Its old words are in git's last commit; where they are not, the editor's work is not touched."""
    archive = tmp_path / "archive"
    id = keep([give(tmp_path, "a.txt", RAW)], archive).rows[0].id
    edit(archive, id, ("三年", "五年"))
    raw = archive / "raw" / id / "a.txt"
    raw.write_text(RAW.replace("浇透", "浇足"), "utf-8")
    receipt = receive([raw], archive)
    assert (receipt.rows[0].id, receipt.rows[0].state, receipt.writes) == (id, "kept", [])
    assert "the old one is gone" in receipt.told()
    raw.write_text(RAW, "utf-8")
    for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b.c commit -q -m a"):
        subprocess.run(["git", *command.split()], cwd=archive, check=True)
    raw.write_text(RAW.replace("浇透", "浇足"), "utf-8")
    assert keep([raw], archive).rows[0].state == "merged"
    assert all(words in body_of(archive, id) for words in ("五年", "浇足"))


def test_a_changed_rule_merges(tmp_path: Path) -> None:
    """A ledger that another version of the rules wrote is replayed, and its body is the base."""
    archive = tmp_path / "archive"
    path = give(tmp_path, "a.txt", RAW.replace("，再", ",再"))
    id = keep([path], archive).rows[0].id
    ledger = archive / "raw" / id / "ledger.json"
    lines = [line for line in ledger.read_text("utf-8").split("\n") if '"punctuation"' not in line]
    old = body_of(archive, id).replace("，再", ",再")
    text = "\n".join(lines).replace(
        hashlib.sha256(body_of(archive, id).encode()).hexdigest(), hashlib.sha256(old.encode()).hexdigest()
    )
    ledger.write_text(text, "utf-8")
    edit(archive, id, ("，再", ",再"))
    assert verify(archive) == ((), [])
    edit(archive, id, ("三年", "五年"))
    assert keep([path], archive).rows[0].state == "merged"
    assert all(words in body_of(archive, id) for words in ("五年", "，再浇透"))
