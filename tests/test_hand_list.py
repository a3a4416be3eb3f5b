"""The mentions of the five real texts against a list that was made by reading them, before the program was run.

``cases/mentions/seeds.csv``: every mention that an informed editor would mark, in the order of the text, with what stands around it
and what was doubtful. ``cases/mentions/disagreements.csv``: where list and program differ, each with its reason; a difference that
is not there, or one there that is gone, is a failure. The titles of the texts are no part of either. Terms of the glossary that the reader did not have are not
compared: ``cases/mentions/terms.txt`` names those that were.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from generator.cli import main
from tests.archives import put, rows

CASES = Path(__file__).parent / "cases" / "mentions"
PLAIN = str.maketrans("", "", "“”‘’")

Key = tuple[str, str, str]
"""A seed's number, the words without quotation marks, a term."""


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table that was made by hand."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed() -> Counter[Key]:
    """The list made by reading."""
    return Counter((row["seed"], row["surface"].translate(PLAIN), row["term"]) for row in table("seeds.csv"))


@pytest.fixture(scope="module")
def annotated(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Key, str]]:
    """The mentions that a site of the five texts has, each with why it is no link, if it is none."""
    home = tmp_path_factory.mktemp("hand-list")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert main(["new", "archive", "content"]) == 0
        assert main(["import", *map(str, sorted((texts / "seeds").glob("*.txt")))]) == 0
        put(home / "content", {"site.yaml": "title: 录\nscript: none\n"})
        assert main(["build", "--jobs", "1"]) == 0
    seeds = {path.parent.name: path.name[:3] for path in (home / "content" / "raw").glob("*/0*.txt")}
    assert len(seeds) == 5
    return [
        ((seeds[row["speech"]], row["surface"].translate(PLAIN), row["term"]), row["unlinked_reason"])
        for row in rows(home / "build" / "data" / "mentions.csv")
    ]


def test_mentions_are_those_of_the_list(annotated: list[tuple[Key, str]]) -> None:
    """Program and list agree but for the differences that are named, with a reason each."""
    read_for = set((CASES / "terms.txt").read_text("utf-8").split())
    hand, parts = listed(), Counter(key for key, reason in annotated if reason == "part")
    found = Counter(key for key, reason in annotated if reason != "part" and key[2] in read_for)
    found += parts & (hand - found)  # a use inside a longer one counts where the reader listed it
    named = table("disagreements.csv")
    assert all(row["reason"] for row in named)
    expected = {
        only_in: Counter(
            {
                (row["seed"], row["surface"], row["term"]): int(row["times"])
                for row in named
                if row["only_in"] == only_in
            }
        )
        for only_in in ("list", "program")
    }
    assert {"list": hand - found, "program": found - hand} == expected
    assert (hand & found).total() > 200


def test_list_is_in_order() -> None:
    """The rows are numbered within each seed, no fragment is long, and each names a term that was read for."""
    read_for = set((CASES / "terms.txt").read_text("utf-8").split())
    last: Counter[str] = Counter()
    for row in table("seeds.csv"):
        last[row["seed"]] += 1
        assert row["n"] == str(last[row["seed"]])
        assert row["term"] in read_for
        assert row["surface"]
        assert max(len(row["before"]), len(row["after"])) <= 6
    assert sorted(last) == ["000", "001", "002", "003", "004"]
