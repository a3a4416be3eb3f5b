"""Whole archives, built: every link, every page's safety, the same bytes every time, and all or nothing."""

import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from posixpath import normpath

import pytest
from lxml import etree, html

from generator.cli import main
from tests.archives import BASE, HERE, SPEECH, Bench, parse, put, tree

SITES = ("county", "hostile")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
HEAD = "---\ntitle: 题\ndate: 2020-05-06\n---\n\n"


def command(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONUTF8": "1", **environment}
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder in which both sites of tests/sites were built, each into build-<name>."""
    home = tmp_path_factory.mktemp("built")
    with contextlib.chdir(home):
        for name in SITES:
            shutil.copytree(HERE / "sites" / name, home / name)
            assert main(["build", "--content", name, "--output", f"build-{name}", "--jobs", "1"]) == 0
    return home


@pytest.fixture(scope="session")
def pages(built):
    """Every HTML page of both sites: (site, path) → (bytes, tree)."""
    found = {}
    for name in SITES:
        root = built / f"build-{name}"
        for path in sorted(root.rglob("*.html")):
            found[name, path.relative_to(root).as_posix()] = (path.read_bytes(), parse(path))
    assert len(found) > 80
    return found


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """A folder to work in, with a small archive."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys).put(BASE)


# ------------------------------------------------------------------------------------------------- same bytes


def test_same_input_same_bytes(built, tmp_path):
    """Another folder, another hash seed, two processes, no cache: the same bytes."""
    shutil.copytree(built / "county", tmp_path / "elsewhere")
    ran = command(
        "build",
        "--content",
        "elsewhere",
        "--output",
        "deep/out",
        "--jobs",
        "2",
        cwd=tmp_path,
        PYTHONHASHSEED="2",
    )
    assert ran.returncode == 0, ran.stderr
    assert tree(tmp_path / "deep/out") == tree(built / "build-county")


def test_a_warm_cache_gives_the_same_bytes(built, bench):
    """From the cache into an empty folder; in place nothing is written; after an edit and back, and after damage in the site."""
    shutil.rmtree(bench.content)
    shutil.copytree(built / "county", bench.content)
    clean = tree(built / "build-county")
    assert " 0 removed" in bench.build().out
    assert tree(bench.site) == clean
    assert bench.build("--output", "other").code == 0
    assert tree(bench.home / "other") == clean
    assert ", 0 files written, 0 removed," in bench.build().out
    term = bench.content / "glossary/sifeng.md"
    before = term.read_text("utf-8")
    term.write_text(before.replace("四种不好的作风", "四种坏作风"), "utf-8")
    bench.build()
    edited = tree(bench.site)
    changed = {path for path in edited if edited[path] != clean.get(path)}
    assert changed
    assert not [path for path in changed if "speeches/" in path], "a definition edited changes no speech page"
    assert bench.build("--output", "clean").code == 0
    assert tree(bench.home / "clean") == edited
    term.write_text(before, "utf-8")
    (bench.site / "speeches/2021-hui/index.html").write_bytes(b"damaged")
    (bench.site / "data/terms.csv").unlink()
    bench.build()
    assert tree(bench.site) == clean


# ------------------------------------------------------------------------------------------------- every page


def links_of(page: html.HtmlElement) -> set[str]:
    """Every address that a page names, but for the canonical ones of its head."""
    found = set()
    for element in page.iter("a", "link", "script", "img", "area", "source", "use", "form"):
        if element.tag == "link" and element.get("rel") in ("canonical", "alternate"):
            continue
        found |= {value for name in ("href", "src", "action") if (value := element.get(name)) is not None}
    return found


def test_every_link_and_anchor_is_there(built, pages):
    """Each local address leads to a file of the site, each anchor to one element in it."""
    wrong = []
    for (site, path), (_, page) in pages.items():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), (
            f"{site}/{path}: an id twice: {sorted(i for i in ids if ids.count(i) > 1)}"
        )
        for link in sorted(links_of(page)):
            if re.match(r"https?://|mailto:", link):
                continue
            if path == "404.html":
                assert link.startswith(("/shilu/", "#")), link
                link = link.replace("/shilu/", "./")
            way, _, anchor = link.partition("#")
            way = way.partition("?")[0]
            target = (
                path
                if not way
                else normpath(f"{Path(path).parent.as_posix()}/{way}")
                + ("/index.html" if way.endswith("/") else "")
            )
            target = target.removeprefix("./")
            file = built / f"build-{site}" / target
            if link.startswith("/") or ".." in target or not file.is_file():
                wrong.append(f"{site}/{path}: {link}")
            elif anchor and anchor not in pages[site, target][1].xpath("//@id"):
                wrong.append(f"{site}/{path}: {link}: no such place")
    assert not wrong


def test_the_feed_and_the_sitemap_name_pages_that_are_there(built):
    """Well-formed, and every address in them is a page of the site."""
    for site in SITES:
        root = built / f"build-{site}"
        for name in ("sitemap.xml", "feed.xml", "zh-hant/feed.xml"):
            found = etree.parse(root / name)
            addresses = found.xpath("//*[local-name()='loc']/text() | //*[local-name()='link']/@href")
            assert len(addresses) > 3
            for address in addresses:
                way = address.removeprefix("https://example.org/shilu/")
                assert way != address
                assert (
                    root / way / "index.html" if way == "" or way.endswith("/") else root / way
                ).is_file(), address


def test_a_long_sitemap_is_parted(bench, monkeypatch):
    """No file of it names more addresses than search engines take; together they name the same."""
    bench.put({f"speeches/2020-{letter}.md": SPEECH for letter in "abcdef"})
    command = ("build", "--base-url", "https://example.org", "--content", str(bench.content), "--output")

    def addresses(name: str) -> list[str]:
        return [str(url) for url in etree.parse(bench.home / name).xpath("//*[local-name()='loc']/text()")]

    assert main([*command, str(bench.home / "whole")]) == 0
    monkeypatch.setattr("generator.build._ADDRESSES", 10)
    assert main([*command, str(bench.home / "parts")]) == 0
    parts = [
        addresses(f"parts/{url.removeprefix('https://example.org/')}")
        for url in addresses("parts/sitemap.xml")
    ]
    assert len(parts) > 1
    assert max(map(len, parts)) == 10
    assert [*itertools.chain(*parts)] == addresses("whole/sitemap.xml")


def test_every_page_has_its_policy_and_nothing_inline(pages):
    """The policy of DESIGN 6 in each page; no inline script, style or handler, no address of another host but in links."""
    for (site, path), (data, page) in pages.items():
        where = f"{site}/{path}"
        assert page.xpath("//head/meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY], where
        assert data.index(b"Content-Security-Policy") < data.index(b"<script"), where
        for element in page.iter():
            if not isinstance(element.tag, str):
                continue
            assert not [
                name for name in element.attrib if name.startswith("on") or name in ("style", "srcdoc")
            ], where
            if element.get("type") == "application/ld+json":  # data, which no browser runs
                assert json.loads(element.text), where
                assert "<" not in element.text, where
            elif element.tag == "script":
                assert element.get("src"), where
                assert not (element.text or "").strip(), where
            assert element.tag not in ("style", "iframe", "object", "embed", "base"), where
            if element.tag in ("script", "img", "link") and element.get("rel") not in (
                "canonical",
                "alternate",
            ):
                assert ":" not in element.get("src", element.get("href", "")), where


def test_nothing_of_the_content_is_markup(built, pages):
    """However hostile the archive: its words are words, in pages, feeds, cards and data."""
    for (site, path), (data, page) in pages.items():
        if site == "hostile":
            assert not page.xpath(
                "//script[not(@src or @type = 'application/ld+json')] | //svg[@onload] | //iframe | //b | //i | //img[@onerror] | //title/*"
            ), path
            assert b"<script>" not in data.lower(), path
            assert not [
                link
                for link in links_of(page)
                if link.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
            ]
            assert "alert(5)" in page.text_content() or "speeches/2020-a" not in path
    root = built / "build-hostile"
    for path in [*root.rglob("card.js"), *root.rglob("*.xml")]:
        assert b"<script" not in path.read_bytes().lower(), path
        assert b"</script" not in path.read_bytes().lower(), path
    titles = etree.parse(root / "feed.xml").xpath("//*[local-name()='title']/text()")
    assert "<script>alert(5)</script>" in titles


def test_attributes_are_ascii_but_for_those_that_are_read(pages):
    """In the pages at the root: so a page can be converted in one call, and addresses stay what they are."""
    for (site, path), (_, page) in pages.items():
        for element in page.iter():
            for name, value in element.attrib.items() if isinstance(element.tag, str) else ():
                assert (
                    name in ("title", "alt", "aria-label", "content", "label", "placeholder")
                    or value.isascii()
                ), f"{site}/{path}: {name}={value}"


def test_both_trees_have_the_same_pages(built, pages):
    """Each page in the other script has the same addresses, ids and number of elements; each names the other."""
    for site in SITES:
        paths = [path for name, path in pages if name == site]
        twins = [path for path in paths if path.startswith("zh-hant/")]
        assert {path.removeprefix("zh-hant/") for path in twins} <= set(paths)
        for path in twins:
            here, there = pages[site, path.removeprefix("zh-hant/")][1], pages[site, path][1]
            assert here.get("lang") == "zh-Hans"
            assert there.get("lang") == "zh-Hant"
            assert here.xpath("//@id") == there.xpath("//@id")
            assert here.xpath("//main//@class") == there.xpath("//main//@class")
            assert here.xpath("//main//@data-term") == there.xpath("//main//@data-term")
    assert not list((built / "build-county/zh-hant").rglob("*.csv"))


def test_old_addresses_lead_on(built, pages):
    """An old address is a page with a link to the new one, and moves on by itself."""
    for old, new in (
        ("old/2019/index.html", "../../speeches/2019-jianghua/"),
        ("old/jianghua.html", "../speeches/2019-jianghua/"),
    ):
        page = pages["county", old][1]
        assert page.xpath("//main//a/@href") == [new]
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={new}"]
    assert ("county", "terms/old-sifeng/index.html") in pages
    assert ("county", "guanyu/index.html") in pages


def test_term_links(pages):
    """The form of DESIGN 6; a phrase that emphasis breaks is one link a piece."""
    page = pages["county", "speeches/2019-jianghua/index.html"][1]
    links = page.xpath("//article//a[@data-term]")
    assert {(link.get("class"), link.get("href")) for link in links} == {
        ("term", f"../../terms/{link.get('data-term')}/") for link in links
    }
    pieces = page.xpath("//p[@id='p3']//a[@data-term='baxiang-guiding']")
    assert [piece.text for piece in pieces] == ["八项", "规定"]


def test_withdrawn_speeches_keep_address_and_notice_only(built, pages):
    """The reason is shown; the text is nowhere in the site, in no form."""
    page = pages["county", "speeches/undated-shoulu/index.html"][1]
    assert "应作者要求" in page.text_content()
    beside = {path.name for path in (built / "build-county/speeches/undated-shoulu").iterdir()}
    assert not beside & {"index.md", "speech.txt", "speech.json"}
    for path, data in tree(built / "build-county").items():
        assert "本篇正文不可见".encode() not in data, path


def test_drafts_and_unpublished_speeches_are_left_out(built, bench):
    """They come with --drafts only."""
    for path, data in tree(built / "build-county").items():
        assert "草稿一篇".encode() not in data, path
        assert "刚收到的一篇".encode() not in data, path
    shutil.rmtree(bench.content)
    shutil.copytree(built / "county", bench.content)
    assert bench.build("--drafts").code == 0
    assert (bench.site / "speeches/undated-caogao/index.html").is_file()
    assert (bench.site / "speeches/2020-shoudao/index.html").is_file()


def test_undated_speeches_stand_with_their_bounds(pages):
    """A span over years, and an open one, are undated; the bounds are shown."""
    text = pages["county", "years/undated/index.html"][1].text_content()
    assert "2022年至2023年" in text
    assert "2018年以后" in text


def test_two_senses_have_a_page_each_and_one_together(pages):
    """The page of a label lists its senses; each sense says that there are others."""
    page = pages["county", "terms/wuwei-yiti/index.html"][1]
    assert {"../wuwei-yiti-buju/", "../wuwei-yiti-zhibu/"} <= set(page.xpath("//main//a/@href"))
    for sense in ("buju", "zhibu"):
        assert "../wuwei-yiti/" in pages["county", f"terms/wuwei-yiti-{sense}/index.html"][1].xpath(
            "//main//a/@href"
        )


def test_speeches_given_in_traditional_characters(pages):
    """As given in the one tree, converted in the other."""
    given = pages["county", "zh-hant/speeches/2022-cheng/index.html"][1].xpath("string(//article)")
    assert "反對「四風」，落實八項規定，三農為重。於家坳的幹部做得好。" in given
    converted = pages["county", "speeches/2022-cheng/index.html"][1].xpath("string(//article)")
    assert "落实八项规定，三农为重。" in converted


# ------------------------------------------------------------------------------------------------- all or nothing


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[断](speeches/2020-b.md)", "“../2020-b/” leads to no page"),
        ("[断](/nowhere/)", "“../../nowhere/” leads to no page"),
        ("[断](#p99)", "“#p99” leads to no place in that page"),
        ("[断](glossary/sifeng.md#p77)", "leads to no place in that page"),
        ("![断](static/none.svg)", "“../../none.svg” leads to no page"),
    ],
)
def test_a_broken_link_fails_the_build(bench, body, message):
    """It is named with page and reason, and the old site is as it was, byte for byte."""
    assert bench.build().code == 0
    before = tree(bench.site)
    ran = bench.put({"speeches/2020-a.md": SPEECH + "\n" + body + "\n", "speeches/2021-n.md": SPEECH}).build()
    assert ran.code == 1
    assert "error" in ran.err
    assert message in ran.err
    assert tree(bench.site) == before


def test_errors_and_strict_warnings_leave_the_old_site(bench):
    """An error in one file, or a warning under --strict: exit 1, all problems shown, nothing written."""
    assert bench.build().code == 0
    before = tree(bench.site)
    ran = bench.put({"speeches/2020-b.md": "---\ntitel: x\ndate: 1957-02-30\n---\n"}).build()
    assert ran.code == 1
    assert len(ran.err.splitlines()) > 3
    assert tree(bench.site) == before
    (bench.content / "speeches/2020-b.md").unlink()
    bench.put({"speeches/stray.txt": "x"})
    assert bench.build("--strict").code == 1
    assert tree(bench.site) == before
    assert bench.build().code == 0


def test_a_foreign_output_is_refused(bench):
    """A folder with somebody's files, and the archive itself."""
    put(bench.home / "mine", {"thesis.txt": "x"})
    for folder in ("mine", "content", "."):
        before = tree(bench.home)
        ran = bench.build("--output", folder)
        assert (ran.code, ran.out) == (1, "")
        assert "yanlu did not make" in ran.err or "is inside the archive" in ran.err
        assert {k: v for k, v in tree(bench.home).items() if not k.startswith(".cache/")} == {
            k: v for k, v in before.items() if not k.startswith(".cache/")
        }


def test_a_site_inside_the_archive_is_refused(bench):
    """Built into static/ or another folder of the archive, the next build would take the site for content."""
    assert bench.build("--output", "content/static/out").code == 1
    assert not (bench.content / "static").exists()


SECRET = "geheime-worte"


@pytest.mark.parametrize(
    "place",
    [
        "static",
        "static/a.txt",
        "static/sub",
        "speeches",
        "speeches/2020-z.md",
        "glossary",
        "pages/about.md",
        "raw/2020-a",
        "raw/2020-a/x.txt",
        "raw",
    ],
)
def test_no_link_leads_out_of_the_archive(bench, place):
    """A symbolic link to a file or folder outside: an error that names it, and not a byte of it in any site."""
    inside = {"2020-z.md": SPEECH + SECRET, "about.md": SPEECH + SECRET, "a.txt": SECRET, "x.txt": SECRET}
    put(bench.home / "outside", inside)
    ledger = '{"version": 1, "raw": [{"file": "x.txt", "sha256": "", "decoder": "text", "encoding": "utf-8"}], "text": {"sha256": ""}, "body": {"sha256": ""}, "edits": [], "notes": []}'
    put(bench.home / "outside", {"ledger.json": ledger, "2020-a/x.txt": SECRET, "2020-a/ledger.json": ledger})
    path = bench.content / place
    if place == "raw/2020-a/x.txt":
        bench.put({"raw/2020-a/ledger.json": ledger})
    if path.is_dir():
        shutil.rmtree(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    name = place.split("/")[-1]
    path.symlink_to(bench.home / "outside" / (name if "." in name else "."))
    ran = bench.build()
    assert ran.code == 1, ran.out
    assert "link" in ran.err
    assert not [name for name, data in tree(bench.site).items() if SECRET.encode() in data]


@pytest.mark.parametrize(
    "name", ["../../../outside/x.txt", "/etc/hostname", "../2020-b/x.txt", "", ".", "..", "a\\..\\..\\x"]
)
def test_no_ledger_names_a_file_outside_its_folder(bench, name):
    """What a ledger calls a raw file is a name in its folder, nothing else."""
    put(bench.home / "outside", {"x.txt": SECRET})
    ledger = f'{{"version": 1, "raw": [{{"file": {name!r}, "sha256": "", "decoder": "text", "encoding": "utf-8"}}], "text": {{"sha256": ""}}, "body": {{"sha256": ""}}, "edits": [], "notes": []}}'
    ran = bench.put({"raw/2020-a/ledger.json": ledger.replace("'", '"'), "raw/2020-b/x.txt": SECRET}).build()
    assert ran.code == 1
    assert "ledger" in ran.err
    assert not bench.site.exists()


@pytest.mark.parametrize(
    "old",
    "/../x /a/../../x //x /%2e%2e/x /a\\b x /.. /. /a//b /assets/base.css /robots.txt /index.html /terms/sifeng/index.html /zh-hant/ "
    "/zh-hant/terms/sifeng/ /data/mentions.csv /.yanlu.json /sitemap.xml /feed.xml /zh-hant/feed.xml /speeches/2020-b/index.md "
    "/terms/sifeng/card.js /speeches/ /404.html /四 /Terms/".split(" "),
)
def test_old_addresses_neither_leave_the_site_nor_take_a_place(bench, old):
    """An old address outside the site, or one that the site has: a problem of that file, known before anything is written."""
    ran = bench.put(
        {
            "speeches/2020-b.md": f"---\ntitle: 乙\nredirect_from: [{old!r}]\n---\n\n正文。\n".replace(
                "\\\\", "\\"
            )
        }
    ).run("check")
    assert ran.code == 1, ran.out
    assert "content/speeches/2020-b.md:" in ran.out


@pytest.mark.parametrize(
    "name",
    [
        "speeches",
        "terms",
        "zh-hant",
        "index.html",
        "assets",
        "data",
        "about/index.html",
        ".yanlu.json",
        "speeches/2020-a",
    ],
)
def test_no_static_file_takes_a_place(bench, name):
    """A file of static/ with the address of a page or where a folder must be: a problem of that file."""
    ran = bench.put({f"static/{name}": "x", "pages/about.md": "---\ntitle: 关于\n---\n\n文\n"}).run("check")
    assert ran.code == 1, ran.out
    assert f"content/static/{name}:1" in ran.out


def test_links_to_old_addresses_and_to_static_folders_work(bench):
    """In both trees: there is one old address and one copy of a static page."""
    speech = HEAD + "[旧](/old/)与[页](/sub/)与[表](/data/terms.csv)\n"
    ran = bench.put(
        {
            "speeches/2020-b.md": speech.replace("title: 题", "title: 题\nredirect_from: /old/"),
            "static/sub/index.html": "<p>x",
        }
    ).build()
    assert ran.code == 0, ran.err


def test_people_and_places_that_sound_alike_are_not_one(bench):
    """陕西 and 山西, 李刚 and 李钢: a page each, with their own speeches."""
    for id, place, name in (("2020-b", "陕西省", "李刚"), ("2020-c", "山西省", "李钢")):
        bench.put(
            {
                f"speeches/{id}.md": f"---\ntitle: {id}\nplace: {place}\nspeakers: [{{name: {name}}}]\n---\n\n文。\n"
            }
        )
    assert bench.build().code == 0
    for facet, names in (("places", {"陕西省", "山西省"}), ("speakers", {"李刚", "李钢"})):
        pages = [
            bench.page(f"/{facet}/{path.parent.name}/") for path in (bench.site / facet).glob("*/index.html")
        ]
        assert {page.xpath("string(//h1)").strip() for page in pages} == names


def test_addresses_in_front_matter_cannot_run_scripts(bench):
    """An address of a source is http or https; another scheme is a problem or no link."""
    bench.put(
        {
            "speeches/2020-b.md": "---\ntitle: 乙\nsource: {url: 'javascript:alert(1)'}\n---\n\n文。\n",
            "glossary/sifeng.md": "---\nterm: 四风\nsources: [{title: 甲, url: 'javascript:alert(2)'}]\n---\n\n文。\n",
        }
    )
    if bench.build().code == 0:
        assert not [
            path
            for path, data in tree(bench.site).items()
            if path.endswith(".html") and b'href="javascript:' in data
        ]


@pytest.mark.parametrize(("script", "there"), [("tw", True), ("hk", True), ("none", False)])
def test_the_other_script(bench, script, there):
    """Taiwan's or Hong Kong's characters, or no second tree at all."""
    assert bench.put({"site.yaml": f"title: 录\nscript: {script}\n"}).build().code == 0
    assert (bench.site / "zh-hant/index.html").is_file() == there
    assert bool(bench.page("/").xpath("//a[@hreflang]")) == there


def test_without_an_address_there_is_nothing_that_needs_one(bench):
    """No canonical links, feed and sitemap; one note."""
    bench.put({"site.yaml": "title: 录\n"})
    assert bench.build().code == 0
    assert not (bench.site / "feed.xml").exists()
    assert not (bench.site / "sitemap.xml").exists()
    assert not bench.page("/").xpath("//link[@rel='canonical']")
    assert bench.run("check").out.count("no-base-url") == 1
    assert bench.build("--base-url", "https://example.org").code == 0
    assert bench.page("/speeches/2020-a/").xpath("//link[@rel='canonical']/@href") == [
        "https://example.org/speeches/2020-a/"
    ]


@pytest.mark.parametrize("policy", ["section", "page", "all"])
def test_the_policy_of_links(bench, policy):
    """What site.yaml says reaches the page."""
    bench.put(
        {
            "site.yaml": f"title: 录\nlink: {policy}\n",
            "speeches/2020-a.md": HEAD + "四风，四风。\n\n## 二\n\n四风。\n",
        }
    )
    assert bench.build().code == 0
    assert (
        len(bench.page("/speeches/2020-a/").xpath("//article//a[@data-term]"))
        == {"section": 2, "page": 1, "all": 3}[policy]
    )


def test_paragraphs_keep_their_ids_through_edits(bench, texts_of_import):
    """Imported, then edited: what stayed keeps its id in the page and in the data, what went leaves an anchor with a word."""
    id, speech = texts_of_import(bench)
    body = speech.read_text("utf-8")
    first, second, third = (
        "修路的事情说了三年，今年一定要修通到村口。",
        "种树先要挖坑，浇水以后还得有人看护好。",
        "开会不许迟到，谁迟到谁在门外站着听。",
    )
    assert bench.build().code == 0
    places = {
        text: bench.page(f"/speeches/{id}/").xpath(f"//p[contains(., '{text[:8]}')]/@id")[0]
        for text in (first, second, third)
    }
    speech.write_text(
        body.replace(first, first + "\n\n插进来的一段，说的是养鸡养鸭。")
        .replace(second + "\n\n", "")
        .replace("不许迟到", "不准迟到"),
        "utf-8",
    )
    assert bench.build().code == 0
    page = bench.page(f"/speeches/{id}/")
    assert page.xpath("//p[contains(., '养鸡养鸭')]/@id") == [places[first] + "-1"]
    assert page.xpath("//p[contains(., '不准迟到')]/@id") == [places[third]]
    gone = page.get_element_by_id(places[second])
    assert gone.get("class") == "gone"
    assert gone.text_content() == "此段已由编者删去"
    speech.write_text(body.replace(second + "\n\n", "").replace(first + "\n\n", ""), "utf-8")
    assert bench.build().code == 0
    page = bench.page(f"/speeches/{id}/")
    (gone,) = page.find_class("gone")
    assert gone.text_content() == "此处2段已由编者删去"
    assert [gone.get("id"), *gone.xpath(".//@id")[1:]] == [places[first], places[second]]


@pytest.fixture
def texts_of_import():
    """A speech brought in by the command line: its id and its file."""

    def bring(bench: Bench) -> tuple[str, Path]:
        raw = "在村民会上的讲话\n\n各位乡亲：\n\n修路的事情说了三年，今年一定要修通到村口。\n\n种树先要挖坑，浇水以后还得有人看护好。\n\n开会不许迟到，谁迟到谁在门外站着听。\n"
        put(bench.home, {"raw.txt": raw})
        (bench.content / "speeches/2020-a.md").unlink()
        assert bench.run("import", "raw.txt").code == 0
        (path,) = (bench.content / "speeches").glob("*.md")
        return path.stem, path

    return bring


def test_the_shipped_archive_builds(tmp_path, monkeypatch, capsys):
    """content/ has no error, and its site is written."""
    monkeypatch.chdir(tmp_path)
    ran = Bench(tmp_path, capsys).build("--content", str(HERE.parent / "content"), "--output", "site")
    assert ran.code == 0, ran.err
    assert (tmp_path / "site/index.html").is_file()
