"""The ledger: edits replay, compose and invert exactly; what was changed by hand is noticed."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ingest.draft import in_order
from generator.ingest.ledger import (
    Places,
    apply,
    compose,
    digest,
    dump,
    imported_body,
    invert,
    minimal,
    parse,
    verify,
)
from generator.model import Edit, Note, SiteError
from tests.imports import keep, receive

TEXT = st.text(alphabet="ab，。 \n“”", max_size=30)


@st.composite
def edits_of(draw: st.DrawFn, text: str, rule: str) -> list[Edit]:
    """Edits in order and without overlap."""
    cuts = sorted(
        draw(
            st.lists(st.integers(0, len(text)), max_size=8).map(
                lambda cuts: cuts if len(cuts) % 2 == 0 else cuts[1:]
            )
        )
    )
    pairs = list(zip(cuts[::2], cuts[1::2], strict=True))
    return [
        Edit(f"{rule}{i}", start, end, draw(st.text(alphabet="xy", max_size=3)))
        for i, (start, end) in enumerate(pairs)
    ]


@st.composite
def two_passes(draw: st.DrawFn) -> tuple[str, list[Edit], list[Edit]]:
    """A text, edits of it, and edits of what they make of it."""
    text = draw(TEXT)
    first = draw(edits_of(text, "a"))
    second = draw(edits_of(apply(text, first), "b"))
    return text, first, second


@given(two_passes())
def test_two_passes_compose_into_one(passes: tuple[str, list[Edit], list[Edit]]) -> None:
    """One list of edits does what two lists do, one after the other."""
    text, first, second = passes
    wanted = apply(apply(text, first), second)
    composed = compose(first, second)
    assert apply(text, composed) == wanted
    assert apply(text, minimal(text, composed)) == wanted


@given(two_passes())
def test_edits_invert(passes: tuple[str, list[Edit], list[Edit]]) -> None:
    """The inverse leads back to the text."""
    text, edits, _ = passes
    assert apply(apply(text, edits), invert(text, edits)) == text


@given(two_passes())
def test_minimal_edits_change_something_at_both_ends(passes: tuple[str, list[Edit], list[Edit]]) -> None:
    """No minimal edit begins or ends with a character that it leaves as it was."""
    text, edits, _ = passes
    for edit in minimal(text, edits):
        removed = text[edit.start : edit.end]
        assert removed != edit.after
        assert not (removed and edit.after and (removed[0] == edit.after[0] or removed[-1] == edit.after[-1]))


@given(two_passes())
def test_places_of_kept_characters(passes: tuple[str, list[Edit], list[Edit]]) -> None:
    """A character that no edit touched is found again at its place in the raw text."""
    text, edits, _ = passes
    body = apply(text, edits)
    places = Places(edits)
    written = {at for edit in invert(text, edits) for at in range(edit.start, edit.end)}
    for at, character in enumerate(body):
        start, end = places.span(at, at + 1)
        if at not in written:
            assert text[start:end] == character


def test_composition_keeps_the_rule_of_an_earlier_deletion() -> None:
    """A tail that reaches over a removed copy does not take its place in the ledger."""
    first = [Edit("second-copy", 2, 6, "")]
    second = [Edit("furniture-tail", 1, 4, "\n")]
    assert compose(first, second) == [
        Edit("furniture-tail", 1, 2, ""),
        Edit("second-copy", 2, 6, ""),
        Edit("furniture-tail", 6, 8, "\n"),
    ]


def test_overlapping_edits_are_refused() -> None:
    """Edits that overlap say so and give nothing."""
    with pytest.raises(ValueError, match="edit 1–3 of rule 'b' overlaps another"):
        apply("abcd", [Edit("a", 0, 2, ""), Edit("b", 1, 3, "")])


def test_the_file_has_one_edit_a_line_and_reads_back(tmp_path: Path) -> None:
    """A ledger is written so that a comparison shows single edits, and is read as it was."""
    receipt = receive([raw_file(tmp_path)], tmp_path / "archive")
    data = next(data for path, data in receipt.writes if path.name == "ledger.json")
    ledger = parse(data)
    assert dump(ledger) == data
    lines = data.decode().splitlines()
    assert sum('"start"' in line for line in lines) == len(ledger.edits) + len(ledger.notes)
    assert '{"rule": "punctuation", "start":' in data.decode()


def raw_file(folder: Path, name: str = "会议讲话.txt") -> Path:
    """A small raw text with something to repair."""
    path = folder / name
    path.write_text(
        "在全县工作会议上的讲话\n\n同志们:\n今天开会,讲两点。\n一、认清形势\n形势是好的,干劲也是足的。\n"
    )
    return path


def written(folder: Path) -> tuple[Path, str]:
    """An archive with one imported speech, and its id."""
    archive = folder / "archive"
    receipt = keep([raw_file(folder)], archive)
    assert not receipt.problems
    return archive, receipt.rows[0].id


def test_a_fresh_import_verifies(tmp_path: Path) -> None:
    """What was just written is in order, and its body can be had from the raw text."""
    archive, id = written(tmp_path)
    assert verify(archive) == ((), [])
    assert (archive / "speeches" / f"{id}.md").read_text().endswith(imported_body(archive, id))


def test_an_edited_body_is_counted_not_refused(tmp_path: Path) -> None:
    """An editor's change is no fault."""
    archive, id = written(tmp_path)
    path = archive / "speeches" / f"{id}.md"
    path.write_text(path.read_text().replace("形势", "情势"))
    assert verify(archive) == ((), [id])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"after": "，"', '"after": "。"', "raw text and edits do not give the imported body"),
        ('"after": "，"', '"after": "甲"', "rule 'punctuation' may not write '甲'"),
        ('"rule": "punctuation"', '"rule": "whim"', "unknown rule 'whim'"),
    ],
)
def test_a_changed_edit_is_an_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A ledger that was changed by hand no longer verifies."""
    archive, id = written(tmp_path)
    path = archive / "raw" / id / "ledger.json"
    path.write_text(path.read_text().replace(old, new, 1))
    problems, edited = verify(archive)
    assert any(message in problem.message for problem in problems)
    assert not edited


def test_a_changed_raw_file_is_an_error(tmp_path: Path) -> None:
    """Raw files are never edited."""
    archive, id = written(tmp_path)
    path = archive / "raw" / id / "会议讲话.txt"
    path.write_text(path.read_text() + "多一行")
    messages = [problem.message for problem in verify(archive)[0]]
    assert any("会议讲话.txt was changed" in message for message in messages)


def test_a_missing_ledger_stops_the_replay(tmp_path: Path) -> None:
    """Without its ledger a body cannot be had."""
    with pytest.raises(SiteError, match="the ledger cannot be replayed"):
        imported_body(tmp_path, "nothing")


def test_the_digest_is_that_of_utf8() -> None:
    """The digest can be had with any tool."""
    assert digest("言录") == hashlib.sha256("言录".encode()).hexdigest()


def test_notes_have_no_empty_proposal(tmp_path: Path) -> None:
    """A note without a proposal has no such key."""
    assert Note("scar", 0, 1, "x").proposal is None
    archive, id = written(tmp_path)
    assert '"proposal": null' not in (archive / "raw" / id / "ledger.json").read_text()


def test_notes_of_one_place_have_one_order() -> None:
    """Two notes that differ in their words only stand in the same order, whichever came first."""
    one, other = Note("unbalanced", 3, 4, "引号“不成对"), Note("unbalanced", 3, 4, "引号”不成对")
    assert in_order([one, other, one]) == in_order([other, one]) == (one, other)
