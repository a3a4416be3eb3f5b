"""The interface in English: every word of it, on every kind of page, and never a word of the content."""

import contextlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.cli import main
from generator.script import fold
from tests.archives import put
from tests.browser.conftest import LONG, MIXED, PHONE, address, phone
from tests.browser.test_pages import KINDS

ENGLISH = "localStorage.setItem('yanlu-language', 'en')"
HAN = re.compile(r"[^\u3400-\u9fff0-9]")
LEFT = """() => {
    const OTHERS = 'script, noscript, .scripts, [name=language] + span';
    const han = /\\p{Script=Han}/u, found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const parent = node.parentElement;
        if (!parent.closest(`${OTHERS}, .search-help dt, .search-help [translate=no], .citation, .print-only`) && han.test(node.data)) {
            found.push([node.data.trim(), `${parent.localName}.${parent.className}`]);
        }
    }
    for (const element of document.querySelectorAll('body *')) {
        for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
            const text = element.getAttribute(name) || '';
            if (han.test(text)) found.push([text, `${element.localName}.${element.className} ${name}`]);
        }
    }
    return found;
}"""
"""Every text and attribute of a page that has a Chinese character, with where it stands; but for the names of the two scripts and of
the language, queries and characters that are given as examples, and citations, which are in the language of what they cite."""


def in_english(page: Page) -> Page:
    """Choose English before any page is read."""
    page.add_init_script(f"try {{ {ENGLISH} }} catch {{ /* closed */ }}")
    return page


@pytest.fixture(scope="module")
def content(site: Path) -> str:
    """Every Chinese character and digit of the archive, file after file, in simplified form: what may stay Chinese."""
    folder = site.parent.parent / "content"
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".md", ".yaml", ".txt", ".json")]
    assert len(files) > 15
    return "\n".join(HAN.sub("", fold(path.read_text("utf-8"))) for path in files)


def is_content(text: str, content: str) -> bool:
    """Whether each run of Chinese characters comes from the archive."""
    return all(run in content for run in re.split(HAN.pattern + "+", fold(text)) if not run.isdigit())


@pytest.mark.parametrize("script", ["", "zh-hant/"])
def test_no_chinese_word_of_the_interface_is_left(window, served, content, script):
    """With English chosen, all Chinese on a page of each kind comes from the archive's own files; the traditional page has as much."""
    page = in_english(window(served).context.new_page())
    queries = ("search/?q=四风", f"speeches/{LONG}/#p3") if not script else ()
    known = {}
    faults = []
    for url in [*KINDS, *queries]:
        if script and url == "404.html":
            continue
        page.goto(address(served, script + url))
        if url.startswith("search/?"):
            expect(page.locator("#search-results")).to_have_attribute("data-state", "done")
        expect(page.locator("html")).to_have_attribute("data-language", "en")
        left = [*page.evaluate(LEFT), [page.title(), "title"]]
        if script:
            known[url] = left
        else:
            faults += [
                f"{url}: {where}: {text[:60]}" for text, where in left if not is_content(text, content)
            ]
    assert not faults, "\n".join(faults)
    if script:
        for url, left in known.items():
            page.goto(address(served, url))
            assert [*(where for _, where in page.evaluate(LEFT)), "title"] == [where for _, where in left], (
                url
            )


@pytest.mark.parametrize(
    "url", ["", f"speeches/{MIXED}/", "terms/sifeng/", "years/2020/", "terms/by/category/"]
)
def test_content_stays_as_it_is(window, served, url):
    """What is left in Chinese is character for character what stood there; nothing of the text, its titles and terms is gone."""
    page = window(served).context.new_page()
    page.goto(address(served, url))
    before = [text for text, _ in page.evaluate(LEFT)]
    parts = (
        ".text p, .text h2, h1, .line-title a, .sense-name, .kwic, .counts a, .cloud a, .entry-name a, .gloss"
    )
    texts = page.locator(parts).evaluate_all("nodes => nodes.map(n => n.textContent.replace(/\\s/g, ''))")
    page.evaluate(ENGLISH)
    page.reload()
    expect(page.locator(".settings summary")).to_have_text("Settings")
    after = [text for text, _ in page.evaluate(LEFT)]
    assert [text for text in after if text not in before and not re.search("[A-Za-z]", text)] == []
    now = page.locator(parts).evaluate_all("nodes => nodes.map(n => n.textContent.replace(/\\s/g, ''))")
    assert len(now) == len(texts)
    assert {before for before, after in zip(texts, now, strict=True) if before != after} <= {
        "年份",
        "2020年",
        "注释",
        "词条",
    }


def test_words_of_the_content_are_never_taken_for_the_interface(chromium, tmp_path):
    """An archive whose every name is a word of the interface: they all stay, and the interface is English all the same."""
    put(
        tmp_path / "content",
        {
            "site.yaml": "title: 搜索\nsubtitle: 设置\n",
            "speeches/2020-a.md": "---\ntitle: 讲话\nsubtitle: 词条\ndate: 2020-01-02\nspeakers:\n- name: 全文\n  office: 职务\n"
            "place: 地点\nmeeting: 会议\nlevel: county\ngenre: speech\noccasion: 日期\n---\n\n同志们：\n\n## 注释\n\n说到引用，就是引用。\n\n目录。\n",
            "speeches/2021-b.md": "---\ntitle: 上一篇\ndate: 2021\nspeakers:\n- name: 关闭\n---\n\n打印。\n",
            "glossary/yinyong.md": "---\nterm: 引用\nenglish: 类别\ncategory: 首见\naliases: [口号]\nitems: [内容, 写入]\n---\n\n出处。\n",
            "pages/about.md": "---\ntitle: 关于\n---\n\n查看结果。\n",
        },
    )
    with contextlib.chdir(tmp_path):
        assert main(["build", "--output", "site", "--jobs", "1"]) == 0
    home = (tmp_path / "site").as_uri() + "/"
    page = in_english(chromium.new_page())
    for url, kept in {
        "": {
            "h1": "搜索",
            ".subtitle": "设置",
            ".name": "搜索",
            ".line-title a": "上一篇 讲话",
            ".foot li a": "关于",
        },
        "speeches/2020-a/": {
            "h1": "讲话",
            ".subtitle": "词条",
            ".text h2": "注释",
            ".contents li a": "注释",
            ".terms-here .counts a:first-child": "引用",
            ".pager-title": "上一篇",
            "#p4": "目录。",
            ".facts a": "2 January 2020 职务 全文 地点 County 会议 Speech",
        },
        "speeches/": {
            ".line-title a": "上一篇 讲话",
            ".line-facts span": "关闭 3 characters 词条 全文 地点 17 characters 2 term uses",
        },
        "terms/yinyong/": {
            "h1": "引用",
            ".definition p": "出处。",
            ".definition li": "内容 写入",
            ".who a": "全文 地点 County",
        },
        "terms/by/category/": {".group-name": "首见", ".entry-name a": "引用", ".gloss": "出处。"},
        "speakers/": {".facet-name a": "关闭 全文", ".facet-note": "职务"},
        "about/": {"h1": "关于", ".text p": "查看结果。"},
    }.items():
        page.goto(address(home, url))
        assert page.locator(".settings summary").text_content() == "Settings"
        for selector, words in kept.items():
            texts = page.locator(selector).all_text_contents()
            found = " ".join(re.sub(r"^\d+(?=\D)(?! )", "", text.strip()) for text in texts if text.strip())
            assert found == words, f"{url} {selector}"
    page.close()


def test_one_is_singular(window, served):
    """A number that is one takes the singular, in what the build wrote and in what a script fills in."""
    page = in_english(window(served).context.new_page())
    page.goto(address(served, "search/?q=四风"))
    expect(page.locator(".search-status")).to_have_text(re.compile(r"^\d+ speech(es)?, \d+ uses?$"))
    page.goto(address(served, "terms/by/frequency/"))
    counts = page.locator(".ranked-count").all_text_contents()
    assert counts
    for text in [*counts, page.locator(".facts-line").first.text_content() or ""]:
        for number, noun in re.findall(r"(\d+) (speech(?:es)?|uses?|terms?)\b", text):
            assert noun.endswith("s") == (number != "1"), text
    assert any(re.search(r"\b1 use\b", text) for text in counts)
    assert any(re.search(r"\b[2-9] uses\b", text) for text in counts)


def test_the_choice_holds_and_can_be_taken_back(visit, home):
    """EN in the head of a page changes it at once and every page after it; the settings lead back."""
    page = visit(home, "about/")
    expect(page.locator(".to-english")).to_have_attribute("aria-pressed", "false")
    page.locator(".to-english").click()
    expect(page.locator(".settings summary")).to_have_text("Settings")
    expect(page.locator(".to-english")).to_have_attribute("aria-pressed", "true")
    page.locator(".nav a", has_text="Terms").click()
    expect(page.locator("h1")).to_have_text("Terms")
    expect(page.locator("h1")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.locator(".settings summary").click()
    expect(page.locator(".settings [name=language][value=en]")).to_be_checked()
    page.locator(".settings label", has_text="中文").click()
    expect(page.locator("h1")).to_have_text("词条")
    assert page.evaluate("[...document.scripts].some(script => script.src.includes('english.js'))") is False


def test_nothing_of_it_is_loaded_for_other_readers(visit, served):
    """The table of English words is asked for where English was chosen, and nowhere else."""
    page = visit(served, f"speeches/{MIXED}/")
    names = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert any("yanlu.js" in name for name in names)
    assert not any("english.js" in name for name in names)


def test_the_card_of_a_term_is_in_english_too(window, served):
    """What a popover loads later has its words in English, its definition as it is."""
    page = in_english(window(served).context.new_page())
    page.goto(address(served, f"speeches/{MIXED}/"))
    page.locator("#text a.term", has_text="八项规定").first.click()
    expect(page.locator("#card .card-more")).to_have_text(re.compile(r"^All \d+ uses? →$"))
    expect(page.locator("#card .card-term")).to_have_text("八项规定")


def test_a_title_is_in_english_where_it_is_a_word(window, served):
    """The title of the window follows the heading: an index, an order, a year and a level in English, a person's name as it is."""
    page = in_english(window(served).context.new_page())
    for url, title in (
        ("terms/by/number/", "Terms (Numeral)"),
        ("years/2020/", "2020"),
        ("years/undated/", "Undated"),
        ("levels/county/", "County"),
        ("speakers/gao-qiming/", "高启明"),
    ):
        page.goto(address(served, url))
        assert page.title().rpartition(" · ")[0] == title


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_head_has_two_rows_on_a_phone(window, served, language):
    """The name and the controls in one, the ways in below; the button for English is in the settings."""
    page = window(served, PHONE).context.new_page()
    page.add_init_script(f"localStorage.setItem('yanlu-language', '{language}')")
    page.goto(address(served, ""))
    name, settings, nav = (
        page.locator(one).bounding_box() for one in (".running .name", ".settings", ".nav")
    )
    assert abs(name["y"] + name["height"] / 2 - settings["y"] - settings["height"] / 2) < 4
    assert nav["height"] < 1.5 * settings["height"]
    expect(page.locator(".to-english")).to_be_hidden()


def test_spacing_is_remembered(window, served):
    """The space between lines is the reader's choice, too, on a phone as well."""
    page = window(served, **phone()).context.new_page()
    page.goto(address(served, f"speeches/{MIXED}/"))
    height = "parseFloat(getComputedStyle(document.querySelector('.text p')).lineHeight)"
    before = page.evaluate(height)
    page.locator(".settings summary").click()
    panel = page.locator(".settings .panel").bounding_box()
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= PHONE[0]
    page.locator(".settings label", has_text="疏").click()
    assert page.evaluate(height) > before * 1.1
    page.reload()
    assert page.evaluate(height) > before * 1.1
