"""Term pages: every figure of them counted again from the data files, by SQL; and how a long concordance is cut.

Nothing of ``generator`` is used but its command line.
"""

import contextlib
import json
import math
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html

from generator.cli import main
from tests.archives import SITE, Bench, lines, parse, rows
from tests.dossiers import LETTERS, MANY, MONTHS, write_generated, write_large

PLAIN = "status NOT IN ('template', 'composite', 'disputed')"


def build(tmp_path_factory: pytest.TempPathFactory, write: Callable[[Path], None]) -> Path:
    """The site of an archive that a function writes."""
    home = tmp_path_factory.mktemp("dossier")
    write(home / "content")
    with contextlib.chdir(home):
        assert main(["build", "--jobs", "1"]) == 0
    return home / "build"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of a generated archive."""
    return build(tmp_path_factory, write_generated)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The site whose concordances are cut in every way."""
    return build(tmp_path_factory, write_large)


@pytest.fixture(scope="module")
def base(site):
    """The data files as a database."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE TABLE speech (id, date, year, speakers, place, level, status, characters INTEGER, n)"
    )
    for n, row in enumerate(rows(site / "data/speeches.csv")):
        names = ("id", "date", "year", "speakers", "place", "level", "text_status")
        base.execute(
            "INSERT INTO speech VALUES (?,?,?,?,?,?,?,?,?)",
            (*(row[name] for name in names), int(row["characters"]), n),
        )
    base.execute("CREATE TABLE use (speech, paragraph, start INTEGER, surface, term, reason)")
    base.executemany(
        "INSERT INTO use VALUES (?,?,?,?,?,?)",
        (
            (u["speech"], u["paragraph"], int(u["start"]), u["surface"], u["term"], u["unlinked_reason"])
            for u in rows(site / "data/mentions.csv")
        ),
    )
    base.execute("CREATE TABLE paragraph (speech, id, kind, text)")
    base.executemany(
        "INSERT INTO paragraph VALUES (?,?,?,?)",
        ((p["speech"], p["id"], p["kind"], p["text"]) for p in lines(site / "data/paragraphs.jsonl")),
    )
    return base


@pytest.fixture(scope="module")
def slugs(site):
    """Every term."""
    return [row["slug"] for row in rows(site / "data/terms.csv")]


def numbers(text: str) -> list[int]:
    """The numbers in a text."""
    return [int(number) for number in re.findall(r"\d+", text.replace(",", ""))]


def words(node: html.HtmlElement) -> str:
    """The text of a node, white space squeezed."""
    return " ".join(node.text_content().split())


def test_the_line_of_facts(site, base, slugs):
    """Uses, speeches, first and last use, and the number of records that these rest on."""
    held = base.execute(f"SELECT count(*) FROM speech WHERE {PLAIN} AND year != 'undated'").fetchone()[0]
    seen = set()
    for slug in slugs:
        page = parse(site / "terms" / slug / "index.html")
        uses, speeches, left_out, undated, undated_uses, using = base.execute(
            f"""SELECT count(*), count(DISTINCT speech), count(DISTINCT CASE WHEN NOT ({PLAIN}) THEN speech END),
                count(DISTINCT CASE WHEN {PLAIN} AND year = 'undated' THEN speech END),
                count(CASE WHEN {PLAIN} AND year = 'undated' THEN 1 END),
                count(DISTINCT CASE WHEN {PLAIN} AND year != 'undated' THEN speech END)
                FROM use JOIN speech ON speech.id = use.speech WHERE term = ?""",
            (slug,),
        ).fetchone()
        facts = page.xpath("//section[@class='usage']/p[@class='facts-line']/span")
        assert numbers(words(facts[0])) == [speeches, uses]
        dated = base.execute(
            f"SELECT DISTINCT id FROM use JOIN speech ON id = speech WHERE term = ? AND {PLAIN} AND year != 'undated' ORDER BY n",
            (slug,),
        ).fetchall()
        links = [a.get("href") for span in facts[1:] for a in span.xpath("a")]
        assert links == [f"../../speeches/{id}/" for (id,) in dict.fromkeys((dated[0], dated[-1]))]
        basis = numbers(words(page.xpath("//p[@class='basis']")[0]))
        rest = [*((undated, undated_uses) if undated else ()), *((left_out,) if left_out else ())]
        assert basis == [held, using, *rest]
        noted = page.xpath("//section[@class='who' or @class='forms']/p[@class='rule-note']")
        assert len(noted) == len(page.xpath("//section[@class='who' or @class='forms']")) > 0
        counted = base.execute(
            f"SELECT count(*) FROM use JOIN speech ON id = speech WHERE term = ? AND {PLAIN}", (slug,)
        ).fetchone()[0]
        for note in noted:
            assert numbers(words(note)) == [using + undated, counted, *rest]
        seen |= {bool(undated), bool(left_out)}
    assert True in seen


def test_the_table_of_years(site, base, slugs):
    """Uses, speeches and holdings of each year; a rate only where the year has five plain records."""
    rates = []
    for slug in slugs:
        page = parse(site / "terms" / slug / "index.html")
        for row in page.xpath("//figure//tbody/tr"):
            year, uses, using, held, rate = (words(cell) for cell in row)
            speeches, characters = base.execute(
                f"SELECT count(*), sum(characters) FROM speech WHERE {PLAIN} AND year = ?", (year,)
            ).fetchone()
            found = base.execute(
                f"SELECT count(*), count(DISTINCT speech) FROM use JOIN speech ON id = speech WHERE term = ? AND {PLAIN} AND year = ?",
                (slug, year),
            ).fetchone()
            assert held == str(speeches)
            assert (uses, using) == (tuple(map(str, found)) if speeches else ("—", "—"))
            assert rate == (f"{found[0] * 10_000 / characters:.2f}" if speeches >= 5 else "·")
            rates.append(rate)
    assert len(set(rates)) > 5
    assert "·" in rates


def test_who_uses_it(site, base, slugs):
    """Uses and speeches of every speaker, place and level, those in the folded rest too."""
    levels = {"county": "县级", "prefecture": "地市级"}
    for slug in slugs:
        page = parse(site / "terms" / slug / "index.html")
        for n, column in enumerate(("speakers", "place", "level")):
            found = base.execute(
                f"SELECT {column}, count(*), count(DISTINCT speech) FROM use JOIN speech ON id = speech WHERE term = ? AND {PLAIN} GROUP BY 1",
                (slug,),
            ).fetchall()
            section = page.xpath("//section[@class='who']/div/section")[n]
            shown = [
                (words(li.xpath("a")[0]), numbers(words(li.xpath("span")[0]))) for li in section.iter("li")
            ]
            assert sorted(shown) == sorted((levels.get(name, name), counts) for name, *counts in found)
            uses = [counts[0] for _, counts in shown]
            assert uses == sorted(uses, reverse=True)
            assert len(section.xpath("ul/li")) == min(8, len(found))


def g2(k: int, n: int, others: int, rest: int) -> float:
    """Log-likelihood of k of n against the others of the rest."""
    rate = (k + others) / (n + rest)
    return 2 * sum(o * math.log(o / (size * rate)) for o, size in ((k, n), (others, rest)) if o)


def test_company(site, base, slugs):
    """The terms that share three paragraphs in two speeches more often than chance has it once in a thousand."""
    kept = "paragraph.kind != 'heading'"
    total = base.execute(
        f"SELECT count(*) FROM paragraph JOIN speech ON speech.id = speech WHERE {PLAIN} AND {kept}"
    ).fetchone()[0]
    base.execute(
        f"""CREATE TEMP VIEW stands AS SELECT DISTINCT use.speech, use.paragraph, term FROM use
            JOIN paragraph ON paragraph.speech = use.speech AND paragraph.id = use.paragraph
            JOIN speech ON speech.id = use.speech WHERE {PLAIN} AND {kept} AND reason != 'part'"""
    )
    alone = dict(base.execute("SELECT term, count(*) FROM stands GROUP BY 1"))
    names = {row["slug"]: row["term"] for row in rows(site / "data/terms.csv")}
    shown_at_all = 0
    held = base.execute(
        f"SELECT count(*), count(CASE WHEN year = 'undated' THEN 1 END) FROM speech WHERE {PLAIN}"
    )
    all_held, undated = held.fetchone()
    for slug in slugs:
        expected = {}
        for other, k, speeches in base.execute(
            """SELECT b.term, count(*), count(DISTINCT a.speech) FROM stands a JOIN stands b USING (speech, paragraph)
               WHERE a.term = ? AND b.term != a.term GROUP BY 1""",
            (slug,),
        ):
            more = k / alone[slug] > (alone[other] - k) / (total - alone[slug])
            value = g2(k, alone[slug], alone[other] - k, total - alone[slug])
            if k >= 3 and speeches >= 2 and more and value >= 10.83:
                expected[names[other]] = (value, k, speeches)
        page = parse(site / "terms" / slug / "index.html")
        shown = [
            (words(li.xpath("a")[0]), *numbers(words(li.xpath("span/span")[0])))
            for li in page.xpath("//section[@class='company']//li")
        ]
        for note in page.xpath("//section[@class='company']/p"):
            assert numbers(words(note)) == [all_held, undated]
        ranked = sorted(expected, key=lambda name: -expected[name][0])[:12]
        assert shown == [(name, *expected[name][1:]) for name in ranked]
        shown_at_all += len(shown)
    assert shown_at_all >= 2


def test_forms(site, base, slugs):
    """Each form with its uses and its years, where there are several."""
    several = 0
    for slug in slugs:
        found = base.execute(
            f"""SELECT replace(replace(surface, '“', ''), '”', ''), count(*), min(CASE WHEN year != 'undated' THEN year END),
                max(CASE WHEN year != 'undated' THEN year END) FROM use JOIN speech ON id = speech
                WHERE term = ? AND {PLAIN} GROUP BY 1 ORDER BY 2 DESC""",
            (slug,),
        ).fetchall()
        page = parse(site / "terms" / slug / "index.html")
        shown = [
            tuple(words(cell) for cell in row) for row in page.xpath("//section[@class='forms']//tbody/tr")
        ]
        expected = [
            (form, str(n), first if first == last else f"{first}–{last}") for form, n, first, last in found
        ]
        assert shown == (expected if len(expected) > 1 else [])
        several += len(shown)
    assert several


def rows_of(page: html.HtmlElement) -> list[tuple[str, str]]:
    """Address and words of each row of a concordance."""
    return [
        (li.xpath("a[@class='key']/@href")[0].rsplit("speeches/", 1)[1], li.text_content().strip())
        for li in page.xpath("//ol[@class='kwic']/li")
    ]


def test_every_use_stands_in_the_concordance(site, base, slugs):
    """On the page of the term, or on its pages by year: each use once, with the words around it, under its year."""
    cut = 0
    for slug in slugs:
        home = site / "terms" / slug
        pages = sorted(home.rglob("index.html"))
        cut += len(pages) > 1
        shown = [row for path in pages for row in rows_of(parse(path))]
        uses = base.execute(
            """SELECT use.speech || '/#' || paragraph, start, surface, text FROM use
               JOIN paragraph ON paragraph.speech = use.speech AND paragraph.id = use.paragraph WHERE term = ?""",
            (slug,),
        ).fetchall()
        assert Counter(place for place, _ in shown) == Counter(place for place, *_ in uses)
        for place, text in shown:
            bare = text.removesuffix("引语").strip("…").strip()
            assert any(bare in whole and surface in bare for at, _, surface, whole in uses if at == place)
        for path in pages[1:] if len(pages) > 1 else ():
            year = path.parent.name
            for place, _ in rows_of(parse(path)):
                assert base.execute(
                    "SELECT year FROM speech WHERE id = ?", (place.split("/")[0],)
                ).fetchone() == (year,)
        for part in parse(home / "index.html").xpath("//ul[@class='parts']/li"):
            speeches, count = numbers(words(part.xpath("span")[0]))
            inside = rows_of(parse(home / part.xpath("a/@href")[0] / "index.html"))
            assert (speeches, count) == (len({place.split("/")[0] for place, _ in inside}), len(inside))
    assert 0 < cut < len(slugs)


def called(path: Path) -> Any:
    """The arguments with which a data file calls its function."""
    found = re.fullmatch(r"yanlu\w+\((.*)\);\n", path.read_text("utf-8"), re.S)
    assert found
    return json.loads(f"[{found[1]}]")


def test_the_script_has_the_rows_of_all_pages(site, slugs):
    """In both scripts: what the page shows is what the browser makes of the file, character by character but for what it names."""
    table = dict(zip(*called(site / "search/traditional.js"), strict=True))
    made = 0
    for slug in slugs:
        home = site / "terms" / slug
        assert (home / "uses.js").exists() == (len(list(home.rglob("index.html"))) > 1)
        if not (home / "uses.js").exists():
            continue
        made += 1
        speeches, found, places, characters, odd = called(home / "uses.js")
        texts = [text for row in found for text in row[2:5]]
        plain = Counter(
            (f"{speeches[row[0]][0]}/#{row[1]}", "".join(row[2:5])) for row in found if row[5] == 0
        )
        all_text = ["".join(table.get(c, c) for c in text) for text in texts]
        joined = list("\n".join(all_text))
        for place, character in zip(places, characters, strict=True):
            joined[place] = character
        other = "".join(joined).split("\n")
        hant = Counter(
            (f"{speeches[row[0]][0]}/#{row[1]}", "".join(other[3 * n : 3 * n + 3]))
            for n, row in enumerate(found)
            if row[5] == 0
        )
        for tree, expected in ((site, plain), (site / "zh-hant", hant)):
            shown = Counter(
                row
                for path in sorted((tree / "terms" / slug).glob("*/index.html"))
                for row in own(parse(path))
            )
            assert shown == expected
        assert all(isinstance(text, str) for text in odd.values())
    assert made


def own(page: html.HtmlElement) -> list[tuple[str, str]]:
    """Rows of the speaker's own words."""
    return [
        (li.xpath("a[@class='key']/@href")[0].rsplit("speeches/", 1)[1], "".join(li.itertext()).strip())
        for li in page.xpath("//ol[@class='kwic']/li[not(@class)]")
    ]


# ------------------------------------------------------------------------------------------------- long concordances


def addresses(home: Path) -> set[str]:
    """The parts of a concordance that have pages."""
    return {path.parent.relative_to(home).as_posix() for path in home.rglob("index.html")} - {"."}


def test_a_year_of_many_uses_goes_by_month(large):
    """Over 500 rows in a year: pages by month, and one for what has no month."""
    home = large / "terms" / MONTHS
    assert addresses(home) == {"2021", "2021/01", "2021/02", "2021/03", "2021/undated"}
    assert rows_of(parse(home / "2021/index.html")) == []
    months = [rows_of(parse(home / f"2021/{n}/index.html")) for n in ("01", "02", "03", "undated")]
    assert list(map(len, months)) == [160, 160, 160, 80]
    page = parse(home / "index.html")
    assert page.xpath("//ul[@class='parts']/li/a/@href")[:2] == ["2021/", "2021/01/"]
    february = parse(home / "2021/02/index.html")
    assert [a.get("href") for a in february.xpath("//p[@class='kicker']/a")] == ["../../", "../"]
    assert words(february.xpath("//h1")[0]) == "2021年2月"
    assert (
        parse(home / "2021/undated/index.html")
        .xpath("string(//title)")
        .startswith("月月有词：2021年 月份不详")
    )


def test_undated_speeches_of_many_uses_go_by_letters(large):
    """Over 500 rows without a date: pages by the letters of the ids, never by a count."""
    home = large / "terms" / LETTERS
    assert addresses(home) == {"undated", "undated/a", "undated/b", "undated/c"}
    for letter in "abc":
        found = rows_of(parse(home / f"undated/{letter}/index.html"))
        assert len(found) == 200
        assert all(place.startswith(f"undated-{letter}") for place, _ in found)


def test_over_2000_uses_the_first_of_each_speech(large):
    """Each speech has one row, and a link to itself that asks for all forms to be marked."""
    home = large / "terms" / MANY
    found = []
    for path in sorted(home.glob("*/index.html")):
        page = parse(path)
        found += rows_of(page)
        for link in page.xpath("//a[@class='all']"):
            assert unquote(link.get("href").partition("?q=")[2]) == "多用之词 OR 多用词"
            assert numbers(words(link)) == [10]
    assert len(found) == len({place.split("/")[0] for place, _ in found}) == 205
    assert numbers(words(parse(home / "index.html").xpath("//section[@class='usage']/p/span")[0])) == [
        205,
        2050,
    ]
    assert len(called(home / "uses.js")[1]) == 205


def test_no_page_of_a_term_is_large(large, site):
    """Every page stays under 500 KB."""
    sizes = [path.stat().st_size for tree in (large, site) for path in (tree / "terms").rglob("index.html")]
    assert len(sizes) > 40
    assert max(sizes) < 500_000


# ---------------------------------------------------------------------------------------------------- what entries say

FOUR, CONFIDENT, UPHOLD, DECIDE = "四个意识", "四个自信", "两个维护", "两个确立"
FORMULAS = {
    "site.yaml": SITE,
    "glossary/sige-yishi.md": f"---\nterm: {FOUR}\n---\n\n试用。\n",
    "glossary/sige-zixin.md": f"---\nterm: {CONFIDENT}\n---\n\n试用。\n",
    "glossary/liangge-weihu.md": f"---\nterm: {UPHOLD}\nsee: [liangge-queli]\n---\n\n试用。\n",
    "glossary/liangge-queli.md": f"---\nterm: {DECIDE}\n---\n\n试用。\n",
    "speeches/2017-a.md": f"---\ntitle: 甲\ndate: 2017-03-02\n---\n\n要增强“{FOUR}”、坚定“{CONFIDENT}”。\n",
    "speeches/2018-b.md": f"---\ntitle: 乙\ndate: 2018-03-02\n---\n\n我们增强“{FOUR}”、坚定“{CONFIDENT}”、做到“{UPHOLD}”。\n",
    "speeches/2019-c.md": f"---\ntitle: 丙\ndate: 2019-03-02\n---\n\n增强“{FOUR}”、坚定“{CONFIDENT}”、做到“{UPHOLD}”。{FOUR}要讲，隔了许多许多许多字以后再说{DECIDE}。\n",
    "speeches/2020-d.md": f"---\ntitle: 丁\ndate: 2020-03-02\ntext_status: template\n---\n\n{FOUR}、{DECIDE}。\n",
}


def test_formulas_that_grew(tmp_path, capsys):
    """Rows of neighbours in one sentence, by first date, with what came in; nothing from templates or from far away."""
    bench = Bench(tmp_path, capsys)
    with contextlib.chdir(tmp_path):
        assert bench.put(FORMULAS).build().code == 0
    page = bench.page("/terms/sige-yishi/")
    shown = [
        (words(li.xpath("p[1]")[0]), [words(a) for a in li.xpath("p[1]/ins/a")], words(li.xpath("p[2]")[0]))
        for li in page.xpath("//section[@class='formulas']//li")
    ]
    assert shown == [
        (f"要增强“{FOUR}”、坚定“{CONFIDENT}”", [], "2017年3月2日1篇"),
        (
            f"我们增强“{FOUR}”、坚定“{CONFIDENT}”、做到“新增：{UPHOLD}”",
            [UPHOLD],
            "2018年3月2日至2019年3月2日2篇",
        ),
    ]
    assert not bench.page("/terms/liangge-queli/").xpath("//section[@class='formulas']")


def test_near_phrases(tmp_path, capsys):
    """The same numeral and a character more, or two others; none that the entry names, and no other sense of the label."""
    bench = Bench(tmp_path, capsys)
    with contextlib.chdir(tmp_path):
        bench.put(FORMULAS).put(
            {
                "glossary/sige-zixin-2.md": f"---\nterm: {FOUR}\nscope: 试县\n---\n\n试用。\n",
                "glossary/zixin-liliang.md": "---\nterm: 自信力\n---\n\n试用。\n",
                "glossary/sifeng.md": "---\nterm: 四风\n---\n\n试用。\n",
                "glossary/qiangcun.md": "---\nterm: 强村四富民\n---\n\n试用。\n",
                "glossary/sanqiang.md": "---\nterm: 三强村四清明\n---\n\n试用。\n",
            }
        ).build()
    near = {
        slug: [words(a) for a in bench.page(f"/terms/{slug}/").xpath("//section[@class='near']//a")]
        for slug in ("sige-yishi", "sige-zixin", "liangge-weihu", "zixin-liliang", "sifeng", "qiangcun")
    }
    assert near == {
        "sige-yishi": [CONFIDENT],
        "sige-zixin": [FOUR, f"{FOUR}（试县）", "自信力"],
        "liangge-weihu": [],
        "zixin-liliang": [CONFIDENT],
        "sifeng": [],
        "qiangcun": [],
    }


ITEMS = """---
term: 四个服从
items:
  - since: 1938-10
    source: 甲报告
    list: [个人服从组织, 少数服从多数, 下级服从上级, 全党服从中央]
  - since: 2022-10
    list: [党员个人服从党的组织, 少数服从多数, 服从指挥, 言行一致]
sources:
  - title: 乙章程
    date: 2022-10-22
    shows: items
    quote: 严格执行“四个服从”
---

试用。
"""


def test_versions_of_items_and_quotations(tmp_path, capsys):
    """What is new, changed or gone is marked, with words for those who hear the page; a quotation stands in its marks."""
    bench = Bench(tmp_path, capsys)
    with contextlib.chdir(tmp_path):
        bench.put({"site.yaml": SITE, "glossary/sige-fucong.md": ITEMS}).build()
    page = bench.page("/terms/sige-fucong/")
    first, second = page.xpath("//section[@class='items']")
    assert not first.xpath(".//ins | .//del")
    assert [words(li) for li in second.xpath("ol/li")] == [
        "改作：党员。个人服从改作：党的。组织",
        "少数服从多数",
        "新增：服从指挥",
        "新增：言行一致",
    ]
    assert [words(mark) for mark in second.xpath("ol/li[1]/ins")] == ["党员", "党的"]
    assert [words(mark) for mark in second.xpath("p/del")] == ["下级服从上级", "全党服从中央"]
    quote = page.xpath("//q[@class='quote-of']")[0]
    assert words(quote) == "严格执行四个服从"
    assert [words(q) for q in quote.xpath("q")] == ["四个服从"]


def formulas_of(page: html.HtmlElement) -> list[tuple[str, list[str]]]:
    """Each formula of a page with what it is marked to have brought in."""
    return [
        (words(line).replace("新增：", ""), [words(a) for a in line.xpath("ins/a")])
        for line in page.xpath("//section[@class='formulas']//p[@class='formula']")
    ]


SPOKEN = {
    "2017": f"增强“{FOUR}”、坚定“{CONFIDENT}”，把“{UPHOLD}”落到实处。把“{FOUR}”讲透，统战部门怎么做？",
    "2018": f"坚定“{CONFIDENT}”、增强“{FOUR}”。",
    "2019": f"做到“{UPHOLD}”，统战部门怎么做？统战，重点看{FOUR}。先讲{FOUR}，再讲隔了九个汉字的，{UPHOLD}。",
    "2021": f"深刻领悟“{DECIDE}”的决定性意义，增强“{FOUR}”、坚定“{CONFIDENT}”。",
}


def test_what_is_a_formula(tmp_path, capsys):
    """Quoted terms and those of a numeral, up to eight Han characters apart; another order of the same terms brings in nothing."""
    bench = Bench(tmp_path, capsys)
    glossary = {name: text for name, text in FORMULAS.items() if not name.startswith("speeches")}
    speeches = {
        f"speeches/{year}-a.md": f"---\ntitle: 讲话\ndate: {year}-03-02\n---\n\n{text}\n"
        for year, text in SPOKEN.items()
    }
    with contextlib.chdir(tmp_path):
        bench.put(glossary | speeches | {"glossary/tongzhan.md": "---\nterm: 统战\n---\n\n试用。\n"}).build()
    assert formulas_of(bench.page("/terms/sige-yishi/")) == [
        (f"增强“{FOUR}”、坚定“{CONFIDENT}”", []),
        (f"坚定“{CONFIDENT}”、增强“{FOUR}”", []),
        (f"深刻领悟“{DECIDE}”的决定性意义，增强“{FOUR}”、坚定“{CONFIDENT}”", [DECIDE]),
    ]
    assert len(formulas_of(bench.page("/terms/liangge-queli/"))) == 1
    assert formulas_of(bench.page("/terms/tongzhan/")) == []
    assert formulas_of(bench.page("/terms/liangge-weihu/")) == []


def test_a_formula_of_a_traditional_speech(tmp_path, capsys):
    """Its quotation marks are those of the page's script."""
    bench = Bench(tmp_path, capsys)
    speech = (
        "---\ntitle: 講話\ndate: 2018-03-02\nlang: zh-Hant\n---\n\n要增強「四個意識」、堅定「四個自信」。\n"
    )
    with contextlib.chdir(tmp_path):
        bench.put({name: text for name, text in FORMULAS.items() if "speeches" not in name})
        bench.put({"speeches/2018-a.md": speech}).build()
    [(simplified, _)] = formulas_of(bench.page("/terms/sige-yishi/"))
    [(traditional, _)] = formulas_of(bench.page("/zh-hant/terms/sige-yishi/"))
    assert simplified == "要增强“四个意识”、坚定“四个自信”"
    assert traditional == "要增強「四個意識」、堅定「四個自信」"


def test_nothing_is_said_of_what_is_not_there(tmp_path, capsys):
    """Where only undated speeches and templates use a term: no word of dates, chart or lists that the page does not have."""
    bench = Bench(tmp_path, capsys)
    with contextlib.chdir(tmp_path):
        bench.put(
            {name: text for name, text in FORMULAS.items() if "glossary" in name or name == "site.yaml"}
        )
        bench.put(
            {
                "speeches/undated-a.md": f"---\ntitle: 甲\n---\n\n{FOUR}，{FOUR}。\n",
                "speeches/2020-b.md": f"---\ntitle: 乙\ndate: 2020-03-02\ntext_status: template\n---\n\n{CONFIDENT}。{FOUR}。\n",
            }
        ).build()
    for slug, expected in (
        ("sige-yishi", "日期不详的1篇，2处。范文、拼合、存疑的文本和另一版本1篇。"),
        ("sige-zixin", "范文、拼合、存疑的文本和另一版本1篇。"),
    ):
        page = bench.page(f"/terms/{slug}/")
        assert not page.xpath("//figure")
        assert words(page.xpath("//p[@class='basis']")[0]).removesuffix("看图表 →") == expected
        text = words(page.xpath("//main")[0])
        assert not any(word in text for word in ("首见", "末见", "正式记录", "未计入"))


def test_companions_of_one_label(tmp_path, capsys):
    """A term whose label has several senses stands in the company of another with what tells its sense."""
    bench = Bench(tmp_path, capsys)
    with contextlib.chdir(tmp_path):
        names = {"sige-yishi-1": "scope: 试县\n", "sige-yishi-2": "category: 思想\n"}
        bench.put({"site.yaml": SITE, "glossary/liangge-queli.md": FORMULAS["glossary/liangge-queli.md"]})
        bench.put(
            {
                f"glossary/{slug}.md": f"---\nterm: {FOUR}\n{fact}---\n\n试用。\n"
                for slug, fact in names.items()
            }
        )
        both = f"讲[[{FOUR}#sige-yishi-2]]，也讲{DECIDE}。\n\n这是别的话。\n\n" * 3
        ran = bench.put(
            {f"speeches/201{n}-a.md": f"---\ntitle: 甲\ndate: 201{n}-03-02\n---\n\n{both}" for n in range(4)}
        ).build()
        assert ran.code == 0, ran
    page = bench.page("/terms/liangge-queli/")
    assert [words(a) for a in page.xpath("//section[@class='company']//a")] == [f"{FOUR}（思想）"]
