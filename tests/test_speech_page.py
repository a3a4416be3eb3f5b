"""What a speech page says beside its text: its series and its meeting, who checked it, tags; and the card of an open sense."""

import json
import re

import pytest
from lxml import html

from tests.archives import Bench

SITE = {"site.yaml": "title: 录\n", "glossary/sifeng.md": "---\nterm: 四风\n---\n\n四种作风。\n"}


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys)


def speech(title: str, date: str, *lines: str) -> str:
    """A speech of one paragraph."""
    return "\n".join(["---", f"title: {title}", f"date: {date}", *lines, "---", "", "反对四风。", ""])


def rows(bench: Bench, id: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The quiet lines under the neighbours of a speech: their words, and where they lead."""
    return [
        (row.xpath("string(span[1])"), [(a.text_content(), a.get("href")) for a in row.xpath(".//a")])
        for row in bench.page(f"/speeches/{id}/").xpath("//p[@class='row']")
    ]


def test_series_and_meeting_have_a_line_where_others_are_in_them(bench):
    """Before and after in the series and in the meeting, by the order of the archive; none for one that stands there alone."""
    bench.put(
        {
            **SITE,
            "speeches/a.md": speech("甲", "2019-03-01", "series: 巡察", "meeting: 动员会"),
            "speeches/b.md": speech("乙", "2020-03-01", "meeting: 独会"),
            "speeches/c.md": speech("丙", "2021-03-01", "series: 巡察"),
            "speeches/d.md": speech("丁", "2022-03-01", "series: 巡察", "meeting: 动员会"),
        }
    )
    assert bench.build().code == 0
    assert rows(bench, "a") == [
        ("本系列第1篇，共3篇", [("丙", "../c/")]),
        ("本次会议第1篇，共2篇", [("丁", "../d/")]),
    ]
    assert rows(bench, "b") == []
    assert rows(bench, "c") == [("本系列第2篇，共3篇", [("甲", "../a/"), ("丁", "../d/")])]
    assert rows(bench, "d") == [
        ("本系列第3篇，共3篇", [("丙", "../c/")]),
        ("本次会议第2篇，共2篇", [("甲", "../a/")]),
    ]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (("checked_by: 员秀峰",), {"校订": "员秀峰"}),
        (("review: checked", "checked_by: 员秀峰"), {"校订": "员秀峰"}),
        (("review: checked",), {"校订": "已校订"}),
        (("tags: [水利, 扶贫]",), {"标签": "水利、扶贫"}),
        ((), {}),
    ],
)
def test_who_checked_and_tags_are_facts(bench, lines, shown):
    """Said where the front matter says it, with their names before them."""
    bench.put({**SITE, "speeches/a.md": speech("甲", "2019-03-01", *lines)})
    assert bench.build().code == 0
    facts = {
        one.xpath("string(dt)"): one.xpath("string(dd)")
        for one in bench.page("/speeches/a/").xpath("//dl[@class='facts']/div")
    }
    assert {name: text for name, text in facts.items() if name != "日期"} == shown


def test_an_open_sense_has_a_card(bench):
    """A use whose sense cannot be told leads to the list of senses, whose card names each with its gloss, in both scripts."""
    bench.put(
        {
            **SITE,
            "glossary/one.md": "---\nterm: 三个转变\nscope: 全国\n---\n\n三处变化。还有别的。\n",
            "glossary/two.md": "---\nterm: 三个转变\nscope: 石桥县\n---\n\n三个村的转变。\n",
            "speeches/a.md": speech("甲", "2019-03-01") + "\n实现三个转变。\n",
        }
    )
    assert bench.build().code == 0
    slug = bench.page("/speeches/a/").xpath("//article//a[.='三个转变']/@data-term")[0]
    for tree, gloss in (("", "三处变化。"), ("zh-hant/", "三處變化。")):
        script = (bench.site / tree / "terms" / slug / "card.js").read_text("utf-8")
        called, body = json.loads(f"[{script.removeprefix('yanlu.card(').removesuffix(');' + chr(10))}]")
        assert called == slug
        card = html.fromstring(f"<div>{body}</div>")
        assert [a.get("href") for a in card.xpath("//ol/li/a")] == ["../one/", "../two/"]
        assert card.xpath("//ol/li")[0].text_content().split()[-1] == gloss


def test_long_titles_break_behind_words(bench):
    """A title has its chances of a break: at a space or a dash, behind 上的 and a year, before 关于; its words stay as they are."""
    title = "县委——在全县2019年会议上的讲话 关于四风"
    bench.put({**SITE, "speeches/a.md": speech(title, "2019-03-01")})
    assert bench.build().code == 0
    (head,) = bench.page("/speeches/a/").xpath("//h1")
    pieces = ["|".join(one.itertext()) for one in head.xpath("bdi")]
    assert pieces == ["县委", "——在全县2019年|会议上的|讲话", "关于四风"]
    assert head.text_content().strip() == title


def test_pages_have_no_indentation(bench):
    """Templates are indented, pages are not; where two words are apart in a template, they are in the page."""
    bench.put({**SITE, "speeches/a.md": speech("甲", "2019-03-01")})
    assert bench.build().code == 0
    page = (bench.site / "speeches/a/index.html").read_text("utf-8")
    assert not re.search(r"\n[ \t]{2,}", page)
    assert re.search(r"四风</a> <a href=\"#p1\" data-uses=\"p1\.\d+\.\d+\">1</a>", page)
