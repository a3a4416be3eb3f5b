"""The chart page: its numbers, and those that it is given to add up, are those of the data to download."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.archives import BASE, Bench, database

LEVELS = ("county", "township", "village")
SPEECH = "---\ntitle: 在第{n}次会上的讲话\n{date}level: {level}\ntext_status: {status}\n---\n\n各位同志：\n\n{text}\n"
TEXTS = (
    "反对四风，落实八项规定。四风要年年反。",
    "有人说：“反对四风是大家的事情，谁也不能站在旁边看。”八项规定要落实。",
    "学习《关于四风问题的通报》，把账算清楚。",
    "今天只讲修路。",
)


def speech(n: int) -> str:
    """A small speech; years, levels, kinds and texts go round in rows of different lengths."""
    year = 2013 + n % 7
    date = "" if n % 11 == 0 else f"date: {year}-03-0{1 + n % 9}\n"
    status = "template" if n % 5 == 0 else "record"
    return SPEECH.format(n=n, date=date, level=LEVELS[n % 3], status=status, text=TEXTS[n % 4])


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("chart")


@pytest.fixture
def bench(home, monkeypatch, capsys):
    """An archive of 60 speeches, built once."""
    monkeypatch.chdir(home)
    bench = Bench(home, capsys)
    if not bench.site.exists():
        speeches = {f"speeches/s{n}.md": speech(n) for n in range(60) if 2013 + n % 7 != 2016}
        bench.put({k: v for k, v in BASE.items() if not k.startswith("speeches")}).put(speeches)
        assert bench.build().code == 0
    return bench


def arguments(path: Path) -> Any:
    """What a script of data calls its function with."""
    text = path.read_text("utf-8")
    return json.loads("[" + text[text.index("(") + 1 : text.rindex(");")] + "]")


@pytest.mark.parametrize("slug", ["sifeng", "baxiang-guiding"])
@pytest.mark.parametrize("plain", [True, False])
def test_cells_add_up(bench, slug, plain):
    """Uses and speeches by year and level, own words and all, equal a count in the tables."""
    years, levels, held = arguments(bench.site / "chart/archive.js")
    _, cells = arguments(bench.site / f"terms/{slug}/counts.js")
    base = database(bench.site)
    kinds = "('record')" if plain else "('template')"
    for year in [*years, "undated"]:
        for level in LEVELS:
            at = [years.index(year) if year != "undated" else -1, levels.index(level), int(plain)]
            [found] = base.execute(
                f"""SELECT coalesce(sum(voice = 'own'), 0), count(*), count(DISTINCT CASE voice WHEN 'own' THEN speech END),
                count(DISTINCT speech) FROM mentions JOIN speeches ON speech = id
                WHERE term = ? AND year = ? AND level = ? AND text_status IN {kinds}""",
                (slug, year, level),
            )
            assert [row[3:] for row in cells if row[:3] == at] == ([list(found)] if found[1] else [])
            [size] = base.execute(
                f"""SELECT count(*), coalesce(sum(CAST(characters AS INTEGER)), 0) FROM speeches
                WHERE year = ? AND level = ? AND text_status IN {kinds}""",
                (year, level),
            )
            assert [row[3:] for row in held if row[:3] == at] == ([list(size)] if size[0] else [])


def test_the_page_without_a_script(bench):
    """The most frequent terms of dated plain records, years without a speech as gaps, and how many texts are left out."""
    base = database(bench.site)
    page = bench.page("/chart/")
    plain = "JOIN speeches ON speech = id WHERE text_status = 'record' AND year <> 'undated'"
    expected = base.execute(
        f"SELECT term, count(*) n FROM mentions {plain} GROUP BY term ORDER BY n DESC, term"
    ).fetchall()
    rows = page.find_class("compare-row")
    found = [(row.get("data-term"), int(row.find_class("n")[0].text_content()[:-1])) for row in rows]
    assert found == expected
    bars = {
        item.find_class("y")[0].text: "".join(item.xpath(".//*[local-name()='text']/text()"))
        for item in rows[0].iter("li")
    }
    of_first = f"SELECT year, count(*) FROM mentions {plain} AND term = ? GROUP BY year"
    by_year = dict(base.execute(of_first, (expected[0][0],)))
    assert bars == {str(year): str(by_year.get(str(year), "")) for year in range(2013, 2020)}
    assert [item.find_class("y")[0].text for item in rows[0].find_class("gap")] == ["2016"]
    [left_out] = base.execute("SELECT count(*) FROM speeches WHERE text_status = 'template'").fetchone()
    assert (
        page.find_class("left-out")[0].text_content() == f"略去范文、拼合、存疑的文本和另一版本{left_out}篇"
    )


def test_no_page_without_a_use(tmp_path, monkeypatch, capsys):
    """An archive in which no dated speech uses a term has no chart, and no link to one."""
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path, capsys).put(
        {**BASE, "speeches/2020-a.md": "---\ntitle: 空谈\n---\n\n今天只讲修路。\n"}
    )
    assert bench.build().code == 0
    assert not (bench.site / "chart").exists()
