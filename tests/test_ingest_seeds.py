"""The five real texts: what FINDINGS asks of each, counted. They are found by the environment variable YANLU_TEXTS."""

import re
from collections import Counter
from pathlib import Path

import pytest

from generator.ingest.ingest import Imported, ingest
from generator.ingest.ledger import apply
from generator.ingest.rules import permitted

SEEDS = ("000", "001", "002", "003", "004")


@pytest.fixture(scope="module")
def seeds(texts: Path) -> dict[str, Imported]:
    """Import each text once."""
    found = {path.name[:3]: path for path in sorted((texts / "seeds").glob("*.txt"))}
    assert sorted(found) == list(SEEDS)
    return {name: ingest(path.read_bytes(), path.name) for name, path in found.items()}


def count(imported: Imported, pattern: str) -> int:
    """Matches in the body, line by line."""
    return len(re.findall(pattern, imported.body, re.M))


def notes(imported: Imported) -> Counter[str]:
    """Notes by rule."""
    return Counter(note.rule for note in imported.ledger.notes)


def written(imported: Imported, rule: str) -> Counter[str]:
    """What a rule put for what: ``,>，``, character by character."""
    pairs: Counter[str] = Counter()
    for edit in imported.ledger.edits:
        if edit.rule == rule:
            before = imported.text[edit.start : edit.end]
            pairs.update(f"{a}>{b}" for a, b in zip(before, edit.after, strict=True))
    return pairs


@pytest.mark.parametrize("name", SEEDS)
def test_ledger(seeds: dict[str, Imported], name: str) -> None:
    """The raw text and the edits give the body, and every rule keeps its word."""
    imported = seeds[name]
    assert apply(imported.text, imported.ledger.edits) == imported.body
    assert [f for e in imported.ledger.edits if (f := permitted(e, imported.text[e.start : e.end]))] == []


def test_000(seeds: dict[str, Imported]) -> None:
    """A redaction stays one; the title's year stands in doubt beside what belongs to another time."""
    text = seeds["000"]
    assert (count(text, r"^## .*、"), count(text, r"^### （"), count(text, r"^\*\*[一二三]要.*?。\*\*")) == (
        3,
        3,
        3,
    )
    assert count(text, r"\\\*\\\*") == 1
    assert (text.fields["date"], text.fields["date_basis"], text.fields["text_status"]) == (
        "2023?",
        "title",
        "disputed",
    )
    quotes = " ".join(each["quote"] for each in text.fields["date_evidence"])
    assert "第七次全体会议" in quotes
    assert "良好风气" in quotes
    assert text.fields["speakers"] == [{"office": "县委书记"}]
    assert notes(text)["redaction"] == 1


def test_001(seeds: dict[str, Imported]) -> None:
    """Chunks are joined, spaces gone, marks full-width; what is damaged beyond repair is said and left."""
    text = seeds["001"]
    assert Counter(edit.rule for edit in text.ledger.edits)["chunk-marker"] == 27
    assert "会员分享" not in text.body
    assert "限制" not in text.body[-20:]
    assert not re.search(r"[\u3400-\u9fff，。“”] +[\u3400-\u9fff，。“”\d]", text.body)
    assert not re.search(r"[,;:?!()]", text.body)
    marks = written(text, "punctuation")
    assert {mark: marks[mark] for mark in (",>，", ";>；", ":>：", "?>？", "!>！")} == {
        ",>，": 375,
        ";>；": 10,
        ":>：": 7,
        "?>？": 1,
        "!>！": 1,
    }
    words = re.sub(r"[\s*#]", "", text.body)
    assert len(words) + len(text.fields["title"]) == 8076
    assert notes(text) >= Counter(
        {"redaction": 12, "unbalanced": 2, "misread": 1, "broken-end": 1, "run-in-title": 1, "one-block": 1}
    )
    assert notes(text)["numbering"] >= 1
    assert next(note.proposal for note in text.ledger.notes if note.rule == "misread") == "”"
    assert (text.fields["date"], text.fields["date_basis"], text.fields["text_status"]) == (
        "2018/..",
        "inferred",
        "composite",
    )


def test_002(seeds: dict[str, Imported]) -> None:
    """Six sections of paragraphs that begin with 一要; a slip of find-and-replace is noted."""
    text = seeds["002"]
    assert written(text, "punctuation") == Counter({",>，": 3})
    assert (count(text, r"^## "), count(text, r"^\*\*[一二三四五]要.*?。\*\*")) == (6, 20)
    assert notes(text)["scar"] >= 1
    assert (text.fields["date"], text.fields["date_basis"]) == ("2020?", "inferred")
    assert (text.fields["level"], "speakers" in text.fields) == ("county", False)


def test_003(seeds: dict[str, Imported]) -> None:
    """Redactions are escaped; two eras in one text leave the date open."""
    text = seeds["003"]
    assert (count(text, r"^## "), count(text, r"^### （"), count(text, r"^\*\*[一二三]要.*?。\*\*")) == (
        2,
        5,
        15,
    )
    assert count(text, r"\\\*\\\*") == 24
    assert "\u00a0" not in text.body
    assert "5+1" in text.body
    assert "97%" in text.body
    assert [note.proposal for note in text.ledger.notes if note.rule == "misprint"] == ["散布谣言"]
    assert (text.fields["date"], text.fields["date_basis"], text.fields["text_status"]) == (
        "2022/2023",
        "inferred",
        "disputed",
    )


def test_004(seeds: dict[str, Imported]) -> None:
    """The page, the second copy and the half-width marks are gone; figures stay; three dates have their roles."""
    text = seeds["004"]
    assert (
        count(text, r"^## "),
        count(text, r"^\*\*[㈠-㈤].*?。\*\*"),
        count(text, r"^\*\*第[一二三四五六七八九]，.*?。\*\*"),
    ) == (2, 5, 9)
    assert text.body.startswith("同志们：\n")
    assert text.body.endswith("\n\n谢谢大家！\n")
    for kept in ("3.1%", "1+1>2", "24429元", "123.35万元", "全州倒数第一，这说明"):
        assert kept in text.body
    assert not re.search(r"[,;:()'\u00a0\u3000]", text.body)
    assert sum(edit.rule == "second-copy" for edit in text.ledger.edits) == 1
    assert written(text, "quotes") == Counter({"'>‘": 2, "'>’": 2})
    fields = text.fields
    assert (fields["date"], fields["transcribed"], fields["published"]) == (
        "2017-02",
        "2017-02-19",
        "2017-02-23",
    )
    assert fields["speakers"] == [{"name": "向前进", "office": "市委书记"}]
    assert "level" not in fields
    assert [note.proposal for note in text.ledger.notes if note.rule == "misprint"] == [
        "融会贯通",
        "分内之责",
        None,
    ]
