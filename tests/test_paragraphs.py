"""Ids of blocks: they hold through corrections, insertions and removals."""

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import frontmatter
from generator.markdown import parse
from generator.model import Block, BlockId
from generator.paragraphs import number, remained

ARCHIVE = Path(__file__).parent.parent / "content" / "speeches"

A = "第一段说的是修路的事情，一共三里，从村口修到河边，年底以前要通车。"
B = "第二段讲种树的办法，先挖坑，再浇透，栽下去以后还得有人看护。"
C = "至于开会的规矩，不许迟到，不许早退，谁违反谁在大会上检讨！"
D = "全新的句子，与别处都不相干：喂鸡要趁早，鸭子赶下塘。"


def ids(new: list[str], old: list[str] | None) -> str:
    """Ids of the blocks of a body; removed ones in brackets where they stood, joined ones with a plus."""
    blocks, rest = number(parse("\n\n".join(new)), parse("\n\n".join(old)) if old is not None else None)
    found = [
        piece
        for block in blocks
        for piece in (*(f"({id})" for id in block.gone), block.id, *(f"+{id}" for id in block.also))
    ]
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
        ([A[:12], A[12:], B, C], "p0-1 p1 p2 p3"),
        ([A + B, C], "p1 +p2 p3"),
        ([A + B[:9] + D, C], "p1 (p2) p3"),
        ([A, D + C[:16], C[16:] + B[:4]], "p1 (p2) p3 p3-1"),
        ([A, B + "{#p12}", C], "p1 p12 p3"),
        ([A, D + " {#p40}", B, C], "p1 p40 p2 p3"),
        (["## " + A, B, C], "p1 p2 p3"),
    ],
    ids="same corrected inserted two-inserted at-the-head removed two-removed removed-at-the-end appended split split-late joined joined-in-part broken-up pinned inserted-and-pinned made-a-heading".split(),
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


_SENTENCES = st.lists(
    st.sampled_from([A, B, C, D, "短句。", "短句！", "又一段完全不同的话，说的是养鱼。"]), max_size=6
)


@given(_SENTENCES, _SENTENCES, st.data())
def test_ids_are_unique_and_all_there(old, new, data):
    """However a body is edited: no id twice, and every id of the imported body is still an anchor."""
    pins = data.draw(
        st.lists(
            st.sampled_from(["", "", "", " {#p2}", " {#p77}", " {#p1-1}"]),
            min_size=len(new),
            max_size=len(new),
        )
    )
    pins = [pin if pin not in pins[:i] else "" for i, pin in enumerate(pins)]
    found = [
        id.strip("()+") for id in ids([text + pin for text, pin in zip(new, pins, strict=True)], old).split()
    ]
    assert len(found) == len(set(found))
    if not any(pins):
        assert {f"p{n}" for n in range(1, len(old) + 1)} <= set(found)


@given(st.text("甲乙丙丁戊", max_size=12), st.text("甲乙丙丁戊", max_size=12))
def test_remained(a, b):
    """No more than the shorter has, the same both ways, and all of what is the same."""
    assert 0 <= remained(a, b) <= min(len(a), len(b))
    assert remained(a, b) == remained(b, a)
    assert remained(a, a) == len(a)


# ------------------------------------------------------------------------------------------- many random edits

FEW = 5
"""Fewer characters than these may stand anywhere by chance: 谢谢大家。"""
Letters = list[tuple[str, int]]
"""A paragraph whose every character knows the imported paragraph that it came from (-1: none)."""


def edited(paragraphs: list[str], other: str, edits: int, seed: int) -> list[Letters]:
    """The paragraphs after so many edits of five kinds; words that come in are taken from another speech."""
    chance = random.Random(seed)
    body = [[(letter, i) for letter in text] for i, text in enumerate(paragraphs)]

    def words(most: int) -> Letters:
        size = chance.randint(1, most)
        start = chance.randrange(len(other) - size)
        return [(letter, -1) for letter in other[start : start + size]]

    for _ in range(edits):
        kind = chance.choices(["correct", "insert", "remove", "split", "merge"], [6, 1, 1, 1, 1])[0]
        at = chance.randrange(len(body))
        one = body[at]
        if kind == "correct":
            start = chance.randrange(len(one))
            body[at] = one[:start] + words(9)[chance.randint(0, 1) :] + one[start + chance.randint(0, 9) :]
        elif kind == "insert":
            body.insert(at, words(150))
        elif kind == "remove" and len(body) > 2:
            del body[at]
        elif kind == "split" and len(one) > 4:
            middle = chance.randrange(1, len(one))
            body[at : at + 1] = [one[:middle], one[middle:]]
        elif kind == "merge" and at + 1 < len(body):
            body[at : at + 2] = [one + body[at + 1]]
        body = [one for one in body if one]
    return body


def blocks_of(texts: list[str]) -> list[Block]:
    return [Block(BlockId(f"p{n}"), n, "paragraph", text) for n, text in enumerate(texts, 1)]


def lost_and_held(path: Path, edits: int, seed: int) -> tuple[list[object], int]:
    """Paragraphs that kept 60 % of their words in one block: those whose id is not there, and how many there are."""
    speeches = sorted(ARCHIVE.glob("*.md"))
    texts = [block.text for block in parse(frontmatter.split(path.read_text("utf-8")).body)]
    other = speeches[
        (speeches.index(path) + len(speeches) // 2) % len(speeches)
    ]  # the next may be a version of it
    words = "".join(block.text for block in parse(frontmatter.split(other.read_text("utf-8")).body))
    body = edited(texts, words, edits, seed)
    blocks, _ = number(blocks_of(["".join(letter for letter, _ in one) for one in body]), blocks_of(texts))
    lost: list[object] = []
    held = 0
    for block, one in zip(blocks, body, strict=True):
        for origin, size in Counter(origin for _, origin in one).items():
            if origin < 0 or size < FEW or texts.count(texts[origin]) > 1:
                continue
            if size >= 0.6 * len(texts[origin]):
                held += 1
                if f"p{origin + 1}" not in (block.id, *block.also):
                    lost.append((origin + 1, size, len(texts[origin]), block.id, block.text))
    return lost, held


@pytest.mark.parametrize("edits", [20, 60, 200])
def test_random_edits(edits):
    """Every paragraph that kept 60 % of its words keeps its id, however it and the others were edited."""
    results = [lost_and_held(path, edits, seed) for path in sorted(ARCHIVE.glob("*.md")) for seed in range(2)]
    assert [one for lost, _ in results for one in lost] == []
    assert sum(held for _, held in results) >= {20: 350, 60: 180, 200: 30}[edits]
