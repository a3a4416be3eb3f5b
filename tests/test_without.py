"""Parts of a site that ``without:`` in site.yaml leaves out: neither derived, nor planned, nor linked."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import generator.annotate
import generator.derive
import generator.derive.related
import generator.gist
import generator.plan.data
from generator.matcher import Matcher
from generator.model import PARTS
from tests.archives import SITE, Bench, Files, tree

_SHARED = "各乡镇把水渠的账一笔一笔算清楚，缺多少工、缺多少料、缺多少钱，月底以前报到县里，县里按轻重缓急来排，排定了就不再改。"


def _speech(date: str, words: str) -> str:
    own = "".join(
        chr(0x4E00 + int(date[:4]) * i * i % 4999) for i in range(1, 200)
    )  # so that they are no versions of one text
    return (
        f"---\ntitle: 在{date[:4]}年水利会上的讲话\ndate: {date}\nspeakers: [{{name: 石青山, office: 县长}}]\nplace: 石桥县\n"
        f"level: county\ngenre: communiqué\nmeeting: 水利会\n---\n\n## 一、账要算清\n\n{_SHARED}\n\n{words}\n\n{own}\n"
    )


ARCHIVE: Files = {
    "site.yaml": SITE,
    "speeches/2018-a.md": _speech("2018-03-01", "反对四风。四风要反，行政法规要守，五位一体。"),
    "speeches/2019-b.md": _speech("2019-03-01", "四风不除，水利不兴。"),
    "speeches/2020-c.md": _speech("2020-03-01", "八项规定就是规定。"),
    "glossary/sifeng.md": "---\nterm: 四风\ncategory: 作风\nsee: [baxiang-guiding]\n---\n\n四种不良作风。\n",
    "glossary/baxiang-guiding.md": "---\nterm: 八项规定\n---\n\n关于作风的八条，反对四风。\n",
    "glossary/zhengfa.md": "---\nterm: 政法\n---\n\n政治与法律。\n",
    "glossary/wuwei-yiti-buju.md": "---\nterm: 五位一体\nscope: 全国\n---\n\n五项建设。\n",
    "glossary/wuwei-yiti-shuili.md": "---\nterm: 五位一体\nscope: 石桥县\ndefault: false\n---\n\n五处水利。\n",
    "pages/about.md": "---\ntitle: 关于\n---\n\n这里收的都是试写的，提到四风。\n",
}
"""Two texts that share a paragraph, every fact that has pages, and a match that lies across two words."""

OF_PART = {
    "search": ("search/*", "speeches/*/text.js", "opensearch.xml"),
    "data": ("data/*", "speeches/*/speech.txt", "speeches/*/speech.json", "speeches/*/index.md"),
    "reuse": ("reuse/*", "data/reuse.csv"),
    "dossiers": (
        *("chart/*", "terms/*/card.js", "terms/*/counts.js", "terms/by/*", "zh-hant/chart/*"),
        "zh-hant/terms/by/*",
    ),
    "facets": ("speakers/*", "offices/*", "places/*", "levels/*", "meetings/*", "genres/*"),
    "segmentation": (),
}
"""The files of each part; of every other part all must be there."""
ALSO = {("data/reuse.csv", "data")}
"""Files that another part has a hand in."""
WORDS = {
    "search": ('class="to-search"', "arrive.js", "search-form", "opensearch", "SearchAction"),
    "data": ("speech.txt", "speech.json", "index.md"),
    "reuse": ('class="elsewhere"', 'class="shared"', "/reuse/"),
    "dossiers": ("popover.js", 'id="card"', "concordance", "print.js", "/chart/", 'id="new"'),
    "facets": ("/levels/", "/genres/", "/speakers/", "/offices/", "/places/", "/meetings/"),
}
"""What stands in some page of a whole site, and in none without the part."""
DERIVED: dict[str, list[tuple[Any, str]]] = {
    "search": [(generator.derive, "search")],
    "data": [(generator.annotate, "tables"), (generator.plan.data, "_package")],
    "reuse": [(generator.derive, "reuse"), (generator.derive.related, "pairs")],
    "dossiers": [
        *((generator.derive, name) for name in ("company", "near", "variants", "counts", "years")),
        (generator.gist, "_rows"),
        (generator.gist, "_formulas"),
    ],
    "segmentation": [(Matcher, "_straddles")],
}
"""What works a part out."""


@pytest.fixture
def home(tmp_path, monkeypatch, capsys) -> Bench:
    """The archive in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys).put(ARCHIVE)


def built(home: Bench, *parts: str) -> Path:
    """Build without some parts: every link must hold."""
    home.put({"site.yaml": f"{SITE}without: [{', '.join(parts)}]\n"})
    ran = home.build("--strict")
    assert ran.code == 0, ran.err
    return home.site


def texts(site: Path) -> str:
    """All pages of a site as one text."""
    return "".join(path.read_text("utf-8") for path in sorted(site.rglob("*.html")))


def is_there(site: Path, pattern: str) -> bool:
    """Whether any file is."""
    return next(site.glob(pattern), None) is not None


def test_a_whole_site_has_every_part(home):
    """What the other tests look for in vain is there as a rule."""
    site = built(home)
    assert [pattern for found in OF_PART.values() for pattern in found if not is_there(site, pattern)] == []
    pages = texts(site)
    assert [word for words in WORDS.values() for word in words if word not in pages] == []


@pytest.mark.parametrize("part", PARTS)
def test_one_part_left_out(home, part):
    """Its files are not there, those of the others are; no page leads to it or has a word of it."""
    site = built(home, part)
    assert [pattern for pattern in OF_PART[part] if is_there(site, pattern)] == []
    others = [
        pattern
        for other, found in OF_PART.items()
        for pattern in found
        if other != part and (pattern, part) not in ALSO
    ]
    assert [pattern for pattern in others if not is_there(site, pattern)] == []
    pages = texts(site)
    assert [word for word in WORDS.get(part, ()) if word in pages] == []
    assert (site / "robots.txt").is_file()


def test_all_parts_left_out(home):
    """What is left are home, speeches, terms, years, the archive's own pages, and what machines read."""
    site = built(home, *PARTS)
    assert sorted(path.name for path in site.iterdir() if not path.name.startswith(".")) == [
        *("404.html", "about", "assets", "feed.xml", "index.html", "robots.txt", "sitemap.xml", "speeches"),
        *("terms", "years", "zh-hant"),
    ]
    assert [word for words in WORDS.values() for word in words if word in texts(site)] == []


@pytest.mark.parametrize("part", DERIVED)
def test_nothing_of_it_is_worked_out(home, part, monkeypatch):
    """The functions behind a part are not called without it; with it each of them is."""
    called: list[str] = []
    for owner, name in DERIVED[part]:
        monkeypatch.setattr(owner, name, _spied(name, getattr(owner, name), called))
    built(home, part)
    assert called == []
    built(home)
    assert set(called) == {name for _, name in DERIVED[part]}


def _spied(name: str, real: Callable[..., Any], called: list[str]) -> Callable[..., Any]:
    def spied(*given: Any, **named: Any) -> Any:
        called.append(name)
        return real(*given, **named)

    return spied


def test_a_part_that_comes_back_is_as_in_a_clean_build(home):
    """What was remembered without a part is not taken for what there is with it, nor the other way round."""
    built(home, "data", "dossiers")
    again = tree(built(home))
    for path in (home.home / ".cache").iterdir():
        path.unlink()
    built(home, "search")
    assert tree(built(home)) == again


def test_the_segmenter_is_not_loaded(home):
    """A site without it reads no dictionary; names get their slugs by their syllables."""
    home.put({"site.yaml": f"{SITE}without: [segmentation]\n"})
    program = (
        "import sys; from generator import segment; from generator.cli import main; main(['build', '--jobs', '1']);"
        "sys.exit('jieba' in sys.modules or segment._dictionary.cache_info().currsize)"
    )
    known = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    ran = subprocess.run([sys.executable, "-c", program], cwd=home.home, env=known, check=False)
    assert ran.returncode == 0
    assert (home.site / "places" / "shiqiaoxian" / "index.html").is_file()


def test_two_characters_are_taken_as_they_stand(home):
    """A name that lies across two words is a mention where nobody asks for words."""
    link = "//article//a[@data-term='zhengfa']"
    built(home)
    assert home.page("/speeches/2018-a/").xpath(link) == []
    built(home, "segmentation")
    assert [a.text for a in home.page("/speeches/2018-a/").xpath(link)] == ["政法"]


def test_a_term_lists_its_speeches_once_each(home):
    """In the archive's order, with the number of uses; the entry and its facts are there too."""
    built(home, "dossiers")
    page = home.page("/terms/sifeng/")
    lines = page.xpath("//section[@class='all-uses']//li")
    assert [line.xpath("string(.//a/@href)") for line in lines] == [
        "../../speeches/2018-a/",
        "../../speeches/2019-b/",
    ]
    assert [line.xpath("string(.//p[@class='line-facts']/span[last()])") for line in lines] == ["2处", "1处"]
    assert "四种不良作风" in page.xpath("string(//div[@class='text definition'])")
    assert page.xpath("//aside//a/@href") == ["../baxiang-guiding/"]


def test_a_list_of_senses_lists_the_speeches_whose_sense_is_open(home):
    """The same list stands on the page of a label with several senses."""
    home.put({"site.yaml": f"{SITE}without: [dossiers]\n"})
    home.put({"speeches/2021-d.md": "---\ntitle: 又一篇\ndate: 2021-01-01\n---\n\n五位一体。\n"})
    home.build()
    lines = home.page("/terms/wuwei-yiti/").xpath("//section[@class='all-uses']//li")
    assert [line.xpath("string(.//a/@href)") for line in lines] == ["../../speeches/2021-d/"]


def test_facts_without_pages_are_plain_text(home):
    """Only the year leads anywhere; who uses a term is named without links."""
    built(home, "facets")
    facts = home.page("/speeches/2018-a/").xpath("//dl[@class='facts']")[0]
    assert facts.xpath(".//a/@href") == ["../../years/2018/"]
    assert facts.xpath(".//bdi/text()") == ["县长 石青山", "石桥县", "县级", "水利会", "公报"]
    who = home.page("/terms/sifeng/").xpath("//section[@class='who']")[0]
    assert who.xpath(".//a") == []
    assert "石青山" in who.text_content()


def test_an_unknown_part_is_an_error(home):
    """With the nearest name."""
    home.put({"site.yaml": f"{SITE}without: [data, serach]\n"})
    ran = home.build()
    assert ran.code == 1
    assert "without: “serach” is none of search, data, reuse, dossiers, facets, segmentation" in ran.err
    assert "(did you mean “search”?)" in ran.err
