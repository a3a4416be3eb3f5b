"""What is remembered: it is hit where nothing changed, and never believed where it was damaged."""

import sqlite3
from pathlib import Path

import pytest

from generator.memo import Memo, digest_of
from generator.model import Problem

A, B = Problem("a", 1, "error", "x", "甲"), Problem("b", 2, "note", "y", "乙")


def use(path: Path | None, *problems: Problem, finished: bool = True) -> tuple[list[int], tuple[str, ...]]:
    """Ask for values by their own digests; returns the values, and which had to be worked out."""
    worked: list[int] = []

    def compute(missing: list[int]) -> list[Problem]:
        worked.extend(missing)
        return [problems[i] for i in missing]

    memo = Memo(path)
    values = memo.remember([digest_of(problem) for problem in problems], Problem, compute)
    memo.close(finished=finished)
    assert values == list(problems)
    assert (memo.hits, memo.misses) == (len(problems) - len(worked), len(worked))
    return worked, memo.said


def change(path: Path, sql: str) -> None:
    """Change the file behind the program's back."""
    base = sqlite3.connect(path)
    base.execute(sql)
    base.commit()
    base.close()


def test_what_is_known_is_not_worked_out_again(tmp_path):
    """The second time is a hit, what is new is worked out beside it."""
    path = tmp_path / "c" / "m.sqlite"
    assert use(path, A) == ([0], ())
    assert use(path, B, A) == ([0], ())
    assert use(path, A, B) == ([], ())


def test_without_a_file_nothing_is_remembered():
    """None means no memory."""
    assert use(None, A) == ([0], ())
    assert use(None, A) == ([0], ())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE results SET value = X'00'",
        "UPDATE results SET value = CAST(substr(value, 1, 3) || X'7f' || substr(value, 5) AS BLOB)",
        "UPDATE results SET value = NULL",
        "UPDATE results SET check_sum = X'0000'",
        "UPDATE results SET value = 'text', check_sum = 'text'",
        "DELETE FROM results",
    ],
)
def test_a_damaged_value_is_worked_out_again(tmp_path, sql):
    """A stored byte that was flipped, a value that was lost: worked out and right the next time."""
    path = tmp_path / "m.sqlite"
    use(path, A, B)
    change(path, sql)
    worked, said = use(path, A, B)
    assert worked == [0, 1]
    assert said == (
        () if sql.startswith("DELETE") else ("part of the cache was damaged and is worked out again",)
    )
    assert use(path, A, B) == ([], ())


@pytest.mark.parametrize("damage", ["not a database", "", "half", "schema"])
def test_a_damaged_file_is_made_anew(tmp_path, damage):
    """Whatever happened to the file, the results are right and the next build is quick again."""
    path = tmp_path / "m.sqlite"
    use(path, A)
    if damage == "schema":
        change(path, "ALTER TABLE results RENAME COLUMN build TO other")
    elif damage == "half":
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])
    else:
        path.write_text(damage)
    assert use(path, A)[0] == [0]
    assert use(path, A)[0] == []


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_place_that_cannot_be_used_does_no_harm(tmp_path, place):
    """Where no file can be made, the work is done without memory, and that is said."""
    if place == "file":
        (tmp_path / "c").write_text("x")
    else:
        (tmp_path / "c" / "m.sqlite").mkdir(parents=True)
    assert use(tmp_path / "c" / "m.sqlite", A) == ([0], ("the cache cannot be used; building without it",))


def test_what_is_no_longer_used_is_dropped(tmp_path):
    """A result that three finished builds did not ask for is dropped; builds that failed do not count."""
    path = tmp_path / "m.sqlite"
    use(path, A)
    for _ in range(9):
        use(path, B, finished=False)
    assert use(path, A)[0] == []
    for _ in range(3):
        use(path, B)
    assert use(path, A)[0] == []
    for _ in range(4):
        use(path, B)
    assert use(path, A)[0] == [0]


def test_digests_tell_values_apart():
    """Parts cannot run together, and kinds cannot be confused."""
    parts = [
        ("a", "bc"),
        ("ab", "c"),
        ("abc",),
        (b"abc",),
        ("a", ["b", "c"]),
        (["a", "b"], "c"),
        (1,),
        ("1",),
        (True,),
        (None,),
        (),
    ]
    assert len({digest_of(*part) for part in parts}) == len(parts)
