"""Numbers on the pages of the shipped archive, worked out again from its data to download by a few lines of SQL."""

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import html

from generator.cli import main
from tests.archives import HERE, database, parse

COUNTED = (
    "text_status NOT IN ('template', 'composite', 'disputed') AND version_of = '' AND withdrawn = 'false'"
)
DATED = f"{COUNTED} AND year <> 'undated'"
USES = "FROM mentions JOIN speeches ON speech = id WHERE term = ?"


class Site(NamedTuple):
    """The built archive and its data."""

    folder: Path
    base: sqlite3.Connection

    def page(self, url: str) -> html.HtmlElement:
        return parse(self.folder / url.strip("/") / "index.html")

    def one(self, query: str, *values: object) -> tuple[object, ...]:
        """The only row of a query."""
        [row] = self.base.execute(query, values)
        return tuple(row)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The shipped archive, built once."""
    home = tmp_path_factory.mktemp("numbers")
    shutil.copytree(HERE.parent / "content", home / "content")
    with contextlib.chdir(home):
        assert main(["build"]) == 0
    return Site(home / "build", database(home / "build"))


def numbers(element: html.HtmlElement) -> list[int]:
    """The whole numbers in what an element shows."""
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", element.text_content())]


def found(page: html.HtmlElement, selector: str) -> html.HtmlElement:
    """The first element that a selector finds."""
    return page.cssselect(selector)[0]


@pytest.mark.parametrize("slug", ["sige-yishi", "xuncha", "wuwei-yiti-dangjian"])
def test_a_term(site, slug):
    """Speeches and uses, first and last, what they rest on, each year of the chart, and every row of the concordance."""
    page = site.page(f"/terms/{slug}/")
    facts = found(page, ".usage .facts-line")
    assert numbers(facts.cssselect("span")[0]) == list(
        site.one(f"SELECT count(DISTINCT speech), count(*) {USES}", slug)
    )
    first, last = site.one(f"SELECT min(date), max(date) {USES} AND {DATED}", slug)
    shown = [a.get("href").split("/")[-2] for a in facts.cssselect("span a")]
    ids = [site.one("SELECT date FROM speeches WHERE id = ?", id)[0] for id in shown]
    assert (ids[0], ids[-1]) == (first, last)
    held = site.one(f"SELECT count(*) FROM speeches WHERE {DATED}")
    using = site.one(f"SELECT count(DISTINCT speech) {USES} AND {DATED}", slug)
    assert numbers(found(page, ".basis"))[:2] == [*held, *using]
    for row in page.cssselect(".chart tbody tr"):
        year = row[0].text_content().strip()
        speeches, uses = site.one(
            f"SELECT count(DISTINCT speech), count(*) {USES} AND {DATED} AND year = ?", slug, year
        )
        in_year = site.one(f"SELECT count(*) FROM speeches WHERE {DATED} AND year = ?", year)[0]
        cells = [cell.text_content().strip() for cell in row[1:4]]
        assert cells == ([str(uses), str(speeches), str(in_year)] if in_year else ["—", "—", "0"])
    rows = [a.get("href").split("/")[-1] for a in page.cssselect(".kwic a.key")]
    assert len(rows) == site.one(f"SELECT count(*) {USES}", slug)[0]


@pytest.mark.parametrize("year", ["2017", "2018"])
def test_a_year(site, year):
    """Speeches and characters; terms that are new; what a typical term's measure says."""
    page = site.page(f"/years/{year}/")
    size = "count(*), sum(CAST(characters AS INTEGER))"
    assert numbers(found(page, ".facts-line")) == list(
        site.one(f"SELECT {size} FROM speeches WHERE year = ?", year)
    )
    new = {a.get("href").split("/")[-2] for a in page.cssselect("section[aria-labelledby=new] a")}
    firsts = site.base.execute(
        f"SELECT term FROM mentions JOIN speeches ON speech = id WHERE {DATED} AND term IN (SELECT slug FROM terms) "
        "GROUP BY term HAVING min(year) = ?",
        (year,),
    )
    assert new == {slug for (slug,) in firsts}
    for entry in page.cssselect("section[aria-labelledby=typical] li"):
        slug = found(entry, "a").get("href").split("/")[-2]
        uses, speeches = site.one(
            f"SELECT count(*), count(DISTINCT speech) {USES} AND {DATED} AND year = ?", slug, year
        )
        assert numbers(found(entry, ".n")) == [uses, speeches]
        rate = "(SELECT count(*) FROM mentions JOIN speeches s ON speech = s.id WHERE term = ? AND {0}) * 10000.0 / "
        rate += "(SELECT sum(CAST(characters AS INTEGER)) FROM speeches WHERE {0})"
        here = site.one(f"SELECT {rate.format(f'{DATED} AND year = ?')}", slug, year, year)[0]
        shown = float(re.findall(r"每万字([\d.]+)处", entry.text_content())[0])
        assert shown == pytest.approx(here, rel=0.06)


def test_a_pair(site):
    """The same characters, in how many places, apart from what both quote, and the share of each speech that has them."""
    a, b = (
        "2016-zai-quanshi-tuopin-gongjian-xianchang-tui",
        "2018-zai-quanxian-nongcun-gongzuo-huiyi-shang-de",
    )
    page = site.page(f"/reuse/{a}/{b}/")
    rows = site.base.execute(
        "SELECT kind, CAST(characters AS INTEGER), a_paragraph, b_paragraph FROM reuse WHERE a = ? AND b = ?",
        (a, b),
    ).fetchall()
    same = sum(n for kind, n, *_ in rows if kind == "passage")
    quoted = sum(n for kind, n, *_ in rows if kind == "quotation")
    places = {tuple(paragraphs) for _, _, *paragraphs in rows}
    assert numbers(found(page, ".facts-line")) == [same, len(places), quoted]
    assert len(page.cssselect(".passages li.passage")) == len(places)
    for side, speech in (("a", a), ("b", b)):
        size = int(str(site.one("SELECT characters FROM speeches WHERE id = ?", speech)[0]))
        assert numbers(page.cssselect(f".names .side.{side} .line-facts")[-1])[0] == size
