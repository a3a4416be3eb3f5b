"""The 校勘记: what the rules did, what the editors did, what is open; nothing of a raw file that may not be published."""

import re
from pathlib import Path

import pytest

from generator.build import Options, build
from generator.markdown import parse
from generator.memo import Memo
from generator.model import SpeechId, Text
from generator.paragraphs import number
from generator.plan.edition import compared
from tests.imports import PROSE, edit, give, keep

A, B, C = (
    "修路的事情说了三年，今年一定要修通，路面要铺平。",
    "种树的办法也要改，先挖坑，再浇透，有人看护。",
    "开会的规矩不能破，不许迟到，不许早退。",
)


def changes(new: list[str], old: list[str]) -> list[str]:
    """The editors' changes, a line each: id, kind, and the pieces in brackets by what they are."""
    blocks, gone = number(parse("\n\n".join(new)), parse("\n\n".join(old)))
    found, marked = compared(parse("\n\n".join(old)), Text(SpeechId("x"), blocks, (), (), (), 0, gone))
    signs = {"del": "[-{}]", "ins": "[+{}]", "cut": "[{} more]", "": "{}"}
    lines = [f"{c.block} {c.kind} {''.join(signs[p.kind].format(p.text) for p in c.pieces)}" for c in found]
    return [*lines, f"{marked} marked"] if marked else lines


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ([A, B, C], []),
        (
            [A.replace("三年", "五年"), B, C],
            ["p1 corrected 修路的事情说了[-三][+五]年，今年一定要修通，路面…"],
        ),
        ([A, C], ["p2 removed [-种树的办法也要改，先挖坑，再浇透，有人看护。]"]),
        ([A, B, "增补。", C], ["p2-1 added [+增补。]"]),
        ([A + B, C], [f"p1 joined {A}{B}"]),
        (["## " + A, B, C], ["1 marked"]),
        ([A + " {#p1}", B + " {#p2}", C], []),
        ([A, B, C, "长" * 200], [f"p3-1 added [+{'长' * 120}][80 more]"]),
    ],
    ids="none corrected removed added joined heading pinned long".split(),
)
def test_what_the_editors_did(new: list[str], expected: list[str]) -> None:
    """Block by block, apart from what the import did; a pinned id is no change."""
    assert changes(new, [A, B, C]) == expected


RAW = (
    "下载 打印 全屏 收藏 【字号： 大 中 小】\n在全县工作会议上的讲话\n（2019年3月1日）\n同志们:\n"
    + "".join(f"第{i}件事,办好{i}座桥。{PROSE}\n" for i in range(30))
    + "相关阅读\n在市里的讲话\n在省里的讲话\n版权所有 未经授权不得转载\n"
)


@pytest.fixture
def archive(tmp_path: Path) -> tuple[Path, str]:
    """An archive with one imported speech."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "site.yaml").write_text("title: 某县讲话\nscript: tw\n", "utf-8")
    (content / "glossary").mkdir()
    return content, keep([give(tmp_path, "原稿.txt", RAW)], content).rows[0].id


def built(content: Path, id: str, tree: str = "") -> str:
    """The page of a speech; the build must be without errors."""
    output = content.parent / "build"
    report = build(Options(content), output, Memo(content.parent / "cache.sqlite"), None)
    assert [p for p in report.problems if p.level == "error"] == []
    return (output / tree / "speeches" / id / "index.html").read_text("utf-8")


def section(page: str) -> str:
    start = page.index('<details class="edition">')
    return page[start : page.index('class="cite"', start)]


def test_what_the_rules_did(archive: tuple[Path, str]) -> None:
    """Counts by rule, the first places with their words, what was removed, and the list of all places beside the page."""
    content, id = archive
    found = section(built(content, id))
    assert re.search(r"半角标点改全角</th><td class=\"num\">31</td>", found)
    assert "<li>第0件事<del>,</del><ins>，</ins>办好0座桥</li>" in found
    assert "另有23处" in found
    assert "下载 打印 全屏 收藏" in found
    assert re.search(r'href="\.\./\.\./raw/[a-z0-9-]+/1\.txt"', found)
    listed = (content.parent / "build" / "speeches" / id / "edition.txt").read_text("utf-8")
    assert "〔,→，〕30处：" in listed
    assert "第29件事"[-3:] + "｜办好2" in listed
    assert "修订" not in found


def test_the_editors_apart_from_the_machine(archive: tuple[Path, str]) -> None:
    """After an edit the section shows it, with the address of its paragraph; in traditional characters in the other tree."""
    content, id = archive
    edit(content, id, ("第3件事，办好3座桥。", "第3件大事，办好3座桥。"))
    found = section(built(content, id))
    assert "整理以后，编者另有修订" in found
    assert re.search(r'<a class="where" href="#p5">5</a><div>第3件<ins>大</ins>事，办好', found)
    assert "編者修訂" in section(built(content, id, "zh-hant"))


def test_a_raw_file_that_is_not_published(archive: tuple[Path, str]) -> None:
    """Counts stand, but no word that only the raw file has; neither the file nor the list of places is in the site."""
    content, id = archive
    edit(content, id, ("source:\n", "source:\n  publish_raw: false\n"))
    page = built(content, id)
    assert "半角标点改全角" in section(page)
    assert "全屏" not in page
    output = content.parent / "build"
    assert not (output / "speeches" / id / "edition.txt").exists()
    assert not list((output / "raw").glob("*/*") if (output / "raw").is_dir() else ())


def test_a_withdrawn_speech_keeps_its_address(archive: tuple[Path, str]) -> None:
    """The page stands with the reason; the text, its files and the section are gone."""
    content, id = archive
    edit(content, id, ("---\ntitle", "---\nwithdrawn: 应讲话人要求\ntitle"))
    page = built(content, id)
    assert "应讲话人要求" in page
    assert "座桥" not in page
    assert 'class="edition"' not in page
    output = content.parent / "build"
    assert {path.name for path in (output / "speeches" / id).iterdir()} <= {"index.html", "text.js"}
    assert not any(
        "座桥".encode() in path.read_bytes()
        for path in output.rglob("*")
        if path.suffix in (".html", ".js", ".json", ".jsonl", ".txt", ".csv")
    )
    assert not list((output / "raw").glob("*/*") if (output / "raw").is_dir() else ())


def test_notes_that_say_the_same_stand_in_one(tmp_path: Path) -> None:
    """Words left out in the original, ten times: one note with their number, the first places and the number of the others."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "site.yaml").write_text("title: 某县讲话\n", "utf-8")
    raw = "在全县工作会议上的讲话\n（2019年3月1日）\n同志们：\n" + "".join(
        f"第{i}件事，**村办好{i}座桥。{PROSE}\n" for i in range(10)
    )
    id = keep([give(tmp_path, "原稿.txt", raw)], content).rows[0].id
    found = section(built(content, id))
    assert found.count("原文以“**”隐去，照录") == 1
    notes = found[found.index('class="open-notes"') :]
    assert "共10处" in notes
    assert notes.count("<q>") == 8
    assert "另有2条从略" in notes
