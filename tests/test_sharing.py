"""What a site tells machines: tags for citation managers and previews, JSON-LD, feed, OpenSearch; and that it asks no other host for anything.

The vocabulary of schema.org is checked by a table of the types that we use, with their properties and what these hold; Atom by the rules
of RFC 4287; OpenSearch by version 1.1 of its description.
"""

import gzip
import json
import re
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree
from lxml.html import HtmlElement as Element

from tests.archives import BASE, Bench, parse, tree

ROOT = "https://example.org/shilu"
READER = Path(__file__).parent / "sites" / "reader"
ATOM = "{http://www.w3.org/2005/Atom}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"

Node = dict[str, Any]

VOCABULARY: dict[str, dict[str, Any]] = {
    "BreadcrumbList": {"itemListElement": ["ListItem"]},
    "ListItem": {"position": int, "name": str, "item": "step"},
    "WebSite": {"inLanguage": "language", "name": str, "description": str, "potentialAction": "SearchAction"},
    "SearchAction": {"target": "EntryPoint", "query-input": str},
    "EntryPoint": {"urlTemplate": "url"},
    "CreativeWork": {
        "inLanguage": "language",
        "name": str,
        "author": ["Person"],
        "dateCreated": "date",
        "temporalCoverage": "interval",
        "locationCreated": "Place",
        "version": str,
        "isPartOf": "reference",
        "hasPart": ["CreativeWork"],
    },
    "Person": {"name": str, "jobTitle": str},
    "Place": {"name": str},
    "DefinedTerm": {
        "name": str,
        "alternateName": [str],
        "description": str,
        "inDefinedTermSet": "reference",
    },
    "DefinedTermSet": {"inLanguage": "language", "name": str},
}
"""Types and properties of schema.org; a property in a list may come several times."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The readers' archive, built once; returns its folder."""
    import shutil

    from generator.cli import main

    home = tmp_path_factory.mktemp("sharing")
    shutil.copytree(READER, home / "content")
    assert main(["build", "--content", str(home / "content"), "--output", str(home / "www"), "--jobs", "1"]) == 0  # fmt: skip
    return home / "www"


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys)


def pages(site: Path) -> Iterator[tuple[str, Element]]:
    """Every page with its address from the root."""
    for path in sorted(site.rglob("*.html")):
        yield "/" + path.relative_to(site).as_posix().removesuffix("index.html"), parse(path)


def metas(page: Element) -> dict[str, list[str]]:
    """The meta elements of a page by name and by property."""
    found: dict[str, list[str]] = {}
    for meta in page.xpath("//head/meta"):
        for kind in ("name", "property"):
            if meta.get(kind):
                found.setdefault(meta.get(kind), []).append(meta.get("content"))
    return found


def graph(page: Element) -> list[Node]:
    """The nodes of a page's JSON-LD: where it is, and what it is about."""
    blocks = page.xpath("//script[@type='application/ld+json']/text()")
    assert len(blocks) <= 1
    if not blocks:
        return []
    data = json.loads(blocks[0])
    assert data.pop("@context") == "https://schema.org"
    steps = data.get("itemListElement", [{}])
    about = steps[-1].get("item")
    return [data, *([about] if isinstance(about, dict) else [])]


def node(page: Element, kind: str) -> Node:
    (found,) = [one for one in graph(page) if one["@type"] == kind]
    return found


# --------------------------------------------------------------------------------------------------- other hosts


def test_nothing_is_asked_of_another_host(site):
    """Whatever a browser loads or follows is in the site, but for links that say that they lead out; no cookie, no tracker's script."""
    loaded = (
        "img",
        "script",
        "iframe",
        "source",
        "video",
        "audio",
        "embed",
        "object",
        "input",
        "use",
        "image",
    )
    count = 0
    for url, page in pages(site):
        for element in page.xpath("//*[@href or @src or @srcset or @action or @data or @ping or @poster]"):
            for name in ("href", "src", "srcset", "action", "data", "ping", "poster"):
                value = element.get(name)
                if value is None:
                    continue
                count += 1
                if not re.match(r"[a-z][a-z0-9+.-]*:|//", value.strip(), re.I):
                    continue
                where = f"{url}: {etree.tostring(element)[:120]!r}"
                assert element.tag not in loaded, where
                rel = (element.get("rel") or "").split()
                if element.tag == "link":
                    assert set(rel) <= {"canonical", "alternate"}, where
                    assert value.startswith(ROOT), where
                else:
                    assert element.tag == "a", where
                    assert name == "href", where
                    assert {"external", "noopener"} <= set(rel), where
        assert not page.xpath("//@style | //style | //*[starts-with(name(@*), 'on')]"), url
        for script in page.xpath("//script[not(@src)]"):
            assert script.get("type") == "application/ld+json", url
    assert count > 1000
    for path in [*site.rglob("*.css"), *site.rglob("*.js")]:
        text = path.read_text("utf-16" if path.name == "text.js" else "utf-8")
        assert not re.search(r"""url\(\s*['"]?(?:https?:)?//|@import|document\.cookie|sendBeacon|XMLHttpRequest|\bfetch\(""", text), path  # fmt: skip


def test_links_that_lead_out_say_so(bench):
    """Those of texts, of entries, of pages and of sources."""
    out = "https://elsewhere.example/"
    bench.put(
        {
            **BASE,
            "speeches/a-1.md": f"---\ntitle: 讲话\n---\n\n见[原文]({out}1)，四风。\n",
            "glossary/sifeng.md": f"---\nterm: 四风\nsources: [{{title: 文件, url: '{out}2'}}]\n---\n\n[四种]({out}3)。\n",
            "pages/about.md": f"---\ntitle: 关于\n---\n\n[这里]({out}4)。\n",
        }
    )
    (bench.home / "b.txt").write_text("在会上的讲话\n（2020年5月6日）\n同志们：\n今天讲四风。\n", "utf-8")
    assert bench.run("import", "b.txt").code == 0
    (imported,) = [path for path in (bench.content / "speeches").glob("2020-*.md") if "sha256" in path.read_text("utf-8")]  # fmt: skip
    imported.write_text(
        imported.read_text("utf-8").replace("source:\n", f"source:\n  url: {out}5\n"), "utf-8"
    )
    assert bench.build().code == 0
    links = [a for _, page in pages(bench.site) for a in page.xpath(f"//a[starts-with(@href, '{out}')]")]
    assert {a.get("href")[-1] for a in links} == set("12345")
    assert {a.get("rel") for a in links} == {"external noopener"}


# ------------------------------------------------------------------------------------------------ citation tags


def test_what_zotero_reads(site):
    """A speech with everything: the type, and the fields that the type has. What its Embedded Metadata reader takes from Highwire's
    names it takes by name; z and eprints are namespaces that it knows by themselves."""
    page = parse(site / "speeches/2020-geshi/index.html")
    found = {
        name: values
        for name, values in metas(page).items()
        if re.match("citation_|z:|eprints|dc|bib|prism", name, re.I)
    }
    assert found == {
        "z:itemType": ["presentation"],
        "citation_title": ["在作风建设座谈会上的讲话：表、注、引文都在这里"],
        "citation_author": ["高启明"],
        "citation_date": ["2020-05-06"],
        "eprints.event_location": ["石桥县"],
        "eprints.event_title": ["作风建设座谈会"],
    }


def test_of_a_speech_without_facts(bench):
    """No author and no place is invented; without a date it says so, lest another date on the page be taken."""
    bench.put({**BASE, "speeches/a-1.md": "---\ntitle: 讲话\n---\n\n四风。\n"}).build()
    found = metas(bench.page("/speeches/a-1/"))
    assert found["citation_date"] == ["n.d."]
    assert not {"citation_author", "eprints.event_location", "eprints.event_title"} & set(found)


def test_several_speakers_and_one_of_whom_only_the_office_is_known(bench):
    """One tag each, in order."""
    who = "[{name: 赵甲}, {name: 钱　乙}, {office: 县长}]"
    bench.put({**BASE, "speeches/a-1.md": f"---\ntitle: 讲话\nspeakers: {who}\n---\n\n四风。\n"}).build()
    page = bench.page("/speeches/a-1/")
    assert metas(page)["citation_author"] == ["赵甲", "钱乙", "县长"]
    assert node(page, "CreativeWork")["author"] == [
        {"@type": "Person", "name": "赵甲"},
        {"@type": "Person", "name": "钱乙"},
        {"@type": "Person", "jobTitle": "县长"},
    ]


# ------------------------------------------------------------------------------------------------------ previews


def test_previews(site):
    """Every page: title, site, type, language, full address and picture; one value each."""
    for url, page in pages(site):
        found = metas(page)
        single = ["og:title", "og:site_name", "og:type", "og:locale"]
        hant = url.startswith("/zh-hant/")
        if url not in ("/404.html", "/old/geshi/"):
            single += ["og:url", "og:image"]
            assert found["og:url"] == [ROOT + url]
        assert all(len(found[name]) == 1 and found[name][0] for name in single), url
        assert found["og:type"] == ["article" if re.search(r"/speeches/.", url) else "website"], url
        assert found["og:locale"] == ["zh_TW" if hant else "zh_CN"], url
        if "og:url" in single:
            assert found["og:locale:alternate"] == ["zh_CN" if hant else "zh_TW"], url
            assert found["og:image:alt"] == found["og:site_name"], url
            assert (found["og:image:width"], found["og:image:height"]) == (["1200"], ["630"]), url
        assert found.get("og:description") == found.get("description"), url


def test_the_picture(site):
    """It is there under the address that pages name, a PNG of 1200 × 630, and light."""
    (address,) = metas(parse(site / "index.html"))["og:image"]
    data = (site / address.removeprefix(ROOT + "/")).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert len(data) < 20_000


def test_a_site_of_hong_kong(bench):
    """Its traditional characters are those of Hong Kong."""
    bench.put({**BASE, "site.yaml": f"title: 试录\nbase_url: {ROOT}\nscript: hk\n"}).build()
    assert metas(bench.page("/zh-hant/"))["og:locale"] == ["zh_HK"]


def test_canonical_and_alternate(site):
    """Each page names itself; both scripts name each other; a page that is nowhere or has moved names none."""
    seen = {}
    for url, page in pages(site):
        links = page.xpath("//link[@rel='canonical' or @rel='alternate' and @hreflang]")
        if url in ("/404.html", "/old/geshi/"):
            assert not links, url
            assert metas(page)["robots"] == ["noindex"], url
            continue
        canonical, *others = links
        assert canonical.get("href") == ROOT + url
        seen[url] = {link.get("hreflang"): link.get("href") for link in others}
    for url, others in seen.items():
        twin = url.removeprefix("/zh-hant") if url.startswith("/zh-hant/") else "/zh-hant" + url
        assert others == seen[twin], url
        assert set(others) == {"zh-Hans", "zh-Hant", "x-default"}, url
        assert others["x-default"] == others["zh-Hans"], url
        assert ROOT + url in others.values(), url


# ------------------------------------------------------------------------------------------------------- JSON-LD


def check(value: Any, expected: Any, where: str) -> None:
    """A value is what its property may hold."""
    if isinstance(expected, list):
        for one in value if isinstance(value, list) else [value]:
            check(one, expected[0], where)
    elif isinstance(expected, type):
        assert type(value) is expected, where
        assert value or value == 0, where
    elif expected == "date":
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value), where
    elif expected == "language":
        assert value == ("zh-Hant" if where.startswith("/zh-hant/") else "zh-Hans"), where
    elif expected == "interval":
        assert re.fullmatch(r"[\d-]+|(\.\.|[\d-]+)/(\.\.|[\d-]+)", value), where
    elif expected == "step" and isinstance(value, dict):
        check(value, value["@type"], where)
    elif expected in ("url", "step"):
        assert isinstance(value, str), where
        assert value, where
    elif expected == "reference":
        assert set(value) == {"@id"}, where
        assert isinstance(value["@id"], str), where
    else:
        assert value["@type"] == expected, where
        for name, inner in value.items():
            if name not in ("@type", "@id"):
                assert name in VOCABULARY[expected], f"{where}: {expected}.{name}"
                check(inner, VOCABULARY[expected][name], f"{where}: {expected}.{name}")


def test_json_ld_is_of_the_vocabulary(site):
    """Every node of every page; each page but home stands in a list of at least two steps; every address in them leads to a page."""
    kinds = set()
    for url, page in pages(site):
        nodes = graph(page)
        if url in ("/404.html", "/old/geshi/"):
            assert nodes == []
            continue
        assert nodes, url
        here = [one["@type"] for one in nodes]
        kinds |= set(here)
        assert here.count("BreadcrumbList") == (url not in ("/", "/zh-hant/")), url
        for one in nodes:
            check(one, one["@type"], url)
            for address in addresses(one):
                assert address.startswith(ROOT), f"{url}: {address}"
                target = urlsplit(address.removeprefix(ROOT))
                file = site / (target.path[1:] + ("index.html" if target.path.endswith("/") else ""))
                assert file.is_file(), f"{url}: {address}"
                assert not target.fragment or parse(file).get_element_by_id(target.fragment, None) is not None
        for steps in (one["itemListElement"] for one in nodes if one["@type"] == "BreadcrumbList"):
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert len(steps) >= 2
            assert all(step.get("name") or step["item"]["name"] for step in steps)
            assert all("item" in step for step in steps[:-1])
    assert kinds == {"BreadcrumbList", "WebSite", "CreativeWork", "DefinedTerm", "DefinedTermSet"}


def addresses(value: Any) -> Iterator[str]:
    """Relative addresses in a node."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key in ("@id", "item") and isinstance(each, str))
        for each in value.values():
            yield from addresses(each)
    elif isinstance(value, list):
        for each in value:
            yield from addresses(each)


def test_a_speech_and_a_term(site):
    """What they say; in the other tree in its characters."""
    speech = node(parse(site / "zh-hant/speeches/2020-geshi/index.html"), "CreativeWork")
    assert speech["author"] == {"@type": "Person", "name": "高啟明"}
    assert speech["locationCreated"] == {"@type": "Place", "name": "石橋縣"}
    assert speech["dateCreated"] == "2020-05-06"
    headings = parse(site / "speeches/2020-geshi/index.html").xpath("//h2[contains(@class, 'heading')]/@id")
    here = f"{ROOT}/zh-hant/speeches/2020-geshi/"
    assert (speech["@id"], speech["inLanguage"]) == (here, "zh-Hant")
    assert [part["@id"] for part in speech["hasPart"]] == [f"{here}#{id}" for id in headings]
    assert all(part["name"] for part in speech["hasPart"])
    term = node(parse(site / "terms/sifeng/index.html"), "DefinedTerm")
    assert term["name"] == "四风"
    assert term["inDefinedTermSet"] == {"@id": f"{ROOT}/terms/"}
    assert node(parse(site / "terms/index.html"), "DefinedTermSet")["@id"] == f"{ROOT}/terms/"


def test_json_ld_without_an_address(bench):
    """A site that does not know its own writes addresses as its links are."""
    bench.put(
        {
            "site.yaml": "title: 试录\n",
            "speeches/a-1.md": "---\ntitle: 讲话\ndate: 2018/..\n---\n\n## 一、井\n\n四风。\n",
        }
    )
    assert bench.build().code == 0
    speech = node(bench.page("/speeches/a-1/"), "CreativeWork")
    assert (speech["@id"], speech["isPartOf"]) == ("./", {"@id": "../../"})
    assert speech["hasPart"] == [{"@type": "CreativeWork", "@id": "./#p1", "name": "一、井"}]
    assert speech["temporalCoverage"] == "2018/.."


def test_who_is_named_in_a_template_is_nobody(bench):
    """Its speaker is a blank, not a person."""
    facts = "title: 讲话\ntext_status: template\nspeakers: [{office: XX镇党委书记}]"
    bench.put({**BASE, "speeches/a-1.md": f"---\n{facts}\n---\n\n四风。\n"}).build()
    assert "author" not in node(bench.page("/speeches/a-1/"), "CreativeWork")


def test_a_speech_in_traditional_characters_says_who_spoke(bench):
    """In the tree of these, as it was given, and as a name; its title, too, wherever that tree names it."""
    title = "在台灣羣眾座談會上的講話"
    facts = f"title: {title}\nlang: zh-Hant\nspeakers: [{{name: 單台遠, office: 縣長}}]"
    bench.put(
        {
            **BASE,
            "speeches/a-1.md": f"---\n{facts}\n---\n\n四風，台灣的羣眾，“双十”二字寫成了别字。\n",
            "speeches/a-2.md": "---\ntitle: 台湾的群众\n---\n\n四风，台湾的群众。\n",
        }
    ).build()
    page = bench.page("/zh-hant/speeches/a-1/")
    assert node(page, "CreativeWork")["author"] == {"@type": "Person", "name": "單台遠"}
    assert node(page, "CreativeWork")["name"] == title
    assert page.findtext(".//title").startswith(f"{title} · ")
    assert page.find(".//h1").text_content() == title
    assert page.get_element_by_id("p1").text_content() == "1四風，台灣的羣眾，“双十”二字寫成了别字。"
    assert metas(page)["og:title"] == [title]
    assert page.find(".//cite").text_content() == title
    for url in ("/zh-hant/speeches/", "/zh-hant/years/undated/", "/zh-hant/terms/sifeng/"):
        assert title in bench.page(url).text_content(), url
    other = bench.page("/zh-hant/speeches/a-2/")
    assert title in other.text_content()
    assert other.get_element_by_id("p1").text_content() == "1四風，臺灣的群眾。"
    assert "在台湾群众座谈会上的讲话" in bench.page("/speeches/").text_content()
    marks = re.compile("[\ufdd0-\ufdef]")
    assert not [path for path in bench.site.rglob("*.*") if marks.search(path.read_text("utf-8", "ignore"))]
    titles = (bench.site / "search/titles.js").read_text("utf-8")
    assert f'"在台湾群众座谈会上的讲话":"{title}"' in titles


def test_json_ld_is_light(site):
    """Packed, at most 500 bytes a speech page."""
    sizes = [
        len(gzip.compress(page.xpath("//script[@type='application/ld+json']/text()")[0].encode()))
        for url, page in pages(site)
        if re.search("/speeches/.", url)
    ]
    assert len(sizes) >= 8
    assert max(sizes) <= 500


def test_json_ld_cannot_be_left(bench):
    """A title that would end the script does not."""
    title = "</script><script src=x></script>“<!--"
    bench.put({**BASE, "speeches/a-1.md": f"---\ntitle: '{title}'\n---\n\n四风。\n"}).build()
    page = bench.page("/speeches/a-1/")
    assert node(page, "CreativeWork")["name"] == title
    assert not page.xpath("//script[@src='x']")


def test_search_from_the_home_page(site, bench):
    """The address of a search, where the site knows its own."""
    action = node(parse(site / "zh-hant/index.html"), "WebSite")["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{ROOT}/zh-hant/search/?q={{words}}"
    bench.put({**BASE, "site.yaml": "title: 试录\n"}).build()
    assert "potentialAction" not in node(bench.page("/"), "WebSite")


# ---------------------------------------------------------------------------------------------- feed, OpenSearch


@pytest.mark.parametrize("name", ["feed.xml", "zh-hant/feed.xml"])
def test_the_feed_is_atom(site, name):
    """RFC 4287: what must be there is there once; ids are full and told apart; times are full; links lead to pages."""
    feed = etree.parse(site / name).getroot()
    assert feed.tag == ATOM + "feed"
    entries = feed.findall(ATOM + "entry")
    assert len(entries) == 4
    ids = [element.findtext(ATOM + "id") for element in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(id.startswith(ROOT) for id in ids)
    for element in (feed, *entries):
        assert [len(element.findall(ATOM + tag)) for tag in ("id", "title", "updated")] == [1, 1, 1]
        time = element.findtext(ATOM + "updated")
        assert datetime.fromisoformat(time).tzinfo
        alternate = [link.get("href") for link in element.findall(ATOM + "link") if link.get("rel") == "alternate"]  # fmt: skip
        assert len(alternate) == 1
        assert (site / alternate[0].removeprefix(ROOT + "/") / "index.html").is_file()
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in feed.findall(ATOM + "link") if link.get("rel") == "self"] == [f"{ROOT}/{name}"]  # fmt: skip
    times = [entry.findtext(ATOM + "updated") for entry in entries]
    assert times == sorted(times, reverse=True)
    assert feed.findtext(ATOM + "updated") == times[0]


def test_the_feed_of_a_hostile_text(bench):
    """Characters that XML cannot hold are left out; marks are escaped."""
    body = "四风\x0c与\x0b<b>&\x01八项规定。"
    bench.put({**BASE, "speeches/2020-a.md": f"---\ntitle: A&B <c>\ndate: 2020\n---\n\n{body}\n"}).build()
    entry = etree.parse(bench.site / "feed.xml").getroot().find(ATOM + "entry")
    assert entry.findtext(ATOM + "title") == "A&B <c>"
    assert "八项规定" in entry.findtext(ATOM + "summary")


def test_opensearch(site):
    """Every page leads to the description, which leads to the search page with the words in their place."""
    root = etree.parse(site / "opensearch.xml").getroot()
    assert root.tag == SEARCH + "OpenSearchDescription"
    assert 0 < len(root.findtext(SEARCH + "ShortName")) <= 16
    assert 0 < len(root.findtext(SEARCH + "Description")) <= 1024
    (html,) = [url for url in root.findall(SEARCH + "Url") if url.get("type") == "text/html"]
    assert html.get("template") == ROOT + "/search/?q={searchTerms}"
    assert parse(site / "search/index.html").xpath("//input[@name='q']")
    for url, page in pages(site):
        if url not in ("/404.html", "/old/geshi/"):
            (link,) = page.xpath("//link[@rel='search']")
            assert link.get("type") == "application/opensearchdescription+xml"
            assert (site / urljoin("http://x" + url, link.get("href")).removeprefix("http://x/")).is_file()


def test_names_that_are_too_long_for_opensearch(bench):
    """They are cut, and marks are escaped."""
    bench.put({**BASE, "site.yaml": f"title: <{'长' * 60}\nbase_url: {ROOT}\n"}).build()
    root = etree.parse(bench.site / "opensearch.xml").getroot()
    assert root.findtext(SEARCH + "ShortName") == "<" + "长" * 15
    assert root.findtext(SEARCH + "LongName") == "<" + "长" * 47


def test_without_an_address(bench):
    """No feed, no OpenSearch, no full address anywhere in a page."""
    bench.put({**BASE, "site.yaml": "title: 试录\n"}).build()
    files = tree(bench.site)
    assert not {"feed.xml", "opensearch.xml"} & set(files)
    for url, page in pages(bench.site):
        assert not page.xpath("//link[@rel='canonical' or @rel='search' or @rel='alternate']"), url
        assert not {"og:url", "og:image"} & set(metas(page)), url
