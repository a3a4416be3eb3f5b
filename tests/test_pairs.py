"""Pairs of speeches that share words: their numbers, what they are to each other, their pages and marks."""

import random
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from generator import theme
from generator.build import Options, compile_site, draft
from generator.comparison import compare, compare_texts
from generator.dates import parse as date
from generator.derive import related
from generator.derive.pairs import FLOOR, SOURCES, Pairs, direction
from generator.derive.reuse.bridges import GAP, LONG
from generator.derive.reuse.facts import facts, packed
from generator.derive.reuse.fingerprints import ANCHOR
from generator.derive.reuse.matches import COMMON, formula
from generator.manuscripts import OnDisk
from generator.memo import Memo, digest_of
from generator.model import Archive, Block, BlockId, Config, Page, Passage, Speech, SpeechId, Text, Url
from generator.plan import reuse as plan
from generator.render import Site, render_chunk
from generator.script import fold
from generator.views.reuse import Named, PairLine, QuotationLine, ReuseView, SourceLine
from tests.archives import BASE, HERE, Bench, cases, lines, parse, rows, tree

SITE = Path(__file__).parent / "sites" / "reuse"
WATER, ROAD, HANT = "2016-xiushui", "2018-xiulu", "2020-fanti"
REPORT, MINUTES = "2019-zongjie", "2019-zongjie-jilu"
FIRE, BLANK = "2021-fanghuo", "undated-fanghuo-fanwen"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive of shared passages; returns the folder that holds content/ and build/."""
    return tmp_path_factory.mktemp("reuse")


@pytest.fixture
def bench(built, monkeypatch, capsys):
    """The archive of shared passages, built once."""
    monkeypatch.chdir(built)
    bench = Bench(built, capsys)
    if not bench.site.exists():
        shutil.copytree(SITE, bench.content, dirs_exist_ok=True)
        ran = bench.build("--strict")
        assert ran.code == 0, ran.err
    return bench


def select(element: html.HtmlElement, css: str) -> list[html.HtmlElement]:
    """Elements below one that a CSS selector finds, in the order of the page."""
    return list(element.cssselect(css))


def words(element) -> str:
    """The text of an element, white space squeezed."""
    return " ".join(element.text_content().split())


# ------------------------------------------------------------------------------------------------- two texts


@st.composite
def versions(draw) -> tuple[list[str], list[str]]:
    """A text of paragraphs, and the same with characters and borders of paragraphs changed."""
    chosen = random.Random(draw(st.integers(0, 10**9)))
    alphabet = (
        "一二三四五甲乙丙丁，。X20\u3000 "
        if draw(st.booleans())
        else "".join(map(chr, range(0x4E00, 0x4F00)))
    )
    text = [
        "".join(chosen.choice(alphabet) for _ in range(chosen.randint(0, 40)))
        for _ in range(chosen.randint(0, 6))
    ]
    joined = "\n".join(text)
    changed = "".join(
        chosen.choice(["", c + chosen.choice(alphabet), "\n", chosen.choice(alphabet)])
        if chosen.random() < 0.08
        else c
        for c in joined
    )
    return text, changed.split("\n")


def tokens(pieces, kind: str) -> str:
    """What is compared of the pieces of one kind."""
    return "".join(re.findall(r"[\w×＊*□]", fold("".join(p.text for p in pieces if p.kind == kind))))


@given(versions())
def test_pieces_are_the_texts(given_texts):
    """Pieces put together are the text; what is same on one side is same on the other; every block stands in one row, in order."""
    a, b = given_texts
    found = compare_texts(a, b)
    for side, blocks in ((0, a), (1, b)):
        cells = [cell for row in found.rows for cell in (row.a, row.b)[side]]
        assert [n for n, _ in cells] == list(range(len(blocks)))
        assert ["".join(piece.text for piece in pieces) for _, pieces in cells] == blocks
    same = [
        tokens([p for row in found.rows for _, pieces in (row.a, row.b)[side] for p in pieces], "same")
        for side in (0, 1)
    ]
    assert same[0] == same[1]
    whole = compare("\n".join(a), "\n".join(b))
    assert tokens(whole.a, "same") == tokens(whole.b, "same") == same[0]
    if a == b:
        assert found.places == 0
        assert all(len(row.a) == len(row.b) == 1 for row in found.rows if row.a and row.a[0][0])


def test_what_differs_is_little():
    """Two versions of a long text differ where they were changed and nowhere else, also where sentences come again."""
    refrain = "要把路修好，要把水引来，"
    text = [refrain * 3 + f"这是第{n}段自己的话，别处没有，{chr(0x4E00 + n) * 3}。" for n in range(40)]
    changed = [block.replace("别处没有", "别处少见") if n == 20 else block for n, block in enumerate(text)]
    del changed[7]
    found = compare_texts(text, changed)
    assert found.places == 2
    alone = [[n for n, _ in row.a] for row in found.rows if not row.b]
    assert alone == [[7]]
    assert all(len(row.a) <= 1 and len(row.b) <= 1 for row in found.rows)
    twentieth = next(row for row in found.rows if [n for n, _ in row.a] == [20])
    assert [p.text for p in twentieth.a[0][1] if p.kind == "differs"] == ["没有"]


@pytest.mark.parametrize(("given_text", "expected"), cases("fills"))
def test_what_was_put_in(given_text, expected):
    """Blanks of a template and what a copy has in their place."""
    one, two = given_text.split("\n")
    found = compare_texts([one], [two]).fills
    shown = [f"{fill.blank} → {fill.words}" + (f" {fill.count}" if fill.count > 1 else "") for fill in found]
    assert "\n".join(shown) == expected


# ------------------------------------------------------------------------------------------------- pairs


def archive_of(*speeches: Speech) -> Archive:
    """An archive of speeches."""
    return Archive(Config("试录"), speeches, (), (), OnDisk(Path()))


def text_of(speech: Speech, size: int) -> Text:
    """A text of one paragraph."""
    return Text(speech.id, (Block(BlockId("p1"), 1, "paragraph", "字" * size),), (), (), (), size)


def passage(a: str, b: str, size: int, start: int = 0, kind: str = "passage") -> Passage:
    """A passage at one place of two such texts."""
    at = (BlockId("p1"), start, start + size)
    return Passage(SpeechId(a), *at, SpeechId(b), *at, size, "字" * size, kind)  # type: ignore[arg-type]


def pairs(archive: Archive, texts: list[Text], passages: list[Passage]) -> Pairs:
    """The pairs of an archive whose speeches share some passages."""
    order = {speech.id: n for n, speech in enumerate(archive.speeches)}
    rows = [[p for p in passages if p.a == speech.id] for speech in archive.speeches]
    table = packed(fact for row in rows for fact in facts(row, order, lambda id: texts[order[id]]))
    characters, digests = [text.characters for text in texts], [digest_of(text) for text in texts]
    return related.pairs(archive.speeches, table, rows, texts, characters, digests, Memo(None))


def test_pages_are_few():
    """A speech has pages with so many earlier ones and no more, the largest; none for little, and none for quotations."""
    speeches = [Speech(SpeechId(f"s{n:02}"), "题") for n in range(12)]
    texts = [text_of(speech, 1000) for speech in speeches]
    found = [passage(f"s{a:02}", f"s{b:02}", FLOOR + a) for a in range(12) for b in range(a + 1, 12)]
    made = pairs(archive_of(*speeches), texts, found)
    with_page = [(pair.a, pair.b) for pair in made if pair.page]
    assert len(with_page) <= SOURCES * len(speeches)
    assert [a for a, b in with_page if b == 11] == [8, 9, 10]
    small = pairs(archive_of(*speeches), texts, [passage("s00", "s01", FLOOR - 1)])
    assert [pair.page for pair in small] == [False]
    quoted = pairs(archive_of(*speeches), texts, [passage("s00", "s01", 500, kind="quotation")])
    assert [(pair.page, pair.kind, pair.borrowed, pair.quoted) for pair in quoted] == [
        (False, "quotation", 0, 500)
    ]


def test_what_is_repeated_counts_once():
    """A refrain that stands ten times in the later speech is shared no more than the earlier one has it."""
    speeches = [Speech(SpeechId(name), "题") for name in ("a", "b")]
    at = BlockId("p1"), 0, 15
    found = [
        Passage(
            SpeechId("a"), *at, SpeechId("b"), BlockId("p1"), n * 50, n * 50 + 15, 15, "字" * 15, "passage"
        )
        for n in range(10)
    ]
    (pair,) = pairs(archive_of(*speeches), [text_of(speech, 1000) for speech in speeches], found)
    assert (pair.borrowed, pair.covered_a, pair.covered_b, pair.page) == (15, 15, 150, False)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2016-03-04", "2018-05", -1),
        ("2018-05", "2016-03-04", 1),
        ("2018", "2018-05", 0),
        ("2018/..", "2020", 0),
        ("", "2020", 0),
        ("2017/2018", "2019?", -1),
    ],
)
def test_direction_is_what_dates_say(first, second, expected):
    """Who was first is said only where no day is left to both; a disputed date says nothing."""
    one, two = (Speech(SpeechId("x"), "题", date=date(d) if d else None) for d in (first, second))
    assert direction(one, two) == expected
    disputed = Speech(SpeechId("x"), "题", date=one.date, text_status="disputed")
    assert direction(disputed, two) == 0


def test_copies_of_one_template_are_sisters():
    """Two texts that are both copies of one template are no versions of each other, unless an editor says that they are."""
    speeches = [
        Speech(SpeechId("a"), "甲"),
        Speech(SpeechId("b"), "乙"),
        Speech(SpeechId("c"), "丙", version_of="a"),
        Speech(SpeechId("t"), "范", text_status="template"),
        Speech(SpeechId("v"), "丁"),
    ]
    texts = [text_of(speech, 100) for speech in speeches]
    both = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "t"), ("b", "t"), ("c", "t"), ("a", "v")]
    made = pairs(archive_of(*speeches), texts, [passage(*pair, 90) for pair in both])
    kinds = {(pair.a, pair.b): (pair.kind, pair.template) for pair in made}
    assert kinds == {
        (0, 1): ("sisters", 3),
        (0, 2): ("versions", None),
        (1, 2): ("sisters", 3),
        (0, 3): ("filled", 3),
        (1, 3): ("filled", 3),
        (2, 3): ("filled", 3),
        (0, 4): ("versions", None),
    }
    assert all(pair.is_near for pair in made)


def test_quotations_are_joined():
    """Words that three speeches quote, one of them less of it, are one quotation; others beside them are another."""
    speeches = [Speech(SpeechId(name), "题") for name in "abcd"]
    texts = [text_of(speech, 300) for speech in speeches]
    found = [
        passage("a", "b", 40, 10, "quotation"),
        passage("b", "c", 20, 25, "quotation"),
        passage("c", "d", 30, 100, "quotation"),
    ]
    quotations = pairs(archive_of(*speeches), texts, found).quotations
    assert [[one for one, _ in q.places] for q in quotations] == [[0, 1, 2], [2, 3]]
    assert [q.characters for q in quotations] == [40, 30]


def test_nothing_shared():
    """No passage, no pair; a speech that is declared a version of one that shares nothing is a pair all the same."""
    one = Speech(SpeechId("a"), "题")
    two = Speech(SpeechId("b"), "题", version_of="a")
    texts = [text_of(one, 5), text_of(two, 5)]
    assert not [*pairs(archive_of(), [], [])]
    assert not [*pairs(archive_of(one), texts[:1], [])]
    (pair,) = pairs(archive_of(one, two), texts, [])
    assert (pair.kind, pair.page, pair.declared, pair.borrowed) == ("versions", True, True, 0)


# ------------------------------------------------------------------------------------------------- the site


def test_numbers_can_be_recomputed(bench):
    """The figures of a pair's page follow from reuse.csv, speeches.csv and paragraphs.jsonl by a few lines of SQL."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE reuse (a, ap, a1 INT, a2 INT, b, bp, b1 INT, b2 INT, characters INT, kind)")
    table = rows(bench.site / "data/reuse.csv")
    base.executemany("INSERT INTO reuse VALUES (?,?,?,?,?,?,?,?,?,?)", [tuple(row.values()) for row in table])
    base.execute("CREATE TABLE speeches (id, characters INT)")
    table = rows(bench.site / "data/speeches.csv")
    base.executemany("INSERT INTO speeches VALUES (?,?)", [(row["id"], row["characters"]) for row in table])
    base.execute("CREATE TABLE letters (speech, block, at INT)")
    base.executemany(
        "INSERT INTO letters VALUES (?,?,?)",
        [
            (block["speech"], block["id"], at)
            for block in lines(bench.site / "data/paragraphs.jsonl")
            for at, letter in enumerate(block["text"])
            if not letter.isspace()
        ],
    )
    pair = {"a": WATER, "b": ROAD}
    (total, places) = base.execute(
        "SELECT sum(characters), count(*) FROM reuse WHERE a=:a AND b=:b AND kind='passage'", pair
    ).fetchone()
    (quoted,) = base.execute(
        "SELECT sum(characters) FROM reuse WHERE a=:a AND b=:b AND kind='quotation'", pair
    ).fetchone()
    covered = [
        base.execute(
            f"SELECT count(*), (SELECT characters FROM speeches WHERE id=:{x}) FROM letters l WHERE speech=:{x} AND EXISTS"
            f" (SELECT 1 FROM reuse r WHERE r.a=:a AND r.b=:b AND kind='passage' AND {x}p=l.block AND l.at>={x}1 AND l.at<{x}2)",
            pair,
        ).fetchone()
        for x in "ab"
    ]
    page = bench.page(f"/reuse/{WATER}/{ROAD}/")
    shared = min(total, covered[0][0], covered[1][0])
    assert shared >= FLOOR
    assert words(select(page, ".head .facts-line")[0]) == f"相同{shared}字{places}处同引{quoted}字"
    for side, (part, whole) in zip("ab", covered, strict=True):
        text = words(select(page, f".names .side.{side}")[0])
        assert f"{whole}字" in text
        assert f"相同部分占{round(100 * part / whole)}%" in text
    own = select(bench.page(f"/speeches/{WATER}/"), ".shared li")[0]
    assert f"相同{shared}字" in words(own)
    assert f"占本篇{round(100 * covered[0][0] / covered[0][1])}%" in words(own)


def test_marks_of_a_speech(bench):
    """Beside a paragraph stands in how many others its words are and which is first; a quotation is said to be one."""
    page = bench.page(f"/speeches/{ROAD}/")
    marks = {
        select(mark.getparent(), "p.block")[0].get("id"): words(select(mark, "summary, a")[0])
        for mark in select(page, "#text .elsewhere")
    }
    assert marks == {
        "p2": "亦见于2篇，最早2016年",
        "p3": "亦见于2篇，最早2016年",
        "p4": "同引一语，另见2篇",
    }
    here = [words(m) for m in select(bench.page(f"/speeches/{WATER}/"), "#text .elsewhere > summary")]
    assert here == ["亦见于2篇，本篇最早", "亦见于2篇，本篇最早"]
    links = [a.get("href") for a in select(page, "#text .elsewhere a")]
    assert f"../../reuse/{WATER}/{ROAD}/#b-p2" in links
    assert select(page, "#text .elsewhere a")[0].text_content() == "在全县修水利现场会上的讲话"
    text = bench.page(f"/speeches/{REPORT}/")
    assert not select(text, "#text .elsewhere")
    assert words(select(text, ".head .near")[0]) == "另一版本：年终总结会讲话（记录本） 全文对照 →"


SAME = (
    "坡上的树苗活了七成，活不了的补种，谁种谁管，三年以后再来点数，少一棵补两棵，补不上的那一户明年不再发苗。"
)


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (("date: 2017", "date: 2018", "date: 2019"), "亦见于2篇，本篇最早"),
        (("date: 2018", "date: 2017", "date: 2019"), "亦见于2篇，最早2017年"),
        (("date: 2017", "date: 2017", "date: 2019"), "亦见于2篇，最早2017年"),
        (("date: 2017", "", "date: 2019"), "亦见于2篇，有年份的本篇最早"),
        (("date: 2018", "", "date: 2017"), "亦见于2篇，有年份的最早2017年"),
        (("", "date: 2018", "date: 2017"), "亦见于2篇，有年份的最早2017年"),
        (("date: 2017", "date: 2015/2018", "date: 2019"), "亦见于2篇，有年份的最早2017年"),
        (("date: 2017", "date: ../2018", "date: 2019"), "亦见于2篇，有年份的最早2017年"),
        (("date: 2017", "date: 2018/..", "date: 2019"), "亦见于2篇，有年份的本篇最早"),
        (("date: 2017", "date: 1995\ntext_status: template", "date: 2019"), "亦见于2篇，范文等不计，最早2017年"),
        (("date: 2017", "date: 2019\ntext_status: disputed", ""), "亦见于2篇，范文等不计，有年份的本篇最早"),
        (("date: 2017\ntext_status: template", "date: 2018", "date: 2019"), "亦见于2篇，范文等不计，最早2018年"),
        (("", "", ""), "亦见于2篇"),
    ],
)  # fmt: skip
def test_who_is_first(tmp_path, monkeypatch, capsys, heads, expected):
    """A mark counts all texts that it lists; of which the year that it names is the first, it says in words."""
    monkeypatch.chdir(tmp_path)
    files = {"site.yaml": "title: 试录\nscript: null\n"}
    for name, head in zip("abc", heads, strict=True):
        own = "".join(chr(0x4E00 + 400 * ord(name) % 9000 + 7 * n) for n in range(120))
        files[f"speeches/{name}.md"] = f"---\ntitle: 讲话\n{head}\n---\n\n{SAME}\n\n{own}。\n"
    bench = Bench(tmp_path, capsys).put(files)
    assert bench.build().code == 0
    (mark,) = select(bench.page("/speeches/a/"), "#text .elsewhere > summary")
    assert words(mark) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [("date: 2016", "亦见于2篇"), ("", "亦见于2篇"), ("date: 2018", "亦见于2篇，本篇最早")],
)
def test_an_earlier_version_is_first(tmp_path, monkeypatch, capsys, head, expected):
    """A mark does not list versions of its own speech; one that may be earlier keeps it from calling itself the first."""
    monkeypatch.chdir(tmp_path)
    rest = "".join(chr(0x4E00 + 7 * n) for n in range(120))
    files = {"site.yaml": "title: 试录\nscript: null\n"}
    for name, date_, body in (
        ("a", "date: 2017", f"{SAME}\n\n{rest}。"),
        ("b", head, f"{SAME}\n\n{rest}。"),
        ("c", "date: 2019", SAME + "".join(chr(0x6E00 + 7 * n) for n in range(120))),
        ("d", "date: 2020", SAME + "".join(chr(0x8000 + 7 * n) for n in range(120))),
    ):
        files[f"speeches/{name}.md"] = f"---\ntitle: 讲话\n{date_}\n---\n\n{body}\n"
    bench = Bench(tmp_path, capsys).put(files)
    assert bench.build().code == 0
    (mark,) = select(bench.page("/speeches/a/"), "#text .elsewhere > summary")
    assert words(mark) == expected


def test_sisters_on_their_page(tmp_path, monkeypatch, capsys):
    """Copies of one template say so, name it, and are nowhere called versions of one text."""
    monkeypatch.chdir(tmp_path)
    body = (SITE / "speeches/undated-fanghuo-fanwen.md").read_text("utf-8")
    files = {"site.yaml": "title: 试录\nscript: null\n", "speeches/fanwen.md": body}
    for slug, place in (("2021-a", "槐溪"), ("2021-b", "柳湾")):
        filled = body.replace("XX", place).replace("20槐溪", "2021").replace("20柳湾", "2021")
        filled = (
            filled.replace("某某", "何秋生")
            .replace(r"\*\*", "35")
            .replace("text_status: template", "date: 2021")
        )
        files[f"speeches/{slug}.md"] = filled.replace("（范文）", f"（{place}）")
    bench = Bench(tmp_path, capsys).put(files)
    assert bench.build().code == 0
    page = bench.page("/reuse/2021-a/2021-b/")
    assert words(select(page, "h1")[0]) == "同一范文的两份填写本"
    says = select(page, ".pair-says")[0]
    assert "照它分别填写" in words(says)
    assert [a.get("href") for a in select(says, "a")] == ["../../../speeches/fanwen/"]
    assert "当是同一篇文字的两个版本" not in words(page)
    tags = {words(tag) for tag in select(bench.page("/speeches/2021-a/"), ".shared .tag")}
    assert tags == {"范文", "同一范文的填写本"}
    kinds = [words(row) for row in select(bench.page("/reuse/"), "[aria-labelledby=near] .pair-facts")]
    assert [row.startswith("同一范文的填写本") for row in kinds].count(True) == 1
    assert words(select(bench.page("/reuse/2021-a/fanwen/"), "h1")[0]) == "范文与填写本"


def pair_views(content: Path) -> tuple[dict[str, object], list[int]]:
    """The views of the pages of pairs, by address, and the uses of terms in each speech."""
    compiled, _ = compile_site(Options(content), Memo(None), None)
    made = [
        page for planned in compiled.pages if planned.kind in ("speech", "pair") for page in planned.make()
    ]
    uses = [int(page.view.line.mentions) for page in made if page.kind == "speech"]  # type: ignore[attr-defined]
    return {page.url: page.view for page in made if page.kind == "pair"}, uses


def test_a_new_term_leaves_pages_of_pairs(tmp_path):
    """A term that one of two speeches uses apart from what they share changes no page of a pair."""
    shutil.copytree(SITE, tmp_path / "content")
    before, uses = pair_views(tmp_path / "content")
    (tmp_path / "content/glossary/rm.md").write_text("---\nterm: 人名报上\n---\n\n释义。\n", "utf-8")
    after, more = pair_views(tmp_path / "content")
    assert sum(more) > sum(uses)
    assert before == after
    assert len(before) > 4


def test_page_of_a_pair(bench):
    """Shared words are marked, what differs inside is underlined, each excerpt leads to its paragraph; who was first is said."""
    page = bench.page(f"/reuse/{WATER}/{ROAD}/")
    first = select(page, ".passage")[0]
    assert [u.text_content() for u in select(first, ".side.a u")][-2:] == ["七", "两"]
    assert [u.text_content() for u in select(first, ".side.b u")][-2:] == ["六", "三"]
    assert "不能由坐办公室的人来排" in "".join(m.text_content() for m in select(first, ".side.a mark"))
    assert [a.get("href") for a in select(first, "a.where")] == [
        f"../../../speeches/{WATER}/#p3",
        f"../../../speeches/{ROAD}/#p2",
    ]
    assert "2016年3月4日的一篇在先，2018年5月的一篇在后。" in words(select(page, ".pair-says")[0])
    assert words(select(select(page, ".passage")[-1], ".passage-facts")[0]) == "15字相同 引语"


def test_template_and_copy(bench):
    """A template and its copy stand whole beside each other, and the page lists what was put in."""
    page = bench.page(f"/reuse/{FIRE}/{BLANK}/")
    assert words(select(page, "h1")[0]) == "范文与填写本"
    assert [words(li) for li in select(page, ".fills li")] == [
        "XX县 → 槐溪县",
        "XX天 → 63天",
        "20XX年 → 2021年",
        "某某 → 何秋生",
        "**元 → 35元",
        "XX镇 → 柳湾镇",
    ]
    for side, name in (("a", FIRE), ("b", BLANK)):
        given_blocks = [b["text"] for b in lines(bench.site / "data/paragraphs.jsonl") if b["speech"] == name]
        for number in select(page, f".whole .side.{side} .where"):
            number.drop_tree()
        assert [p.text_content() for p in select(page, f".whole .side.{side} p")] == given_blocks
    assert words(select(bench.page(f"/speeches/{FIRE}/"), ".head .near")[0]).startswith("范文：")
    assert words(select(bench.page(f"/speeches/{BLANK}/"), ".head .near")[0]).startswith("填写本：")


def test_versions_in_rows(bench):
    """Paragraphs that were joined or added in one version stand in rows with what belongs to them."""
    page = bench.page(f"/reuse/{REPORT}/{MINUTES}/")
    table = [
        [[p.get("id") for p in select(side, "p")] for side in select(row, ".side")]
        for row in select(page, ".whole .facing")
    ]
    assert table == [
        [["a-p1"], ["b-p1"]],
        [["a-p2", "a-p3"], ["b-p2", "b-p3"]],
        [[], ["b-p4"]],
        [["a-p4"], ["b-p5"]],
    ]
    assert "编者注明" in words(select(page, ".pair-says")[0])


def test_traditional_text_as_given(bench):
    """A speech given in traditional characters stands as it was given in /zh-hant/, converted elsewhere."""
    url = f"/reuse/{WATER}/{HANT}/"
    shown = words(select(bench.page(url), ".passages")[0])
    assert "一天一张榜贴在村口" in shown
    assert "先要注册" in shown
    side = "".join(words(p) for p in select(bench.page(f"/zh-hant{url}"), ".side.b p"))
    assert "剩下一成由受益的村出工抵賬" in side
    assert "先要注冊" in side  # what a conversion of the simplified text would write as 註冊


def test_index(bench):
    """The index names versions and templates, the largest pairs, whose words come again, and who quotes what."""
    page = bench.page("/reuse/")
    method = words(select(page, ".how")[0])
    assert f"连续{ANCHOR}个汉字相同" in method
    assert f"{GAP}个字以内的不同" in method
    assert f"至少按{formula(0)}篇、至多按{formula(10**6)}篇" in method
    assert formula(60) == 60 // 4
    assert f"不满{LONG}字的不列" in method
    assert f"超过{COMMON}篇都有的，多长都不列" in method
    near = [words(select(li, ".pair-names")[0]) for li in select(page, "[aria-labelledby=near] .pair")]
    assert len(near) == 2
    assert near[0].startswith("在年终总结会上的讲话 2019年12月28日 年终总结会讲话（记录本）")
    assert near[1].endswith("防火动员会讲话（范文） 日期不详 范文")
    largest = select(page, "[aria-labelledby=pairs] .pair-facts > a")
    assert [a.get("href") for a in largest] == [
        f"{WATER}/{ROAD}/",
        f"{WATER}/{HANT}/",
        f"{ROAD}/{HANT}/",
    ]
    sources = [words(li) for li in select(page, ".sources li")]
    assert sources[0].startswith("在全县修水利现场会上的讲话 2016年3月4日后来2篇最多")
    (quotation,) = select(page, ".quotations > li")
    assert words(select(quotation, "blockquote")[0]) == "石头不怕硬，就怕你天天来敲它一下"
    assert [a.get("href") for a in select(quotation, "ul a")] == [
        f"../speeches/{WATER}/#p6",
        f"../speeches/{ROAD}/#p4",
        f"../speeches/{HANT}/#p3",
    ]


def test_a_speech_page_knows_its_own_pairs_only(bench, tmp_path, monkeypatch):
    """A new pair of speeches that shares nothing with a third leaves the page of the third as it was."""
    before = {name: data for name, data in tree(bench.site).items() if name.endswith("index.html")}
    monkeypatch.chdir(tmp_path)
    shutil.copytree(bench.content, tmp_path / "content")
    for name in ("2023-a", "2023-b"):
        (tmp_path / f"content/speeches/{name}.md").write_text(
            f"---\ntitle: 植树\ndate: {name[:4]}-03-12\n---\n\n"
            + "坡上的树苗活了七成，活不了的补种，谁种谁管，三年以后再来点数，少一棵补两棵，补不上的那一户明年不再发苗。\n",
            "utf-8",
        )
    assert bench.run("build", "--jobs", "1", "--content", "content", "--output", "site").code == 0
    after = tree(tmp_path / "site")
    assert "reuse/2023-a/2023-b/index.html" in after
    for name in (WATER, ROAD, HANT, REPORT):
        for script in ("", "zh-hant/"):
            assert (
                after[f"{script}speeches/{name}/index.html"] == before[f"{script}speeches/{name}/index.html"]
            )


def test_an_empty_archive(tmp_path, monkeypatch, capsys):
    """Without a speech the index is there and says that nothing was found."""
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path, capsys).put({"site.yaml": BASE["site.yaml"]})
    assert bench.build().code == 0
    assert words(select(bench.page("/reuse/"), "main .status")[0]) == "没有找到两篇相同的文字。"
    assert not list((bench.site / "reuse").glob("*/*"))


def test_the_index_stays_small(tmp_path):
    """With as much as it ever lists, long titles and all, the index has under 500 KB."""
    title = "在全县深入学习贯彻上级会议精神暨半年工作总结部署大会上的讲话" * 2
    named = Named(title, "2017年12月19日", Url("/speeches/2017-" + "x" * 43 + "/"))
    pair = PairLine(
        named,
        named,
        Url("/reuse/" + "x" * 48 + "/" + "y" * 48 + "/"),
        "filled",
        "b",
        6000,
        99,
        (5, 5),
        (9, 9),
    )
    view = ReuseView(
        (pair,) * plan._PAIRS, 10**6, (SourceLine(named, 999, 6000),) * plan._SOURCES, 10**4, 10**5,
        (QuotationLine(title * 2, (named,) * plan._QUOTING, 20),) * plan._QUOTATIONS, 10**4, (pair,) * plan._NEAR, 10**4, FLOOR, SOURCES,
    )  # fmt: skip
    folders = theme.folders("default")
    site = Site(Config("试录"), folders, theme.digest(folders), (), (), (), ())
    ((made,),) = render_chunk(site, [(Page(Url("/reuse/"), "reuse.html", "相同的文字", view),)])
    (tmp_path / "x.html").write_bytes(made.data)
    assert len(select(parse(tmp_path / "x.html"), ".pair")) == plan._PAIRS + plan._NEAR
    assert len(made.data) < 500_000


def test_of_very_many_passages_marks_lead_to_those_that_the_page_shows(tmp_path, monkeypatch, capsys):
    """A pair with more passages than its page takes: every mark leads somewhere, so the site is built."""
    monkeypatch.chdir(tmp_path)
    chance = random.Random(7)

    def words(number: int) -> str:
        return "".join(chr(chance.randint(0x4E00, 0x9FA0)) for _ in range(number))

    shared = [words(14) for _ in range(70)]
    speeches = {
        f"speeches/{year}-a.md": f"---\ntitle: 讲话\ndate: {year}-01-01\n---\n\n"
        + "\n\n".join(f"{words(30)}{piece}{words(30)}。" for piece in shared)
        for year in (2018, 2020)
    }
    bench = Bench(tmp_path, capsys).put(BASE).put(speeches)
    assert bench.build().code == 0
    shown = {element.get("id") for element in bench.page("/reuse/2018-a/2020-a/").iter() if element.get("id")}
    marks = {
        link.partition("#")[2]
        for link in bench.page("/speeches/2020-a/").xpath("//a/@href")
        if "/reuse/2018-a/" in link
    }
    assert "" in marks
    assert marks - {""} <= shown


def test_what_a_speech_shares_is_the_same_from_rows_and_from_all_at_once():
    """Read row by row, and after all rows were gone through."""
    indexes = draft(Options(HERE.parent / "content"), Memo(None), None).indexes
    pairs, speeches = indexes.pairs, range(len(indexes.uses))
    by_rows = [pairs.spots(n, pairs.of(n)) for n in speeches]
    assert pairs._mirror is None
    pairs._read = len(speeches)
    at_once = [pairs.spots(n, pairs.of(n)) for n in reversed(speeches)][::-1]
    assert pairs._mirror is not None
    assert any(at_once)
    for one, other in zip(by_rows, at_once, strict=True):
        assert {n: sorted(spots) for n, spots in one.items()} == {
            n: sorted(spots) for n, spots in other.items()
        }
