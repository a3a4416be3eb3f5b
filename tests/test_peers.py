"""The comparison with other programs: that its checker finds what is wrong, and that yanlu and the pre-pass do the job.

No peer is needed here, and no network.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.bench.corpus import write_archive
from tests.bench.cost import Cost, run
from tests.bench.peers.__main__ import Row, table
from tests.bench.peers.check import Verdict, check, expected
from tests.bench.peers.contestants import contestants
from tests.bench.peers.install import Tools
from tests.bench.peers.job import read_speeches, read_terms
from tests.bench.peers.linker import Linker
from tests.bench.peers.prepass import link_file

_SPEECH = """---
title: 讲话
date: 2001-02-03
speakers:
  - name: 王某
    office: 县长
place: 甲县
---

## 一、抓好三农

**三农工作。**三农、三农工作和三农。

1. 河长在河上。
"""
_PAGE = """<html><body><nav><a href="/terms/">词条</a></nav><article>
<h2>一、抓好三农</h2>
<p id="p2"><a class="pid" href="#p2">2</a><b><a href="../../terms/sannong-gongzuo/">三农工作</a>。</b><a href="/terms/sannong/">三农</a>、三农工作和三农。</p>
<ol><li><a href="/terms/hezhang/">河长</a>在河上。</li></ol>
</article></body></html>"""
_LINE = '<a href="/speeches/2001-a/">讲话</a>'
_SITE = {
    "speeches/2001-a/index.html": _PAGE,
    "terms/index.html": '<a href="sannong/">三农</a> <a href="sannong-gongzuo/">…</a> <a href="hezhang/">河长</a>',
    "terms/sannong/index.html": _LINE,
    "terms/sannong/2001/index.html": "",
    "terms/sannong-gongzuo/index.html": _LINE,
    "terms/hezhang/index.html": '<a href="../../speeches/2001-a/#p3">讲话</a>',
    "years/2001/index.html": _LINE,
    "feed.xml": '<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
    "sitemap.xml": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    + "".join(
        f"<url><loc>https://archive.example/{path}</loc></url>"
        for path in (
            *("speeches/2001-a/", "terms/sannong/", "terms/sannong-gongzuo/", "terms/hezhang/"),
            *("years/2001/", "terms/", "years/"),
        )
    )
    + "</urlset>",
}
_TERMS = {"sannong": "三农", "sannong-gongzuo": "三农工作", "hezhang": "河长"}
_FAULTS = {
    "a link that is missing": ("speeches", '<a href="/terms/hezhang/">河长</a>', "河长", {"missing": 1}),
    "a link to another page": ("speeches", "/terms/hezhang/", "/terms/sannong/", {"missing": 1, "wrong": 1}),
    "a link to another host": (
        "speeches",
        '"/terms/hez',
        '"https://x.example/terms/hez',
        {"missing": 1, "wrong": 1},
    ),
    "a relative link that leads nowhere": ("speeches", "../../terms", "../terms", {"missing": 1, "wrong": 1}),
    "a link at the second mention": (
        *("speeches", '<a href="/terms/sannong/">三农</a>、三农工作和三农'),
        *('三农、三农工作和<a href="/terms/sannong/">三农</a>', {"missing": 1, "wrong": 1}),
    ),
    "a link in a heading": ("speeches", "抓好三农", '抓好<a href="/terms/sannong/">三农</a>', {"wrong": 1}),
    "a second link": ("speeches", "和三农", '和<a href="/terms/sannong/">三农</a>', {"wrong": 1}),
    "a shorter name than there is": ("speeches", "三农工作</a>", "三农</a>工作", {"missing": 1, "wrong": 1}),
    "another text": ("speeches", "在河上", "在湖上", {"texts": 1}),
    "a mark of Markdown": ("speeches", "在河上", "**在河上**", {"stars": 1}),
    "a backlink that is missing": (
        "terms/hezhang/",
        "2001-a",
        "2001-b",
        {"backlinks_missing": 1, "backlinks_wrong": 1},
    ),
    "a term that the index lacks": ("terms/index", "hezhang/", "", {"unlisted": 1}),
    "a speech that its year lacks": ("years", "speeches", "speech", {"years": 1}),
    "an entry that the feed lacks": ("feed", "<entry/>", "", {"feed": 1}),
    "a page that the sitemap lacks": ("sitemap", "terms/sannong/", "terms/", {"sitemap": 1}),
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """One speech and three terms, of which one begins with another."""
    folder = tmp_path / "archive"
    for name in ("speeches", "glossary"):
        (folder / name).mkdir(parents=True)
    (folder / "speeches" / "2001-a.md").write_text(_SPEECH, "utf-8")
    for slug, name in _TERMS.items():
        (folder / "glossary" / f"{slug}.md").write_text(
            f"---\nterm: {name}\ncategory: 农业\n---\n\n…\n", "utf-8"
        )
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """What the job makes of that archive."""
    for name, text in _SITE.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or "<p></p>", "utf-8")
    return tmp_path / "site"


def test_a_right_site_has_no_faults(archive, site):
    """Relative links, numbers of paragraphs and pages below a term's are no fault."""
    verdict = check(expected(archive), site)
    assert verdict == Verdict(links=3)
    assert verdict.faults() == []


@pytest.mark.parametrize("name", _FAULTS)
def test_the_checker_finds(name, archive, site):
    """One thing is changed in a right site: that, and nothing else, is found."""
    file, old, new, found = _FAULTS[name]
    [path] = [site / one for one in _SITE if one.startswith(file)][:1]
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    verdict = check(expected(archive), site)
    assert verdict == Verdict(links=3)._replace(**found)
    assert len(verdict.faults()) == len(found)


def test_a_page_that_is_missing_lacks_all_its_links(archive, site):
    """A speech without a page is counted, and so are its links."""
    shutil.rmtree(site / "speeches")
    assert check(expected(archive), site) == Verdict(links=3, missing=3, pages=1)


def test_the_prepass_links_what_the_job_asks_for(tmp_path):
    """Its links are those that the checker works out by itself, and without them the text is the speech's."""
    write_archive(tmp_path, speeches=4, characters=1500, terms=60)
    must = expected(tmp_path)
    linker = Linker((name, term.slug) for term in read_terms(tmp_path) for name in term.names)
    out = tmp_path / "linked.md"
    for speech in read_speeches(tmp_path):
        link_file(linker, str(tmp_path / "speeches" / f"{speech.id}.md"), str(out))
        head, body = out.read_text("utf-8").split("\n---\n", 1)
        links = re.findall(r"\[([^\]]+)\]\(/terms/([^/]+)/\)", body)
        assert links == [(words, slug) for _, words, slug in must.links[speech.id]]
        assert re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", body).strip() == speech.body.strip()
        found = re.findall(r"t\d+", head.split("\nterms: ")[1])
        assert set(found) == {slug for slug, ids in must.backlinks.items() if speech.id in ids}


def test_yanlu_does_the_job(tmp_path):
    """The site that the comparison measures is the one that the job asks for."""
    write_archive(tmp_path / "archive", speeches=3, characters=2500, terms=20)
    nothing = Tools(None, None, None, {}, dict.fromkeys(("hugo", "eleventy", "pelican", "mkdocs"), ""))
    yanlu = next(one for one in contestants(nothing, 1) if one.name == "yanlu")
    yanlu.prepare(tmp_path / "archive", tmp_path / "yanlu")
    [command] = yanlu.commands
    cost, _ = run(command, tmp_path / "yanlu", dict(yanlu.environment))
    assert cost.wall > 0
    assert cost.processor > 0
    assert check(expected(tmp_path / "archive"), tmp_path / "yanlu" / "out").faults() == []


def test_the_table_has_ratios_and_reasons():
    """Medians, yanlu's part of each run, and the reason of what could not run."""
    ours = Row(
        "yanlu", [Cost(1.0, 2.0, 50.0), Cost(3.0, 2.0, 70.0), Cost(2.0, 2.0, 60.0)], "all 9 links right"
    )
    peer = Row(
        "peer", [Cost(4.0, 8.0, 500.0), Cost(6.0, 8.0, 500.0), Cost(20.0, 4.0, 500.0)], "1 wrong links"
    )
    absent = Row("absent", [], "not installed: no network")
    _, first, second, third = table([ours, peer, absent])
    assert first.split() == ["yanlu", "2.00", "2.00", "60", "all", "9", "links", "right"]
    assert second.split()[:6] == ["peer", "6.00", "8.00", "500", "0.25", "0.25"]
    assert third.split()[-4:] == ["not", "installed:", "no", "network"]
