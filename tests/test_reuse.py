"""Shared passages, against a search that knows nothing of fingerprints."""

import random
import re
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.derive import reuse as module
from generator.derive.reuse import ANCHOR, FORMULA, reuse
from generator.model import Block, BlockId, Mention, Slug, SpeechId, Text

HAN = re.compile("[\u4e00-\u9fff]")


def shared_grams(first: str, second: str, size: int) -> set[tuple[int, int]]:
    """Places where two texts have the same Han characters, ``size`` in a row: the reference, by comparing every place."""
    a, b = ["".join(HAN.findall(text)) for text in (first, second)]
    places: dict[str, list[int]] = {}
    for i in range(len(a) - size + 1):
        places.setdefault(a[i : i + size], []).append(i)
    return {(i, j) for j in range(len(b) - size + 1) for i in places.get(b[j : j + size], ())}


def squeezed(text: str) -> str:
    """The Han characters of a text."""
    return "".join(HAN.findall(text))


def speech(name: str, *paragraphs: str, mentions: Iterable[Mention] = (), kind: str = "paragraph") -> Text:
    """A text of paragraphs."""
    blocks = tuple(Block(BlockId(f"p{n}"), n, kind, text) for n, text in enumerate(paragraphs, 1))
    return Text(SpeechId(name), blocks, tuple(mentions), (), (), 0)


def words(size: int, seed: float = 0, kinds: int = 3000) -> str:
    """Random Han characters."""
    chosen = random.Random(seed)
    return "".join(chr(0x4E00 + chosen.randrange(kinds)) for _ in range(size))


def pointed(text: str, chosen: random.Random) -> str:
    """The text with punctuation, spaces and figures strewn in."""
    return "".join(c + (chosen.choice("，、 ；“”8a\n") if chosen.random() < 0.15 else "") for c in text)


@st.composite
def archives(draw) -> list[list[str]]:
    """Small archives of paragraphs over few characters, with borrowings of 4 to 60 characters planted in them."""
    chosen = random.Random(draw(st.integers(0, 10**9)))
    kinds = draw(st.sampled_from([30, 300, 3000]))
    loans = [words(chosen.randint(4, 60), chosen.random(), kinds) for _ in range(3)]
    archive = []
    for _ in range(draw(st.integers(0, 5))):
        speech = []
        for _ in range(chosen.randint(0, 4)):
            parts = [words(chosen.randint(0, 30), chosen.random(), kinds)]
            if chosen.random() < 0.6:
                parts += [chosen.choice(loans), words(chosen.randint(0, 30), chosen.random(), kinds)]
            speech.append(pointed("".join(parts), chosen))
        archive.append(speech)
    return archive


@given(archives())
def test_equals_brute_force(archive):
    """Every row of same characters that is long enough lies in a passage, and every passage has one; all offsets hold."""
    texts = [speech(f"s{n}", *paragraphs) for n, paragraphs in enumerate(archive)]
    passages = reuse(texts)
    order = [text.speech for text in texts]
    found: dict[tuple[str, ...], set[tuple[int, int]]] = {}
    for p in passages:
        assert order.index(p.a) < order.index(p.b)
        a = archive[order.index(p.a)][int(p.a_block[1:]) - 1]
        b = archive[order.index(p.b)][int(p.b_block[1:]) - 1]
        assert a[p.a_start : p.a_end] == p.text_a
        theirs = b[p.b_start : p.b_end]
        for text in (p.text_a, theirs):
            assert HAN.match(text[0])
            assert HAN.match(text[-1])
        assert squeezed(p.text_a)[:4] == squeezed(theirs)[:4]
        assert squeezed(p.text_a)[-4:] == squeezed(theirs)[-4:]
        assert ANCHOR <= p.characters <= min(len(squeezed(p.text_a)), len(squeezed(theirs)))
        assert shared_grams(p.text_a, theirs, ANCHOR)
        i, j = len(squeezed(a[: p.a_start])), len(squeezed(b[: p.b_start]))
        inside = {
            (i + x, j + y)
            for x in range(len(squeezed(p.text_a)) - ANCHOR + 1)
            for y in range(len(squeezed(theirs)) - ANCHOR + 1)
        }
        found.setdefault((p.a, p.a_block, p.b, p.b_block), set()).update(inside)
    for n, earlier in enumerate(archive):
        for m, later in enumerate(archive[n + 1 :], n + 1):
            for x, a in enumerate(earlier, 1):
                for y, b in enumerate(later, 1):
                    expected = shared_grams(a, b, ANCHOR)
                    assert expected <= found.get((f"s{n}", f"p{x}", f"s{m}", f"p{y}"), set())


@pytest.mark.parametrize("size", [12, 16, 40, 200])
def test_every_planted_borrowing_is_found(size):
    """A borrowing of 12 characters or more is found whole, wherever it stands and whatever stands around it."""
    for seed in range(30):
        loan = words(size, seed)
        before, after = words(7, seed + 1000), words(9, seed + 2000)
        (passage,) = reuse([speech("a", before + loan + "甲"), speech("b", "乙" + loan + after)])
        assert (passage.text_a, passage.characters) == (loan, size)
        assert (passage.a_start, passage.b_start) == (7, 1)


def test_eleven_characters_are_none():
    """What is shorter than 12 characters is no passage."""
    loan = words(11)
    assert reuse([speech("a", f"甲{loan}乙"), speech("b", f"丙{loan}丁")]) == ()


def test_punctuation_figures_and_script_do_not_matter():
    """What is compared are Han characters, folded to simplified; offsets are of the text as it is."""
    a = "我们今年还要发展乡村产业，让3个村的人都富起来"
    b = "（我們今年還要發展 鄉村產業——讓村的人都富起來！"
    (passage,) = reuse([speech("a", a), speech("b", b)])
    assert (passage.text_a, passage.characters) == (a, 20)
    assert b[passage.b_start : passage.b_end] == b[1:-1]


@pytest.mark.parametrize(
    ("ours", "theirs", "bridged"),
    [
        ("甲", "乙", True),
        ("甲乙丙", "丁戊己", True),
        ("", "甲乙丙", True),
        ("甲", "乙丙", True),
        ("甲乙丙丁", "戊己庚辛", False),
        ("", "甲乙丙丁", False),
    ],
)
def test_gaps(ours, theirs, bridged):
    """Up to three characters may differ, be added or be missing between two parts; a fourth ends the passage."""
    first, second = words(20, 1), words(20, 2)
    passages = reuse([speech("a", first + ours + second), speech("b", first + theirs + second)])
    if bridged:
        assert [(p.text_a, p.characters) for p in passages] == [(first + ours + second, 40)]
    else:
        assert [(p.text_a, p.characters) for p in passages] == [(first, 20), (second, 20)]


def test_short_pieces_are_bridged_on_both_sides():
    """A stretch of 12 same characters draws in shorter ones before and behind it."""
    left, middle, right = words(6, 1), words(12, 2), words(5, 3)
    (passage,) = reuse([speech("a", f"{left}甲{middle}乙{right}"), speech("b", f"{left}丙丁{middle}{right}")])
    assert (passage.text_a, passage.characters) == (f"{left}甲{middle}乙{right}", 23)


def test_passages_stay_in_their_paragraph():
    """A borrowing over two paragraphs is found in each; none crosses the border."""
    loan = words(40)
    passages = reuse([speech("a", loan), speech("b", loan[:20], loan[20:])])
    assert [(p.b_block, p.text_a) for p in passages] == [("p1", loan[:20]), ("p2", loan[20:])]
    assert reuse([speech("a", loan[:11], loan[11:22]), speech("b", loan[:22])]) == ()


def test_headings_are_left_out():
    """A heading or a salutation that two speeches share is no borrowing."""
    loan = words(30)
    for kind in ("heading", "salutation"):
        assert reuse([speech("a", loan, kind=kind), speech("b", loan)]) == ()


def test_quotation_is_told_from_passage():
    """Where both have it inside quotation marks, both quote; where one has not, it may be a borrowing."""
    loan = words(22)
    quoting = [f"他说：“{loan[:9]}，{loan[9:]}。”甲", f"书上写道：“{loan}？”乙"]
    (passage,) = reuse([speech("a", quoting[0]), speech("b", quoting[1])])
    assert passage.kind == "quotation"
    (passage,) = reuse([speech("a", quoting[0]), speech("b", f"“甲乙”{loan}“丙丁”")])
    assert passage.kind == "passage"


def test_mentions_of_terms_are_no_borrowing():
    """What is for the most part names of terms is left out; with as much beside them it stays."""
    names = words(8, 1)
    other = words(9, 2)

    def pair(text: str) -> Sequence[Text]:
        mention = Mention(BlockId("p1"), 0, 9, text[:9], Slug("x"), "match", "own", False)
        return [speech("a", text, mentions=[mention]), speech("b", text)]

    assert reuse(pair(f"{names[:4]}、{names[4:]}{other[:7]}")) == ()
    assert len(reuse(pair(f"{names[:4]}、{names[4:]}{other}"))) == 1


def test_formulae_are_no_borrowing():
    """What stands in more than twenty speeches is a formula; in twenty it is still a passage in each pair."""
    formula = words(15)
    texts = [speech(f"s{n}", words(30, n + 1) + formula + words(30, n + 100)) for n in range(FORMULA + 1)]
    assert len(reuse(texts[:FORMULA])) == FORMULA * (FORMULA - 1) // 2
    assert reuse(texts) == ()


def test_formula_inside_a_borrowing_does_not_cut_it():
    """A formula inside a longer borrowing belongs to it."""
    formula, left, right = words(20, 1), words(15, 2), words(15, 3)
    others = [speech(f"s{n}", words(30, n + 10) + formula + words(30, n + 100)) for n in range(FORMULA)]
    passages = reuse([*others, speech("x", left + formula + right), speech("y", left + formula + right)])
    assert [(p.a, p.b, p.text_a) for p in passages] == [("x", "y", left + formula + right)]


def test_equal_hashes_are_not_trusted(monkeypatch):
    """Two texts whose hashes are the same, place by place, have nothing in common unless their characters are the same."""

    def winnow(row, owner):
        places = np.arange(len(row) - ANCHOR + 1)
        return places.astype(np.uint64) << np.uint64(40), places

    monkeypatch.setattr(module, "_winnow", winnow)
    assert reuse([speech("a", words(40, 1)), speech("b", words(40, 2))]) == ()


def test_order_is_that_of_the_archive():
    """Passages come by paragraph of the earlier speech, then by the later speech, whatever their lengths."""
    one, two = words(20, 1), words(30, 2)
    texts = [speech("c", one, two), speech("b", two + one), speech("a", one)]
    assert [(p.a, p.a_block, p.b) for p in reuse(texts)] == [
        ("c", "p1", "b"),
        ("c", "p1", "a"),
        ("c", "p2", "b"),
        ("b", "p1", "a"),
    ]


@pytest.mark.parametrize(
    "archive", [[], [[]], [[], []], [["短"]], [["", "短"], ["短"]], [["好" * 500], ["好" * 300]]]
)
def test_small_and_odd_archives(archive):
    """Nothing, little or one character again and again is no trouble."""
    passages = reuse([speech(f"s{n}", *paragraphs) for n, paragraphs in enumerate(archive)])
    assert all(p.characters >= ANCHOR for p in passages)


def test_real_texts_that_quote_the_same_words(texts):
    """Two of the real texts quote the same sentence of 22 characters, and have nothing else in common."""
    names = sorted((texts / "seeds").glob("00[14]_*.txt"))
    read = [re.sub(r"\n\d+、", "", path.read_text("utf-8")).split("\n") for path in names]
    passages = reuse([speech(path.name[:3], *lines) for path, lines in zip(names, read, strict=True)])
    assert {(p.a, p.b, p.characters, p.kind) for p in passages} == {("001", "004", 22, "quotation")}
