"""A small form of the damage bench: clean reports, damaged by seed, come back. See ``tests/bench/damage.py``."""

from pathlib import Path

import pytest

from generator.ingest.ingest import ingest
from tests.bench.damage import Edition, combination, damaged, editions, f1, printed, score

DAMAGE = [
    ["plain lines"],
    ["hard wraps", "stray spaces", "half-width marks"],
    ["bare wraps", "straight quotes", "line ends"],
    ["second copy", "pages", "radicals"],
    ["wiki lines", "invisible", "page around"],
    ["page numbers", "spaced digits", "redactions", "controls between"],
    *(combination(seed) for seed in (6, 12, 22)),
]


@pytest.fixture(scope="module")
def report(texts: Path) -> Edition:
    """The shortest report that has headings of two kinds."""
    return editions(texts, "1985")["1985"]


@pytest.mark.parametrize("models", DAMAGE, ids=" + ".join)
def test_damage_is_repaired(report: Edition, models: list[str]) -> None:
    """Few characters wrong, no paragraph merged, headings found."""
    text, sheet = damaged(report, models, "test")
    result = score(sheet, ingest(text.encode(), "raw.txt").body)
    assert result.errors <= 0.003 * result.characters
    assert result.kept >= 0.99 * result.boundaries
    assert result.added <= 2
    assert f1(result) >= 0.9


def test_the_measure_sees_errors() -> None:
    """A lost word, a merged paragraph and a missing heading count."""
    sheet = Edition(("认清形势", "形势很好，办法也有。", "大家都要动手。"), frozenset({"认清形势"}))
    assert score(sheet, "## 认清形势\n\n形势很好，办法也有。\n\n大家都要动手。\n").errors == 0
    worse = score(sheet, "认清形势\n\n形势很好，办法有。大家都要动手。\n")
    assert (worse.errors, worse.kept, worse.boundaries, worse.right) == (1, 1, 2, 0)


def test_house_style() -> None:
    """The edition against which is measured has no space beside Chinese and marks of full width."""
    assert printed('1 9 9 7 年 ,增长"三成" 。') == "1997年，增长“三成”。"
