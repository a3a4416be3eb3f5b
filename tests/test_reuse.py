"""Shared passages, against a search that knows nothing of fingerprints."""

import contextlib
import itertools
import random
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.derive.reuse import Reuse, compare, fingerprints
from generator.derive.reuse import reuse as find
from generator.derive.reuse.bridges import LONG, REACH, pieces
from generator.derive.reuse.fingerprints import ANCHOR, shelve
from generator.derive.reuse.matches import COMMON, census, formula, runs
from generator.memo import Memo, digest_of
from generator.model import Block, BlockId, Mention, Passage, Slug, SpeechId, Text
from tests.bench.reuse import generate, judge

HAN = re.compile("[\u4e00-\u9fff]")


def reuse(texts: Sequence[Text], memo: Memo | None = None) -> tuple[Passage, ...]:
    """All passages of some texts."""
    return tuple(find(texts, memo))


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
    """Every row of same characters that is long enough lies in passages, all passages have their characters, and all offsets hold."""
    texts = [speech(f"s{n}", *paragraphs) for n, paragraphs in enumerate(archive)]
    order = [text.speech for text in texts]
    found: dict[tuple[str, str], set[tuple[int, int]]] = {}
    before: list[Passage] = []
    for p in reuse(texts):
        n, m = order.index(p.a), order.index(p.b)
        assert n < m
        x, y = int(p.a_block[1:]) - 1, int(p.b_block[1:]) - 1
        a, b = archive[n][x], archive[m][y]
        theirs = b[p.b_start : p.b_end]
        assert a[p.a_start : p.a_end] == p.text_a
        for text in (p.text_a, theirs):
            assert HAN.match(text[0])
            assert HAN.match(text[-1])
        assert squeezed(p.text_a)[0] == squeezed(theirs)[0]
        assert squeezed(p.text_a)[-1] == squeezed(theirs)[-1]
        assert REACH <= p.characters <= min(len(squeezed(p.text_a)), len(squeezed(theirs)))
        assert (p.whole or p.characters) >= max(ANCHOR, p.characters)
        assert p.whole or shared_grams(p.text_a, theirs, ANCHOR)
        if p.continues:
            assert any((q.a, q.b, q.whole) == (p.a, p.b, p.whole) for q in before)
        before.append(p)
        i = sum(len(squeezed(text)) for text in archive[n][:x]) + len(squeezed(a[: p.a_start]))
        j = sum(len(squeezed(text)) for text in archive[m][:y]) + len(squeezed(b[: p.b_start]))
        inside = {
            (i + x, j + y) for x in range(len(squeezed(p.text_a))) for y in range(len(squeezed(theirs)))
        }
        found.setdefault((p.a, p.b), set()).update(inside)
    rows = ["".join(map(squeezed, paragraphs)) for paragraphs in archive]
    edges = [{len("".join(map(squeezed, part[:x]))) for x in range(len(part) + 1)} for part in archive]
    for n, earlier in enumerate(rows):
        for m, later in enumerate(rows[n + 1 :], n + 1):
            for i, j in shared_grams(earlier, later, ANCHOR):
                places = {(i + x, j + x) for x in range(ANCHOR)}
                missing = sorted(places - found.get((f"s{n}", f"s{m}"), set()))
                # a piece of fewer than REACH characters at the border of a paragraph is not shown
                parts = itertools.groupby(
                    missing, key=lambda place: (block(edges[n], place[0]), block(edges[m], place[1]))
                )
                assert all(len(list(part)) < REACH for _, part in parts)


def block(edges: set[int], place: int) -> int:
    """In which paragraph a place lies."""
    return sum(edge <= place for edge in edges)


@pytest.mark.parametrize("size", [12, 16, 40, 200])
def test_every_planted_borrowing_is_found(size):
    """A borrowing of 12 characters or more is found whole, wherever it stands and whatever stands around it."""
    for seed in range(30):
        loan = words(size, seed)
        before, after = words(7, seed + 1000), words(9, seed + 2000)
        (passage,) = reuse([speech("a", before + loan + "甲"), speech("b", "乙" + loan + after)])
        assert (passage.text_a, passage.characters) == (loan, size)
        assert (passage.a_start, passage.b_start) == (7, 1)


def test_planted_borrowings_with_edits():
    """Borrowings of 60 to 300 characters with one in twenty edited are found and little else; quotations are told from them."""
    planted = generate(120, 3000, 5)
    found = judge(planted, reuse(planted.texts))
    for right, all_ in (found.recall, found.precision, found.quotations, found.borrowings):
        assert right >= 0.98 * all_ > 0
    assert found.whole[0] >= 0.9 * found.whole[1]


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


def test_passages_run_on_over_the_border_of_a_paragraph():
    """A borrowing over two paragraphs is a piece in each; each tells how long the whole is, the second that it carries on the first."""
    loan = words(40)
    pieces = reuse([speech("a", loan), speech("b", loan[:20], loan[20:])])
    assert [(p.b_block, p.text_a, p.whole, p.continues) for p in pieces] == [
        ("p1", loan[:20], 40, False),
        ("p2", loan[20:], 40, True),
    ]
    pieces = reuse([speech("a", loan[:8], loan[8:16]), speech("b", loan[:14], loan[14:16])])
    assert [(p.a_block, p.b_block, p.characters, p.whole) for p in pieces] == [
        ("p1", "p1", 8, 16),
        ("p2", "p1", 6, 16),
    ]


def test_a_heading_between_does_not_end_a_passage():
    """What stands before a heading and goes on behind it goes on where another has no heading."""
    loan = words(40)
    blocks = (
        Block(BlockId("p1"), 1, "paragraph", loan[:20]),
        Block(BlockId("p2"), 2, "heading", words(9, 1)),
        Block(BlockId("p3"), 3, "paragraph", loan[20:]),
    )
    pieces = reuse([Text(SpeechId("a"), blocks, (), (), (), 0), speech("b", loan)])
    assert [(p.a_block, p.b_start, p.b_end, p.whole) for p in pieces] == [
        ("p1", 0, 20, 40),
        ("p3", 20, 40, 40),
    ]


def test_headings_are_left_out():
    """A heading or a salutation that two speeches share is no borrowing."""
    loan = words(30)
    for kind in ("heading", "salutation"):
        assert reuse([speech("a", loan, kind=kind), speech("b", loan)]) == ()


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("他说：“{}？”甲", "书上写道：“{}！”乙", "quotation"),
        ("他说：“{}？”甲", "“甲乙”{}“丙丁”", "passage"),
        ("他说：“{}？”甲", "他前天指出，{}。", "quotation"),
        ("他说：“{}？”甲", "他前天指出。{}。", "passage"),
        ("他前天指出，{}。", "有人强调：{}。", "passage"),
        ("「{}」甲", "甲（《{}》）", "quotation"),
        ("“{}", "甲“{}”", "quotation"),
        ("“{}", "甲“{}", "passage"),
    ],
)
def test_quotation_is_told_from_passage(first, second, kind):
    """Both quote where both have quotation marks, or one has and the other words of saying; else it may be a borrowing."""
    loan = words(22)
    (passage,) = reuse(
        [speech("a", first.format(loan)), speech("b", second.format(f"{loan[:9]}，{loan[9:]}"))]
    )
    assert (passage.kind, passage.characters) == (kind, 22)


def test_a_name_in_quotation_marks_makes_no_quotation():
    """Of a passage that is no more than half in quotation marks, or by names of fewer than twelve characters, nobody is quoted."""
    name, rest = words(10, 1), words(6, 2)
    text = f"坚持“{name}”{rest}"
    (passage,) = reuse([speech("a", text), speech("b", text)])
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


@pytest.mark.parametrize(
    ("speeches", "bound"), [(1, 5), (20, 5), (27, 6), (40, 10), (79, 19), (80, 20), (10000, 20)]
)
def test_what_is_a_formula_depends_on_the_archive(speeches, bound):
    """More than twenty speeches, in a small archive more than a quarter, but never five or fewer."""
    assert formula(speeches) == bound


@pytest.mark.parametrize("speeches", [12, 30, 90])
def test_formulae_are_no_borrowing(speeches):
    """What stands in more speeches than the bound is a formula; in as many it is still a passage in each pair."""
    phrase, bound = words(15), formula(speeches)
    others = [speech(f"o{n}", words(80, n + 0.5)) for n in range(speeches)]
    texts = [speech(f"s{n}", words(30, n + 1) + phrase + words(30, n + 100)) for n in range(bound + 1)]
    assert len(reuse([*texts[:bound], *others[bound:]])) == bound * (bound - 1) // 2
    assert reuse([*texts, *others[bound + 1 :]]) == ()


def test_no_formula_is_so_long():
    """In a small archive a long passage is told in as many speeches as are compared at all."""
    for size, count in ((LONG - 1, 0), (LONG, 15)):
        loan = words(size)
        assert len(reuse([speech(f"s{n}", words(30, n + 1) + loan) for n in range(6)])) == count


def test_formula_inside_a_borrowing_does_not_cut_it():
    """A formula inside a longer borrowing belongs to it; with little beside it, it is none."""
    phrase, left, right = words(20, 1), words(15, 2), words(15, 3)
    others = [speech(f"s{n}", words(30, n + 10) + phrase + words(30, n + 100)) for n in range(COMMON)]
    texts = [*others, speech("x", left + phrase + right), speech("y", left + phrase + right)]
    assert [(p.a, p.b, p.text_a) for p in reuse(texts)] == [("x", "y", left + phrase + right)]
    assert reuse([*others, speech("x", left[:3] + phrase), speech("y", left[:3] + phrase)]) == ()


@pytest.mark.parametrize("size", [0, 12], ids=["columns", "one by one"])
def test_the_ends_of_a_formula_belong_to_it(size):
    """A few chance characters before a short formula make no passage of it, alone or beside another passage."""
    for seed in range(40):
        phrase, more, again = words(15, seed), words(3, seed + 50), words(size, seed + 100)
        others = [speech(f"s{n}", words(9, n + 200) + phrase + words(9, n + 300)) for n in range(COMMON)]
        pair = [
            speech("x", f"{more}{phrase}甲乙丙丁{again}"),
            speech("y", f"{more}{phrase}戊己庚辛壬{again}"),
        ]
        assert [p.characters for p in reuse([*others, *pair])] == [size] * (size > 0)


@pytest.mark.parametrize("size", [0, 12], ids=["columns", "one by one"])
def test_formula_is_what_both_speeches_have_as_such(size):
    """A fingerprint that only one of two speeches has does not count between them: else an edit elsewhere would change more pairs."""
    loan, again = words(18, 1), words(size, 2)
    library = shelve([speech("a", f"{loan}甲乙丙丁{again}"), speech("b", f"{loan}戊己庚辛壬{again}")])
    (found,) = runs(library, census(library, COMMON)[0], None, None)
    formulae = np.zeros(len(library.codes), np.bool_)
    formulae[:11] = True
    assert pieces(library, formulae, found)[:, 4].tolist() == [18] + [size] * (size > 0)
    formulae[library.speeches[1] :][:11] = True
    assert pieces(library, formulae, found)[:, 4].tolist() == [size] * (size > 0)


def test_equal_hashes_are_not_trusted(monkeypatch):
    """Two texts whose hashes are the same, place by place, have nothing in common unless their characters are the same."""

    def winnow(row):
        places = np.arange(len(row) - ANCHOR + 1)
        return places.astype(np.uint32) << np.uint32(20), places

    monkeypatch.setattr(fingerprints, "winnow", winnow)
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


@settings(max_examples=12)
@given(st.integers(0, 10**9))
def test_edits_give_what_a_clean_run_gives(seed):
    """After any edits, passages from memory are those of a comparison of all, and most builds compare only some."""
    chosen = random.Random(seed)
    stock = [words(chosen.randint(12, 60), chosen.random()) for _ in range(6)]

    def written(name: str) -> Text:
        parts = [
            chosen.choice(stock) if chosen.random() < 0.5 else words(9, chosen.random()) for _ in range(6)
        ]
        cut = chosen.randint(0, 6)
        mention = Mention(BlockId("p1"), 0, len(parts[0]), parts[0], Slug("x"), "match", "own", False)
        mentions = [mention] if cut and chosen.random() < 0.2 else []
        return speech(name, "".join(parts[:cut]), "".join(parts[cut:]), mentions=mentions)

    texts = [written(f"s{n}") for n in range(chosen.randint(16, 34))]
    with temporary_memo() as memo:
        assert everything(find(texts, memo)) == everything(find(texts))
        for step in range(5):
            at = chosen.randrange(len(texts))
            kind = chosen.randrange(5)
            if kind <= 1:
                texts[at] = written(texts[at].speech)
            elif kind == 2:
                texts.insert(at, written(f"t{step}"))
            elif kind == 3:
                del texts[at]
            else:
                texts.insert(chosen.randrange(len(texts)), texts.pop(at))
            assert everything(find(texts, memo)) == everything(find(texts))


def everything(found: Reuse) -> tuple[object, ...]:
    """Passages, rows of the published table, and the facts of pairs."""
    return tuple(found.rows), tuple(found.tables), found.facts.tolist(), found.digest


@contextlib.contextmanager
def temporary_memo() -> Iterator[Memo]:
    """A memory of one test."""
    with tempfile.TemporaryDirectory() as folder:
        memo = Memo(Path(folder) / "cache.sqlite")
        yield memo
        memo.close(finished=True)


def test_an_edit_compares_one_speech(monkeypatch):
    """After an edit of one speech no two others are compared, and where nothing has changed nothing is."""
    texts = [speech(f"s{n}", words(40, n % 9), words(40, n + 100)) for n in range(30)]
    with temporary_memo() as memo:
        reuse(texts, memo)
        monkeypatch.setattr(compare, "compare", None)
        read: list[str] = []

        def note(some: Sequence[Text]) -> object:
            read.extend(text.speech for text in some)
            return shelve(some)

        monkeypatch.setattr(compare, "shelve", note)
        texts[4] = speech("s4", words(40, 4), words(50, 200))
        passages = reuse(texts, memo)
        assert read == ["s4", "s13", "s22"]
        assert [(p.a, p.b) for p in passages if p.a == "s4"] == [("s4", "s13"), ("s4", "s22")]
        reuse(texts, memo)
        assert len(read) == 3


def test_what_becomes_common_changes_other_pairs():
    """A speech more that has some words makes them a formula in all others, a speech less makes them a passage again."""
    phrase = words(15)
    texts = [speech(f"s{n}", words(30, n + 1) + phrase * (n < 10)) for n in range(40)]
    more = [*texts[:20], speech("s20", words(30, 21) + phrase), *texts[21:]]
    with temporary_memo() as memo:
        assert len(reuse(texts, memo)) == 45
        assert reuse(more, memo) == ()
        assert len(reuse(texts, memo)) == 45


def test_what_an_edit_needs_outlives_builds_without_one(tmp_path, monkeypatch):
    """However many builds change nothing, the next edit compares one speech with the rest."""
    texts = [speech(f"s{n}", words(40, n % 9), words(40, n + 100)) for n in range(30)]
    for _ in range(6):
        memo = Memo(tmp_path / "cache.sqlite")
        reuse(texts, memo)
        memo.close(finished=True)
    monkeypatch.setattr(compare, "compare", None)
    texts[4] = speech("s4", words(40, 4), words(50, 200))
    memo = Memo(tmp_path / "cache.sqlite")
    assert len(reuse(texts, memo)) == len(reuse(texts, memo)) > 0
    memo.close(finished=True)


def test_a_larger_archive_has_another_bound():
    """Where a speech more moves the bound, words in as many speeches as before are no longer formula."""
    phrase = words(15)
    texts = [speech(f"s{n}", words(30, n + 1) + phrase * (n < 7)) for n in range(28)]
    with temporary_memo() as memo:
        assert (reuse(texts[:27], memo), formula(27), formula(28)) == ((), 6, 7)
        assert len(reuse(texts, memo)) == 21


def test_what_is_common_is_looked_for_in_none_after_an_edit_either():
    """Long words in more speeches than are compared stay unknown where an edit brings but few of these speeches up again."""
    loan, other = words(100), words(20, 1)
    texts = [speech(f"s{n}", words(30, n + 2) + loan, words(30, n + 90) + other * (n < 3)) for n in range(40)]
    with temporary_memo() as memo:
        assert len(reuse(texts, memo)) == 3
        texts[1] = speech("s1", words(30, 3) + loan, words(31, 91) + other)
        assert len(reuse(texts, memo)) == 3


@pytest.mark.parametrize("part", ["last", "passages", "tables", "fingerprints"])
def test_damaged_memory_does_no_harm(tmp_path, part):
    """Where a remembered value is damaged or gone, it is worked out again."""
    texts = [speech(f"s{n}", words(40, n % 9), words(40, n + 100)) for n in range(30)]
    edited = [*texts[:4], speech("s4", words(40, 4), words(50, 200)), *texts[5:]]
    path = tmp_path / "cache.sqlite"
    memo = Memo(path)
    reuse(texts, memo)
    memo.close(finished=True)
    base = sqlite3.connect(path)
    last = base.execute("SELECT key FROM results WHERE key = ?", (digest_of("reuse", "last"),)).fetchone()
    conditions = {
        "last": f"key = x'{last[0].hex()}'",
        "passages": f"key != x'{last[0].hex()}' AND length(key) = 16",
        "tables": f"substr(key, 17) = x'{b'table'.hex()}'",
        "fingerprints": f"substr(key, 1, 12) = x'{b'fingerprints'.hex()}'",
    }
    changed = base.execute(f"UPDATE results SET value = x'00' WHERE {conditions[part]}").rowcount
    assert changed
    base.commit()
    base.close()
    memo = Memo(path)
    assert everything(find(edited, memo)) == everything(find(edited))
    assert memo.said
    memo.close(finished=True)


def test_real_texts_that_quote_the_same_words(texts):
    """Two of the real texts quote the same sentence of 22 characters, and have nothing else in common."""
    names = sorted((texts / "seeds").glob("00[14]_*.txt"))
    read = [re.sub(r"\n\d+、", "", path.read_text("utf-8")).split("\n") for path in names]
    passages = reuse([speech(path.name[:3], *lines) for path, lines in zip(names, read, strict=True)])
    assert {(p.a, p.b, p.characters, p.kind) for p in passages} == {("001", "004", 22, "quotation")}
