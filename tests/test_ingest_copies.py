"""Copies, versions, excerpts and templates are told before anything is written."""

import random
from pathlib import Path

import pytest

from generator.ingest.copies import Copies, compare
from tests.imports import give, keep, receive

_WORDS = "修路 种树 挖渠 开会 读书 养鱼 防火 收粮 建桥 清河 上山 下乡 查账 送药 办学 招工".split()


def prose(seed: int, sentences: int = 60) -> str:
    """A text like no other: sentences of words drawn by chance."""
    chance = random.Random(seed)
    return "".join(
        "，".join("".join(chance.choices(_WORDS, k=4)) for _ in range(2))
        + "。"
        + ("\n" if i % 6 == 5 else "")
        for i in range(sentences)
    )


ONE = prose(1)


@pytest.mark.parametrize(
    ("body", "kind", "least", "most"),
    [
        (ONE, "copy", 100, 100),
        (ONE.replace("，", ","), "copy", 100, 100),
        (ONE.replace("。", "。\n\n"), "copy", 100, 100),
        (ONE[:400] + prose(2, 8) + ONE[560:], "version", 75, 92),
        (ONE[:350], "part", 45, 60),
        (ONE + prose(3, 120), "whole", 40, 70),
        (ONE.replace("修路", "栖云县"), "template", 50, 99),
    ],
    ids="same marks breaks version part whole template".split(),
)
def test_kinds(body: str, kind: str, least: int, most: int) -> None:
    """What another text is to this one, and how much of both is the same."""
    found = compare(body, ONE, "x")
    assert found.kind == kind
    assert least <= found.percent <= most


def test_names_that_were_put_for_others() -> None:
    """A template tells which words stand for which, and how often."""
    old = "".join(f"栖云县第{i}次会议{sentence}。" for i, sentence in enumerate(ONE.split("。")))
    new = old.replace("栖云", "梅江").replace("第3次", "第13次")
    assert [(swap.old, swap.new) for swap in compare(new, old, "x").swaps] == [("栖云", "梅江"), ("3", "13")]


def test_traditional_is_the_same() -> None:
    """The same words in the other script are no other words."""
    assert compare("開會說路線問題" * 30, "开会说路线问题" * 30, "x").percent == 100


def test_the_archive_is_searched() -> None:
    """Of many texts those that are alike are found, and none besides; without their bodies the share is estimated."""
    bodies = {str(seed): prose(seed) for seed in range(150)}
    copies = Copies()
    for id, body in bodies.items():
        copies.add(id, body)
    mixed = bodies["7"][:600] + prose(1000, 10)
    found = copies.like(mixed, "", bodies.get)
    assert [one.id for one in found] == ["7"]
    (guess,) = copies.like(mixed, "", lambda _: None)
    assert guess.estimated
    assert abs(guess.same - found[0].same) < 0.15
    assert copies.like(bodies["7"], "7", bodies.get) == ()
    assert copies.like(prose(2000), "", bodies.get) == ()


def speech(body: str) -> str:
    return f"在全县工作会议上的讲话\n同志们：\n{body}\n"


def test_an_import_says_what_is_there_already(tmp_path: Path) -> None:
    """A warning with the share and the id, in a dry run too; once the editor has decided it is not said again."""
    archive = tmp_path / "archive"
    old = keep([give(tmp_path, "a.txt", speech(ONE))], archive).rows[0].id
    path = give(tmp_path, "b.txt", speech(ONE[:400] + prose(2, 8) + ONE[560:]))
    dry = receive([path], archive)
    share = dry.rows[0].alike[0].percent
    assert 75 <= share <= 92
    assert f"{share} % the same as {old}: another version? Then write “version_of: {old}”" in dry.told()
    assert dry.problems[0].level == "warning"
    new = keep([path], archive).rows[0].id
    file = archive / "speeches" / f"{new}.md"
    file.write_text(file.read_text("utf-8").replace("---\n", f"---\nversion_of: {old}\n", 1), "utf-8")
    changed = give(tmp_path, "b.txt", path.read_text("utf-8") + "散会。\n")
    assert "the same as" not in receive([changed], archive).told()


def test_two_versions_in_one_dry_run(tmp_path: Path) -> None:
    """What is not written is compared letter by letter all the same: the share is the one that an import gives."""
    files = [
        give(tmp_path, "a.txt", speech(ONE)),
        give(tmp_path, "b.txt", speech(ONE[:400] + prose(2, 8) + ONE[560:])),
    ]
    dry = receive(files, tmp_path / "archive")
    wet = keep(files, tmp_path / "archive")
    assert "about" not in dry.told()
    assert dry.rows[1].alike == wet.rows[1].alike != ()


def test_two_copies_in_one_import(tmp_path: Path) -> None:
    """What comes in later is compared with what came in before it."""
    files = [give(tmp_path, "a.txt", speech(ONE)), give(tmp_path, "b.txt", speech(ONE).replace("，", ","))]
    receipt = keep(files, tmp_path / "archive")
    assert f"100 % the same as {receipt.rows[0].id}: a copy" in receipt.told()
