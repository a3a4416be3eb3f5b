"""Ids of blocks: they hold through corrections, insertions and removals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.markdown import parse
from generator.paragraphs import likeness, number

A = "第一段说的是修路的事情，一共三里，从村口修到河边，年底以前要通车。"
B = "第二段讲种树的办法，先挖坑，再浇透，栽下去以后还得有人看护。"
C = "至于开会的规矩，不许迟到，不许早退，谁违反谁在大会上检讨！"
D = "全新的句子，与别处都不相干：喂鸡要趁早，鸭子赶下塘。"


def ids(new: list[str], old: list[str] | None) -> str:
    """Ids of the blocks of a body; removed ones in brackets where they stood."""
    blocks, rest = number(parse("\n\n".join(new)), parse("\n\n".join(old)) if old is not None else None)
    found = [piece for block in blocks for piece in (*(f"({id})" for id in block.gone), block.id)]
    return " ".join([*found, *(f"({id})" for id in rest)])


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ([A, B, C], "p1 p2 p3"),
        ([A, B.replace("树", "果树"), C], "p1 p2 p3"),
        ([A, B, D, C], "p1 p2 p2-1 p3"),
        ([A, D, D + "又", B, C], "p1 p1-1 p1-2 p2 p3"),
        ([D, A, B, C], "p0-1 p1 p2 p3"),
        ([A, C], "p1 (p2) p3"),
        ([C], "(p1) (p2) p3"),
        ([A], "p1 (p2) (p3)"),
        ([A, B, C, D], "p1 p2 p3 p3-1"),
        ([A[:24], A[24:], B, C], "p1 p1-1 p2 p3"),
        ([A + B, C], "p1 (p2) p3"),
        ([A, B + "{#p12}", C], "p1 p12 p3"),
        ([A, D + " {#p40}", B, C], "p1 p40 p2 p3"),
        (["## " + A, B, C], "p1 p2 p3"),
    ],
    ids="same corrected inserted two-inserted at-the-head removed two-removed removed-at-the-end appended split joined pinned inserted-and-pinned made-a-heading".split(),
)
def test_edits(new, expected):
    """What stayed keeps its number, what came is numbered behind it, what went leaves its id."""
    assert ids(new, [A, B, C]) == expected


def test_no_import():
    """Blocks of a speech that was never imported count themselves."""
    assert ids([A, B + "{#p9}", C], None) == "p1 p9 p3"


def test_a_pin_stands_even_where_it_is_the_count():
    """After an insertion the second block is p1 by its origin; pinned to p2 it is p2."""
    assert ids([D, A + " {#p2}", B, C], [A, B, C]).split()[1] == "p2"


def test_pins_are_not_in_the_text():
    """The pin is no part of the words; elsewhere in a block, or of another form, it is text."""
    texts = [block.text for block in parse("甲 {#p3}\n\n乙{#p3}丙\n\n丁{#x}\n\n戊{.c}\n")]
    assert texts == ["甲", "乙{#p3}丙", "丁{#x}", "戊{.c}"]


_SENTENCES = st.lists(st.sampled_from([A, B, C, D, "短句。", "短句！", "又一段完全不同的话，说的是养鱼。"]), max_size=6)


@given(_SENTENCES, _SENTENCES, st.data())
def test_ids_are_unique_and_all_there(old, new, data):
    """However a body is edited: no id twice, and every id of the imported body is still an anchor."""
    pins = data.draw(st.lists(st.sampled_from(["", "", "", " {#p2}", " {#p77}", " {#p1-1}"]), min_size=len(new), max_size=len(new)))
    pins = [pin if pin not in pins[:i] else "" for i, pin in enumerate(pins)]
    found = [id.strip("()") for id in ids([text + pin for text, pin in zip(new, pins, strict=True)], old).split()]
    assert len(found) == len(set(found))
    if not any(pins):
        assert {f"p{n}" for n in range(1, len(old) + 1)} <= set(found)


@given(st.text("甲乙丙丁戊", max_size=12), st.text("甲乙丙丁戊", max_size=12))
def test_likeness(a, b):
    """Between 0 and 1, the same both ways, and whole for what is the same."""
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) == likeness(b, a)
    assert not a or likeness(a, a) == 1
