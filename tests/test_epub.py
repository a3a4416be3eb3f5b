"""Speeches as books: what is in them, that every part is sound, and that the same text gives the same bytes.

A book is read here by the standard library's zip and by lxml alone. The rules are those of EPUB 3.3 and its container format.
"""

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.archives import BASE, SITE, Bench, Files, tree

NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
}
EPUB = "{http://www.idpf.org/2007/ops}type"
ON = f"{SITE}epub: true\nlicence: CC BY 4.0\neditor: 编辑部\n"
SPEECH = """---
title: 在<会>上的讲话 & 其他
subtitle: 讲作风
date: 2020-05-06
speakers:
  - {name: 王石桥, office: 县委书记}
---

各位同志：

## 一、反对四风

反对四风，落实八项规定。[^1]见[另一篇](/speeches/2020-b/)，\\
又见[外面](https://example.org/x)。

### （一）先后

![桥](/bridge.png)![](/bridge.png)

| 项目 | 数 |
|---|--:|
| 桥 | 2 |

***

## 二、四风再讲

四风问题\x08不小。

[^1]: 八项规定的注。
"""
TRADITIONAL = "---\ntitle: 又一篇\nlang: zh-Hant\n---\n\n雲裡頭，沒有詞條。\n"
FILES: Files = {
    "site.yaml": ON,
    "speeches/2020-a.md": SPEECH,
    "speeches/2020-b.md": TRADITIONAL,
    "speeches/2020-c.md": "---\ntitle: 撤下的\nwithdrawn: 有误\n---\n\n反对四风。\n",
    "static/bridge.png": b"\x89PNG",
    "glossary/sifeng.md": "---\nterm: 四风\nenglish: Four Winds\nitems: [形式主义, 官僚主义]\n---\n\n四种不良作风，见[[八项规定]]和[[三农]]。\n\n第二段。\n",
    "glossary/sannong.md": "---\nterm: 三农\n---\n\n农业、农村、农民。\n",
}


class Book:
    """A book, opened: its files by name, its documents parsed."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.files = {name: self.zip.read(name) for name in self.zip.namelist()}

    def tree(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[f"book/{name}"])

    def find(self, name: str, path: str) -> list[str]:
        return [str(found) for found in self.tree(name).xpath(path, namespaces=NAMES)]

    def text(self, name: str) -> str:
        return "".join(self.tree(name).find("h:body", NAMES).itertext())


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bench:
    """An archive with books, built."""
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path, capsys).put({**BASE, **FILES})
    assert bench.build().code == 0
    return bench


def book(bench: Bench, id: str = "2020-a", tree: str = "") -> Book:
    return Book((bench.site / tree / "speeches" / id / f"{id}.epub").read_bytes())


@pytest.mark.parametrize("folder", ["", "zh-hant"])
@pytest.mark.parametrize("id", ["2020-a", "2020-b"])
def test_the_container_is_sound(bench, id, folder):
    """The type stands first and plain; the container names the package, the package every file; times are the zip's first."""
    one = book(bench, id, folder)
    first, *others = one.zip.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert one.files["mimetype"] == b"application/epub+zip"
    assert {entry.date_time for entry in (first, *others)} == {(1980, 1, 1, 0, 0, 0)}
    container = etree.fromstring(one.files["META-INF/container.xml"])
    assert container.xpath("//c:rootfile/@full-path", namespaces=NAMES) == ["book/package.opf"]
    listed = one.find("package.opf", "//opf:item/@href")
    assert sorted(f"book/{name}" for name in listed) == sorted(
        set(one.files) - {"mimetype", "META-INF/container.xml", "book/package.opf"}
    )
    assert one.find("package.opf", "//opf:item[@properties='nav']/@href") == ["nav.xhtml"]
    items = one.find("package.opf", "//opf:item/@id")
    assert set(one.find("package.opf", "//opf:itemref/@idref")) <= set(items)


@pytest.mark.parametrize("folder", ["", "zh-hant"])
@pytest.mark.parametrize("id", ["2020-a", "2020-b"])
def test_every_document_is_well_formed_and_every_link_leads_somewhere(bench, id, folder):
    """Ids are unique, links inside the book find file and anchor, and no other address is relative."""
    one = book(bench, id, folder)
    ids = {}
    for name in one.files:
        if name.endswith(".xhtml"):
            found = one.find(name.removeprefix("book/"), "//@id")
            assert len(found) == len(set(found)), name
            ids[name.removeprefix("book/")] = set(found)
    assert set(ids) >= {"nav.xhtml", "title.xhtml", "text.xhtml"}
    for name in ids:
        for link in one.find(name, "//@href | //@src"):
            if link.startswith("https://") or link == "style.css":
                continue
            file, _, anchor = link.partition("#")
            assert not anchor or anchor in ids[file or name], link
            assert (file or name) in ids, link


def test_the_package_says_what_the_book_is(bench):
    """Title, speaker, date, language, source, rights and a time that is not the clock's."""
    one = book(bench)
    said = {
        key: one.find("package.opf", f"//dc:{key}/text()")
        for key in ("title", "creator", "date", "language", "source", "rights", "publisher")
    }
    assert said == {
        "title": ["在<会>上的讲话 & 其他：讲作风"],
        "creator": ["王石桥"],
        "date": ["2020-05-06"],
        "language": ["zh-Hans"],
        "source": ["https://example.org/shilu/speeches/2020-a/"],
        "rights": ["CC BY 4.0"],
        "publisher": ["编辑部"],
    }
    assert one.find("package.opf", "//opf:meta[@property='dcterms:modified']/text()") == [
        "2020-05-06T00:00:00Z"
    ]
    assert not book(bench, "2020-b").find("package.opf", "//dc:date")


def test_the_contents_follow_the_headings(bench):
    """Headings by their depth, then the glossary."""
    nav = book(bench).tree("nav.xhtml")
    toc = next(nav for nav in nav.iter(f"{{{NAMES['h']}}}nav") if nav.get(EPUB) == "toc")

    def outline(list: etree._Element) -> list[object]:
        return [
            (item.find("h:a", NAMES).text, outline(inner[0])) if (inner := item.findall("h:ol", NAMES)) else item.find("h:a", NAMES).text
            for item in list.findall("h:li", NAMES)
        ]  # fmt: skip

    assert outline(toc.find("h:ol", NAMES)) == [
        "在<会>上的讲话 & 其他",
        ("正文", [("一、反对四风", ["（一）先后"]), "二、四风再讲"]),
        "本篇词条",
    ]


def test_the_text_has_its_notes_and_no_furniture_of_the_page(bench):
    """Notes lead there and back; there are no links of paragraphs, no pictures but their words, no control character."""
    one = book(bench)
    text = one.tree("text.xhtml")
    types = {element.get(EPUB): element for element in text.iter() if isinstance(element.tag, str)}
    assert types["noteref"].get("href") == "#note-1"
    assert "八项规定的注。" in "".join(types["endnotes"].itertext())
    assert not text.xpath("//*[contains(@class, 'pid') or @data-term]")
    assert not text.xpath("//h:img", namespaces=NAMES)
    assert "〔图：桥〕〔图〕" in one.text("text.xhtml")
    assert text.xpath("//h:br and //h:hr and //h:td[@class='right']", namespaces=NAMES)
    assert {link.get("href") for link in text.iter(f"{{{NAMES['h']}}}a") if link.get("rel") or link.get("class") is None} >= {
        "https://example.org/x",
        "https://example.org/shilu/speeches/2020-b/",
    }  # fmt: skip


def test_the_glossary_explains_the_terms_of_this_speech(bench):
    """Terms by pinyin: first paragraph, items, and the paragraphs that use them; a term that is not in it leads to the site."""
    one = book(bench)
    terms = one.find("glossary.xhtml", "//h:dfn/text()")
    assert terms == ["八项规定", "四风"]
    links = one.find("text.xhtml", "//h:a[@class='term']/@href")
    assert set(links) == {"glossary.xhtml#term-sifeng", "glossary.xhtml#term-baxiang-guiding"}
    text = one.text("glossary.xhtml")
    assert "四种不良作风" in text
    assert "官僚主义" in text
    assert "第二段" not in text
    assert one.find("glossary.xhtml", "//h:dd[.//h:li]//h:a[@class='term']/@href") == [
        "glossary.xhtml#term-baxiang-guiding",
        "https://example.org/shilu/terms/sannong/",
    ]
    uses = one.find("glossary.xhtml", "//h:dd[.//h:li]//h:p[@class='uses']/h:a/@href")
    assert uses == ["text.xhtml#p2", "text.xhtml#p3", "text.xhtml#p8", "text.xhtml#p9"]
    assert "book/glossary.xhtml" not in book(bench, "2020-b").files


def test_without_an_address_a_link_to_the_site_is_its_words(bench):
    """A book knows no way to a site that has no address."""
    bench.put({"site.yaml": ON.replace("base_url: https://example.org/shilu/\n", "")})
    assert bench.build().code == 0
    one = book(bench)
    assert "见另一篇" in one.text("text.xhtml")
    outside = {
        link
        for name in ("text.xhtml", "title.xhtml", "glossary.xhtml")
        for link in one.find(name, "//@href")
        if ":" in link
    }
    assert outside == {"https://example.org/x"}


def test_both_scripts(bench):
    """Each tree links its own book; text, glossary and metadata are in its script, and each has an identifier of its own."""
    one, other = book(bench), book(bench, tree="zh-hant")
    assert "反对四风" in one.text("text.xhtml")
    assert "反對四風" in other.text("text.xhtml")
    assert "農村" not in other.text("glossary.xhtml")
    assert "官僚主義" in other.text("glossary.xhtml")
    assert other.find("package.opf", "//dc:language/text()") == ["zh-Hant"]
    assert other.find("package.opf", "//dc:source/text()") == [
        "https://example.org/shilu/zh-hant/speeches/2020-a/"
    ]
    found = {
        each.find("package.opf", "//dc:identifier/text()")[0] for each in (one, other, book(bench, "2020-b"))
    }
    assert len(found) == 3
    for folder in ("", "zh-hant/"):
        links = bench.page(f"/{folder}speeches/2020-a/").xpath("//a[@download]/@href")
        assert links[0] == "2020-a.epub"


def test_a_speech_in_traditional_characters_is_as_given(bench):
    """Converted to simplified in one book, in the other as the archive has it."""
    assert "云里头，没有词条。" in book(bench, "2020-b").text("text.xhtml")
    assert "雲裡頭，沒有詞條。" in book(bench, "2020-b", "zh-hant").text("text.xhtml")


def test_the_same_text_gives_the_same_book(bench, tmp_path):
    """A build without memory gives the same bytes; a changed text another identifier, an unchanged speech the same book."""
    before = {name: data for name, data in tree(bench.site).items() if name.endswith(".epub")}
    assert len(before) == 4
    (tmp_path / ".cache").rename(tmp_path / "forgotten")
    assert bench.build("--output", str(tmp_path / "again")).code == 0
    again = {name: data for name, data in tree(tmp_path / "again").items() if name.endswith(".epub")}
    assert again == before
    bench.put({"speeches/2020-b.md": TRADITIONAL.replace("詞條", "提法")})
    old = book(bench, "2020-b").find("package.opf", "//dc:identifier/text()")
    assert bench.build().code == 0
    after = {name: data for name, data in tree(bench.site).items() if name.endswith(".epub")}
    assert {name for name in before if before[name] != after[name]} == {
        "speeches/2020-b/2020-b.epub",
        "zh-hant/speeches/2020-b/2020-b.epub",
    }
    assert book(bench, "2020-b").find("package.opf", "//dc:identifier/text()") != old


def test_there_is_no_book_that_nobody_asked_for(bench):
    """Not of a withdrawn speech; of none where the site does not switch them on; and none of the last build stays."""
    assert not list(bench.site.rglob("2020-c.epub"))
    assert not bench.page("/speeches/2020-c/").xpath("//a[@download]")
    bench.put({"site.yaml": SITE})
    assert bench.build().code == 0
    assert not list(bench.site.rglob("*.epub"))
    assert not bench.page("/speeches/2020-a/").xpath("//a[contains(@href, 'epub')]")


def test_the_switch_is_true_or_false(bench):
    """Any other word is an error with its line."""
    bench.put({"site.yaml": f"{SITE}epub: ja\n"})
    assert "site.yaml:3: error: epub: expected true or false, found 'ja'" in bench.build().err
