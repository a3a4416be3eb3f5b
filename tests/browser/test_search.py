"""Searching the built site in a real browser, from a server and from a folder: exact, and usable from the keyboard."""

import csv
import functools
import importlib
import io
import random
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import opencc
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from generator.cli import main
from tests.archives import put
from tests.reference.queries import queries
from tests.reference.search import Document, compared, plain, search, uses

SPEECHES = 140
WORDS = """改革 开放 四个意识 四风 发展 治理 干部 后来 皇后 理发 面条 台湾 著作 乾隆 17年 GDP 一 的 了 在会上 讲话 农村 水库 责任
    3.1% 5G Wi-Fi 𠮷野 ㈠ 二○一七 会议 群众 只有 一只 复杂 答复 谷子 山谷 于是 “三公” 经费 拿着 了解 反复 借口 坐标
    屋檐 想象 家具 复苏 背着""".split()
MARKS = "，、。；？“”（）—— "

ANSWERS = """async ([typed, size]) => {
    const { data, parse, searcher } = yanluSearch;
    const facts = await data.ready();
    const one = searcher(size === null ? facts : { ...facts, sizes: facts.sizes.map(() => size) }, data);
    const found = [];
    for (const query of typed) found.push([...(await one.answer(parse(query))).keys()]);
    return found;
}"""


USES = """async typed => {
    const { data, parse, searcher, wanted, sentences } = yanluSearch;
    const { answer } = searcher(await data.ready(), data);
    const found = [];
    for (const query of typed) {
        const asked = parse(query);
        const rows = [];
        for (const [speech, { uses }] of await answer(asked)) {
            const about = await data.line(speech);
            const blocks = data.showBlocks(await data.text(about));
            const all = [['', 'title', data.show(about[1])], ['', 'subtitle', data.show(about[2])], ...blocks];
            rows.push([speech, uses, sentences(all, wanted(asked)).reduce((sum, one) => sum + one.uses, 0)]);
        }
        found.push(rows);
    }
    return found;
}"""
"""Of each query the speeches found, how many uses the answer counts in each, and how many its sentences show."""
PARAGRAPHS = """[...document.querySelectorAll('#text .block')].map(block => {
    const copy = block.cloneNode(true);
    for (const other of copy.querySelectorAll('.pid, .noteref, .vh')) other.remove();
    return copy.textContent;
})"""
MARKED = "[...CSS.highlights.get('found')].map(range => range.toString())"


class Served(NamedTuple):
    """A built site and what is in it, in the order of the archive."""

    folder: Path
    http: str
    documents: list[Document]
    """As they are compared."""
    ids: list[str]


class _Quiet(SimpleHTTPRequestHandler):
    """As many servers do, it says that every script is in UTF-8: a text.js, which is not, begins with a mark that goes before that."""

    def guess_type(self, path: str | PathLike[str]) -> str:
        kind = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind == "text/javascript" else kind

    def log_message(self, format: str, *args: object) -> None:
        pass


def _speech(n: int, rng: random.Random) -> tuple[str, Document, str]:
    """Id, what is in it, and its file."""

    def words(most: int) -> str:
        return "".join(
            rng.choice(WORDS) + (rng.choice(MARKS).strip() if rng.random() < 0.3 else "")
            for _ in range(rng.randint(1, most))
        )

    year = 2001 + n % 9
    given = rng.random() < 0.15
    turn = opencc.OpenCC("s2t").convert if given else str
    title, heading = turn(f"在{words(4)}第{n}次会上"), turn(words(4))
    subtitle = turn(f"第{n}号副题") if n % 5 == 0 else ""
    rest = [turn(words(40)).strip("-—") for _ in range(rng.randint(1, 5))]
    rest.append("结")
    body = "\n\n".join([f"## {heading}", *rest])
    facts = [
        f"title: '{title}'",
        f"subtitle: '{subtitle}'",
        f"date: {year}-01-{1 + n // 9:02d}",
        f"place: {rng.choice(('甲县', '乙县'))}",
        "genre: speech",
    ]
    facts += [
        f"speakers:\n  - name: {rng.choice(('王建国', '李立新'))}",
        f"text_status: {rng.choice(('record', 'summary'))}",
    ]
    if given:
        facts.append("lang: zh-Hant")
    return (
        f"{year}-s{n:03d}",
        Document((title, subtitle, heading), tuple(rest)),
        "---\n" + "\n".join(facts) + f"\n---\n\n{body}\n",
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a site of 140 speeches whose index is cut in many shards, served on loopback."""
    home = tmp_path_factory.mktemp("search")
    rng = random.Random("search")
    made = sorted(_speech(n, rng) for n in range(SPEECHES))
    files = {f"speeches/{id}.md": text for id, _, text in made}
    files["site.yaml"] = "title: 试录\n"
    files["glossary/sige-yishi.md"] = "---\nterm: 四个意识\naliases: [四种意识]\n---\n\n四种意识的合称。\n"
    files["glossary/sifeng.md"] = "---\nterm: 四风\n---\n\n四种不良作风的合称。\n"
    for slug, place in (("jingfei-jia", "甲县"), ("jingfei-yi", "乙县")):
        files[f"glossary/{slug}.md"] = (
            f"---\nterm: 经费\naliases: ['{place}经费']\nscope: {place}\n---\n\n当地的一笔钱。\n"
        )
    content, out = put(home / "content", files), home / "build"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module("generator.derive.search"), "_SHARD", 225)
        patch.setattr(importlib.import_module("generator.derive.search"), "_HEAVY", 2300)
        assert main(["build", "--content", str(content), "--output", str(out), "--jobs", "1"]) == 0
    singles, characters = (list((out / "search" / kind).iterdir()) for kind in ("singles", "characters"))
    owned = [path for path in characters if path.name.startswith("u")]
    assert len(singles) > 1
    assert 0 < len(characters) - len(owned) < len(singles)
    assert owned
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(home)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(
        out,
        f"http://127.0.0.1:{server.server_port}/build",
        compared([d for _, d, _ in made]),
        [id for id, _, _ in made],
    )
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Served) -> str:
    """The site's address: under a prefix on a server, and as a folder on the disk."""
    return site.http if request.param == "http" else site.folder.as_uri()


@pytest.fixture
def context(chromium: Browser, site: Served) -> Iterator[BrowserContext]:
    """Yield a fresh context whose pages may say nothing on the console and ask no other host."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    context.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((site.http, site.folder.as_uri(), "blob:"))
            else said.append(asked.url)
        ),
    )
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    yield context
    context.close()
    assert not said


def address(base: str, path: str, query: str = "") -> str:
    return f"{base}{path}{'index.html' if base.startswith('file:') else ''}{query}"


def ask(page: Page, base: str, query: str, path: str = "/search/") -> list[str]:
    """Open the search page with a query; returns the speeches shown."""
    page.goto(address(base, path, query))
    page.wait_for_selector("#search-results[data-state=done]")
    return shown(page)


def shown(page: Page) -> list[str]:
    """The speeches on the page, in its order."""
    return [
        str(one.get_attribute("data-speech")) for one in page.locator("#search-results [data-speech]").all()
    ]


def count(page: Page) -> int:
    return int(page.get_attribute("#search-results", "data-count") or -1)


def test_answers_equal_those_of_looking_everywhere(context, base, site):
    """80 queries with every operator find exactly the speeches that hold what is asked for."""
    page = context.new_page()
    page.goto(address(base, "/search/"))
    asked = queries(site.documents, 80)
    found = page.evaluate(ANSWERS, [asked, None])
    right = [sorted(search(site.documents, query)) for query in asked]
    assert sum(map(bool, right)) > 60
    for query, here, there in zip(asked, found, right, strict=True):
        assert sorted(here) == there, query


@pytest.mark.parametrize("tree", ["", "/zh-hant"])
def test_what_is_counted_is_what_the_sentences_show(context, site, tree):
    """For every operator, in either script: uses of the answer, uses in its sentences, and uses found by looking everywhere are one number."""
    page = context.new_page()
    page.goto(address(site.http, f"{tree}/search/"))
    asked = queries(site.documents, 69, seed=3)
    if tree:
        asked = [opencc.OpenCC("s2tw").convert(query) for query in asked]
    for query, rows in zip(asked, page.evaluate(USES, asked), strict=True):
        right = [(n, uses(site.documents[n], query)) for n in sorted(search(site.documents, query))]
        assert sorted((n, answered) for n, answered, _ in rows) == right, query
        assert [shown for _, _, shown in rows] == [answered for _, answered, _ in rows], query


def test_what_stands_on_a_traditional_page_is_found_as_it_stands(context, site):
    """Every character of the shown pages, with its neighbours as they are printed, finds the speech."""
    page = context.new_page()
    windows: dict[str, tuple[str, str]] = {}
    for id in site.ids[::6]:
        page.goto(f"{site.http}/zh-hant/speeches/{id}/")
        for text in page.evaluate(PARAGRAPHS):
            for at, character in enumerate(text):
                if plain(character):
                    windows.setdefault(character, (id, text[max(0, at - 1) : at + 2]))
    assert set("著瞭覆藉座簷像俱甦揹") <= set(windows)
    page.goto(f"{site.http}/zh-hant/search/")
    asked = [text for _, text in windows.values()]
    for (id, text), found in zip(
        windows.values(), page.evaluate(ANSWERS, [[f"“{text}”" for text in asked], None]), strict=True
    ):
        assert id in [site.ids[n] for n in found], text


@pytest.mark.parametrize("size", [0, 60], ids=["index", "texts"])
def test_the_answer_is_the_same_from_the_index_and_from_the_texts(context, site, size):
    """Whether the rest of a query is read from shards that are said to be small, or from texts because they are said to be large."""
    page = context.new_page()
    page.goto(address(site.http, "/search/"))
    asked = queries(site.documents, 40, seed=2)
    for query, found in zip(asked, page.evaluate(ANSWERS, [asked, size]), strict=True):
        assert sorted(found) == sorted(search(site.documents, query)), query


@pytest.mark.parametrize(
    "query", ["四個意識", "三公经费 -GDP", "理发|面条", "题：改革", "的 ~3 在会上", "在 ~0 会", "xx"]
)
def test_the_page_shows_the_speeches_found(context, base, site, query):
    """The count, and with all pages turned the ids, are those of the answer."""
    page = context.new_page()
    ask(page, base, f"?q={query}")
    right = {site.ids[n] for n in search(site.documents, query)}
    assert count(page) == len(right)
    while page.locator(".search-more button").is_visible():
        page.click(".search-more button")
        page.wait_for_selector("#search-results[data-state=done]")
    assert len(shown(page)) == len(right)
    assert set(shown(page)) == right


def test_titles_only_order_and_filters_stand_in_the_address(context, base, site):
    """Parameters restrict and order the answer, and what is clicked is written into them."""
    page = context.new_page()
    found = ask(page, base, "?q=改革&in=title&sort=new&year=2004&year=2005")
    right = [
        site.ids[n]
        for n in search(site.documents, "改革", in_headings=True)
        if site.ids[n][:4] in ("2004", "2005")
    ]
    assert count(page) == len(right)
    assert found == sorted(right, reverse=True)[:10]
    page.locator(".filter-year label", has_text="2005").click()
    page.wait_for_selector("#search-results[data-state=done]")
    assert "year=2005" not in page.url
    assert count(page) == len([id for id in right if id.startswith("2004")])
    page.go_back()
    expect(page.locator("#search-results")).to_have_attribute("data-count", str(len(right)))
    for facet in ("speaker", "place", "genre", "status"):
        assert page.locator(f".filter-{facet} label").count()


def test_each_value_of_a_filter_says_how_many_it_leaves(context, base):
    """The number beside a value is the count after it is chosen; terms are listed when they are asked for."""
    page = context.new_page()
    ask(page, base, "?q=发展")
    page.click("[name=term-list]")
    for facet in ("place", "speaker", "status", "term"):
        label = page.locator(f".filter-{facet} label").first
        says = int(label.locator(".n").inner_text().replace(",", ""))
        label.click()
        expect(page.locator("#search-results")).to_have_attribute("data-count", str(says))
        page.click(".filters-clear")
        page.wait_for_selector("#search-results[data-state=done]")
        expect(page).not_to_have_url(re.compile(f"[?&]{facet}="))


def test_a_sentence_leads_to_its_paragraph_where_the_words_are_marked(context, base):
    """A click on a quoted sentence opens the speech at the paragraph, and what was asked for is marked there."""
    page = context.new_page()
    ask(page, base, "?q=四個意識 台湾")
    assert page.locator(".quotes mark").count()
    sentence = page.locator(".quotes a").first
    assert sentence.locator("mark").first.inner_text() in ("四个意识", "四個意識", "台湾", "台灣", "臺灣")
    sentence.click()
    page.wait_for_selector("#text[data-found]")
    assert "/speeches/" in page.url
    id = page.evaluate("location.hash.slice(1)")
    marked = page.evaluate(
        "[...CSS.highlights.get('found')].map(range => [range.toString(), range.startContainer.parentNode.closest('[id]').id])"
    )
    assert any(block == id for _, block in marked)
    assert {text for text, _ in marked} <= {"四个意识", "四個意識", "台湾", "台灣", "臺灣"}


def test_from_the_slash_key_to_the_result_without_a_mouse(context, base):
    """“/” leads to the field; typing suggests; Enter searches; arrows walk the results; Enter opens one."""
    page = context.new_page()
    page.goto(address(base, "/years/"))
    page.keyboard.press("/")
    page.wait_for_url("**/search/**")
    page.keyboard.type("sgys")
    option = page.locator("#suggestions [role=option]").first
    expect(option).to_contain_text("四个意识")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("[?]q=%E5%9B%9B%E4%B8%AA%E6%84%8F%E8%AF%86"))
    page.wait_for_selector("#search-results[data-state=done] .quotes mark")
    expect(page.locator(".search-entry a")).to_have_attribute("href", "../terms/sige-yishi/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.hit-title a')[1]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#text[data-found]")


def test_the_field_of_the_home_page_leads_to_the_answer(context, base, site):
    """“/” goes to the field of the home page; Enter opens the search page with what was typed."""
    page = context.new_page()
    page.goto(address(base, "/"))
    page.keyboard.press("/")
    page.keyboard.type("面条 -GDP")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results[data-state=done]")
    assert count(page) == len(search(site.documents, "面条 -GDP"))


@pytest.mark.parametrize(
    ("typed", "name"), [("四種意", "四种意识"), ("sifeng", "四风"), ("di7c", None), ("第7次", "第7次会上")]
)
def test_suggestions_by_script_pinyin_and_part(context, base, typed, name):
    """Terms and titles are suggested by any part of their name, in either script, by pinyin; nothing where nothing fits."""
    page = context.new_page()
    page.goto(address(base, "/search/"))
    page.wait_for_selector("#search-results[data-state=idle] .search-help:not([hidden])")
    page.locator("#q").press_sequentially(typed)
    if name:
        expect(page.locator("#suggestions [role=option]").first).to_contain_text(name)
    else:
        page.wait_for_timeout(300)
        assert page.locator("#suggestions").is_hidden()


@pytest.mark.parametrize("tree", ["", "/zh-hant"])
def test_the_home_page_suggests_too(context, base, site, tree):
    """Nothing of the search is loaded before the reader types; then terms and titles, by pinyin initials too, and Enter asks."""
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(base, f"{tree}/"))
    page.locator("#q").focus()
    page.wait_for_timeout(200)
    assert not re.search("search|suggest|combobox", " ".join(url.removeprefix(base) for url in asked))
    option = page.locator("#suggestions [role=option]").first
    for typed, name in (("第7次", "第7次"), ("sgys", "四個意識" if tree else "四个意识")):
        page.locator("#q").fill(typed)
        expect(option).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "suggestions-0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results[data-state=done]")
    assert count(page) == len(search(site.documents, "四个意识"))


def test_senses_of_a_label_are_told_apart(context, base, site):
    """Suggestions give the label, and each of its senses with its place; a sense asks in the speeches that use it so."""
    page = context.new_page()
    page.goto(address(base, "/search/"))
    page.wait_for_selector("#search-results[data-state=idle] .search-help:not([hidden])")
    page.locator("#q").press_sequentially("jingfei")
    options = page.locator("#suggestions [role=option]").filter(has_text="词条")
    expect(options).to_have_count(3)
    for option, note in zip(options.all(), ("2个义项", "甲县", "乙县"), strict=True):
        expect(option).to_contain_text(f"词条 · {note}")
    options.nth(1).click()
    page.wait_for_url("**term=jingfei-jia**")
    page.wait_for_selector("#search-results[data-state=done]")
    chosen = page.locator(".filter-term label", has=page.locator("input:checked"))
    expect(chosen.locator(".filter-name")).to_have_text("经费（甲县）")
    expect(chosen.locator(".n")).to_have_text(str(count(page)))
    there = {site.ids[n] for n in search(site.documents, "经费")}
    assert 0 < count(page) < len(there)
    assert set(shown(page)) <= there
    expect(page.locator(".search-entry a")).to_have_text("经费（2个义项）")
    ask(page, base, "?q=乙县经费")
    expect(page.locator(".search-entry a")).to_have_text("经费（乙县）")


def test_all_hits_as_csv_with_citation_and_paragraph(context, base, site):
    """The download has a row for every sentence of every speech found, each with paragraph id, citation and address."""
    page = context.new_page()
    ask(page, base, "?q=乾隆&in=")
    with page.expect_download() as download:
        page.click(".search-csv")
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    right = {site.ids[n] for n in search(site.documents, "乾隆")}
    assert {row["讲话"] for row in rows} == right
    folder = site.folder / "speeches"
    for row in rows:
        assert "乾隆" in row["句"]
        assert row["题名"] in row["引用"] or row["讲话"]
        if row["段"] not in ("题名", "副题"):
            assert row["网址"].endswith(f"#{row['段']}")
            assert f'id="{row["段"]}"' in (folder / row["讲话"] / "index.html").read_text("utf-8")


def test_near_shows_what_is_near(context, base, site):
    """Of words that are asked for near each other, the status, the table and the marks on arrival have those that are, and no others."""
    page = context.new_page()
    query = "台湾 ~3 皇后"
    ask(page, base, f"?q={query}")
    right = {site.ids[n]: uses(site.documents[n], query) for n in search(site.documents, query)}
    assert sum(right.values()) < sum(uses(d, "皇后") for d in site.documents)
    with page.expect_download() as download:
        page.click(".search-csv")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"), newline="")))
    assert sum(int(row["处数"]) for row in rows) == sum(right.values())
    assert all("皇后" in plain(row["句"]) and "台湾" in plain(row["句"]) for row in rows)
    page.locator(".quotes a").first.click()
    page.wait_for_selector("#text[data-found]")
    marked = [plain(text) for text in page.evaluate(MARKED)]
    id = re.search("speeches/([^/]+)", page.url)
    assert id
    assert marked.count("皇后") == right[id[1]]
    assert 0 < marked.count("台湾") <= right[id[1]]
    assert set(marked) == {"皇后", "台湾"}


def test_a_word_of_the_subtitle_is_shown_in_all_places(context, base):
    """It is marked in the list of results, has a row of the table, and is marked on arrival; so with titles only."""
    page = context.new_page()
    for query in ("?q=第25号副题", "?q=第25号副题&in=title"):
        ask(page, base, query)
        expect(page.locator(".search-status")).to_have_text("1篇讲话，1处")
        assert page.locator(".hit-subtitle mark").inner_text() in ("第25号副题", "第25號副題")
        with page.expect_download() as download:
            page.click(".search-csv")
        rows = list(
            csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"), newline=""))
        )
        assert [(row["段"], row["处数"]) for row in rows] == [("副题", "1")]
        page.locator(".hit-title a").click()
        page.wait_for_selector("#text[data-found='1']")
        assert plain(page.evaluate(MARKED)[0]) == plain("第25号副题")


def test_titles_only_holds_on_arrival(context, base):
    """A result of a search in titles leads to a page on which words of the text are not marked."""
    page = context.new_page()
    ask(page, base, "?q=改革&in=title")
    said = page.locator(".hit-uses").first.inner_text()
    page.locator(".hit-title a").first.click()
    page.wait_for_selector("#text[data-found]")
    assert page.get_attribute("#text", "data-found") == said.removesuffix("处")


def test_back_leads_to_the_query_before(context, base):
    """Each query that the reader let stand is one step back; what was typed on the way to it is none."""
    page = context.new_page()
    page.goto(address(base, "/search/"))
    field = page.locator("#q")
    for text in ("面条", "农村"):
        field.fill("")
        field.press_sequentially(text[0])
        page.wait_for_url("**?q=*")
        page.wait_for_timeout(500)
        field.press_sequentially(text[1])
        page.wait_for_timeout(600)
        page.keyboard.press("Enter")
        expect(page.locator("#search-results")).to_have_attribute("data-state", "done")
    page.go_back()
    expect(field).to_have_value("面条")
    page.wait_for_selector("#search-results[data-state=done]")
    page.locator(".hit-title a").nth(1).press("Enter")
    page.wait_for_selector("#text[data-found]")
    page.go_back()
    page.wait_for_selector("#search-results[data-state=done]")
    expect(page.locator(".hit-title a").nth(1)).to_be_focused()
    field.fill("水库")
    page.wait_for_url(re.compile("%E6%B0%B4%E5%BA%93"))
    page.go_back()
    expect(field).to_have_value("面条")


@pytest.mark.parametrize("query", ["-", "OR", "。", "“", "题：", "~5"])
def test_where_there_is_nothing_to_look_for_the_help_stands(context, base, query):
    """Signs and operators alone find nothing, and not everything."""
    page = context.new_page()
    page.goto(address(base, "/search/", f"?q={query}"))
    expect(page.locator(".search-told")).to_have_text("没有可查的字。")
    assert page.locator(".search-help").is_visible()
    assert page.locator(".hits li").count() == 0


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("面条 or 台湾", "找：“面条”或“台湾”"),
        ("面条 not 台湾", "找：“面条”，不含“台湾”"),
        ("面条 near 台湾", "找：“面条”和“台湾”相距不超过10字"),
        ("面条 台湾 面条", "找：“面条”，“台湾”"),
        ("面条 ~5", "找：“面条”"),
        ("题：面条", "找：题名或标题里的“面条”"),
        ("面条", ""),
    ],
)
def test_it_is_said_how_a_query_was_read(context, site, query, told):
    """Operators, in small letters too, are said in words; one word is plain."""
    page = context.new_page()
    ask(page, site.http, f"?q={query}")
    assert page.locator(".search-told").text_content() == told
    assert count(page) == len(search(site.documents, query))


def test_a_range_of_years(context, base, site):
    """Two fields above the years restrict the answer, and stand in the address."""
    page = context.new_page()
    ask(page, base, "?q=发展")
    found = {site.ids[n] for n in search(site.documents, "发展")}
    page.fill("input[name=from]", "2003")
    page.keyboard.press("Tab")
    expect(page.locator("input[name=to]")).to_be_focused()
    page.keyboard.type("2005")
    page.keyboard.press("Enter")
    right = [id for id in found if id[:4] in ("2003", "2004", "2005")]
    expect(page.locator("#search-results")).to_have_attribute("data-count", str(len(right)))
    assert page.url.endswith("from=2003&to=2005")
    assert page.locator(".filter-year label").count() == 3
    page.reload()
    expect(page.locator("#search-results")).to_have_attribute("data-count", str(len(right)))
    assert page.input_value("input[name=to]") == "2005"
    page.click(".filters-clear")
    expect(page.locator("#search-results")).to_have_attribute("data-count", str(len(found)))


def test_every_example_of_the_help_finds_something(context, base):
    """The examples are the archive's own words, and links."""
    page = context.new_page()
    page.goto(address(base, "/search/"))
    page.wait_for_selector(".search-help:not([hidden])")
    links = page.locator(".search-help dt a")
    names = links.all_inner_texts()
    assert len(names) >= 4
    for name in names:
        page.goto(address(base, "/search/"))
        page.locator(".search-help dt a", has_text=re.compile(f"^{re.escape(name)}$")).click()
        page.wait_for_selector("#search-results[data-state=done]")
        assert count(page) > 0, name


def test_the_other_script_finds_the_same_and_shows_it_in_its_own(context, base, site):
    """In the traditional tree results, filters and sentences are traditional, and lead into that tree."""
    page = context.new_page()
    ask(page, base, "?q=四个意识 复杂 理发", "/zh-hant/search/")
    assert count(page) == len(search(site.documents, "四个意识 复杂 理发"))
    expect(page.locator(".search-entry")).to_be_hidden()
    text = page.inner_text("#search-results .hits")
    assert "四個意識" in text
    assert "意识" not in text
    assert "理髮" in text or "複雜" in text
    assert page.locator(".filter-place label").first.inner_text().startswith(("甲縣", "乙縣"))
    page.locator(".quotes a").first.click()
    page.wait_for_selector("#text[data-found]")
    assert "/zh-hant/speeches/" in page.url
    ask(page, base, "?q=四个意识", "/zh-hant/search/")
    expect(page.locator(".search-entry a")).to_have_text("四個意識")
    page.click(".scripts .other")
    page.wait_for_selector("#search-results[data-state=done]")
    assert "zh-hant" not in page.url
    assert page.input_value("#q") == "四个意识"


def test_nothing_found_says_what_to_do(context, base):
    """An empty answer names what was asked and offers the indexes; behind filters it says how many there are without."""
    page = context.new_page()
    ask(page, base, "?q=鸡毛蒜皮")
    assert count(page) == 0
    expect(page.locator(".search-status")).to_contain_text("鸡毛蒜皮")
    assert page.locator(".no-hit a").count() > 2
    ask(page, base, "?q=发展&year=1980")
    expect(page.locator(".no-hit")).to_contain_text("不加筛选有")


def test_a_missing_shard_is_said_and_can_be_asked_for_again(chromium, site):
    """Where the index does not load, the page says so, and its button tries again."""
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/search/grams/*", lambda route: route.abort())
    page.goto(f"{site.http}/search/?q=发展")
    page.wait_for_selector("#search-results[data-state=failed]")
    page.unroute("**/search/grams/*")
    page.click(".search-status button")
    page.wait_for_selector("#search-results[data-state=done]")
    assert count(page) == len(search(site.documents, "发展"))
    context.close()


def test_without_scripts_the_page_offers_the_indexes(chromium, base):
    """Without JavaScript the page says that searching needs it, and links to the indexes."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(base, "/search/"))
    expect(page.locator("noscript p")).to_be_visible()
    assert page.locator("noscript a").count() >= 3
    context.close()


def test_a_narrow_page_has_its_filters_in_a_sheet(chromium, base):
    """On a phone filters open as a dialog, a choice works there, and Escape closes it."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    ask(page, base, "?q=发展")
    assert page.locator(".filters").is_hidden()
    page.click(".filters-open")
    label = page.locator(".filter-place label").first
    says = label.locator(".n").inner_text()
    label.click()
    expect(page.locator("#search-results")).to_have_attribute("data-count", str(says))
    page.keyboard.press("Escape")
    assert page.locator(".filters").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
