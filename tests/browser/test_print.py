"""Paper in a real browser: what a printed speech has and has not, on two sizes of sheet, with and without scripts, in both scripts."""

import io
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from generator.ingest.characters import fold
from tests.browser.conftest import DISPUTED, IMPORTED, LONG, MIXED, PHONE, WIDE

SPEECH = f"speeches/{LONG}/"
INTERFACE = (
    "设置",
    "复制引文",
    "打印",
    "上一篇",
    "下一篇",
    "订阅",
    "另一版本",
    "跳到正文",
    "纯文本",
    "查看词条",
    "全部用例",
    "逐处",
)
POINT = 72 / 25.4
"""Points in a millimetre."""


def sheets(page: Page, **options: Any) -> list[str]:
    """The text of each sheet of the printed page, white space left out, the radicals that Chromium writes for characters undone."""
    reader = PdfReader(io.BytesIO(page.pdf(**{"format": "A4", **options})))
    return [_unfolded("".join(sheet.extract_text().split())) for sheet in reader.pages]


def _unfolded(text: str) -> str:
    for edit in reversed(list(fold(text))):
        text = text[: edit.start] + edit.after + text[edit.end :]
    return text


def press_print(page: Page) -> None:
    """Press Ctrl-P as a reader does; the browser's own window, which a test cannot close, is only counted."""
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes' }")
    page.keyboard.press("Control+p")
    expect(page.locator("html")).to_have_attribute("data-printed", "yes")


@pytest.mark.parametrize(("size", "width"), [("A4", 210), ("A5", 148)])
def test_sheets_have_numbers_and_a_running_title(visit, served, size, width):
    """Each sheet its number of all, each but the first the title; the margins follow the sheet, the type too."""
    page = visit(served, SPEECH, color_scheme="dark")
    reader = PdfReader(io.BytesIO(page.pdf(format=size)))
    assert abs(float(reader.pages[0].mediabox.width) - width * POINT) < 2
    found = sheets(page, format=size)
    assert len(found) >= 3
    for number, text in enumerate(found, 1):
        assert f"{number}/{len(found)}" in text
        assert text.count("在全县三级干部大会上的讲话") == (1 if number > 1 else 2)


def test_type_and_margins_follow_the_sheet(visit, served):
    """On the smaller sheet the type is smaller, yet a line is not much shorter: 30 to 42 characters on either."""
    page = visit(served, SPEECH)
    for size in ("A4", "A5"):
        reader = PdfReader(io.BytesIO(page.pdf(format=size)))
        lines = reader.pages[1].extract_text().split("\n")
        longest = max(len(line.strip()) for line in lines)
        assert 30 <= longest <= 42, (size, longest)


def test_the_first_sheet_says_what_it_is(visit, served):
    """Title, facts, and the citation with the address."""
    first = sheets(visit(served, SPEECH))[0]
    assert "在全县三级干部大会上的讲话" in first
    for said in (
        "2019年2月20日",
        "石桥县",
        "石桥县讲话录(2019-02-20)",
        f"https://example.org/shilu/speeches/{LONG}/",
    ):
        assert said in first


@pytest.mark.parametrize("home_kind", ["http", "file"])
def test_ctrl_p_adds_the_definitions(home_kind, served, site, visit):
    """Asked to print, the page loads the cards of its terms, once, and prints; the sheet has them by pinyin, without interface words."""
    page = visit(served if home_kind == "http" else site.as_uri() + "/", SPEECH)
    before = "".join(sheets(page))
    press_print(page)
    page.keyboard.press("Control+p")
    assert page.locator(".definitions").count() == 1
    expect(page.locator(".definitions")).to_be_hidden()
    after = "".join(sheets(page))
    names = page.locator(".terms-here .counts a:first-child").all_text_contents()
    told = [
        re.split(r"\s", name)[0]
        for name in page.locator(".definitions dt").evaluate_all("all => all.map(e => e.firstChild.data)")
    ]
    assert sorted(told) == sorted(names)
    assert told == ["八项规定", "三农", "十二个不准", "四风"]
    words = page.locator(".definitions dd p").first.text_content() or ""
    assert words[:12] not in before
    assert words[:12] in after
    for word in INTERFACE:
        assert word not in after


def test_the_button_does_the_same(visit, served):
    """The button beside the downloads loads and prints; it stands on the screen only where scripts run."""
    page = visit(served, SPEECH, PHONE)
    page.evaluate(
        "window.print = () => { document.documentElement.dataset.printed = document.querySelectorAll('.definitions dd').length }"
    )
    page.locator("button.print").click()
    expect(page.locator("html")).to_have_attribute("data-printed", "4")
    expect(page.locator("button.print")).to_be_enabled()
    expect(visit(served, SPEECH, java_script_enabled=False).locator("button.print")).to_be_hidden()


def test_a_card_that_does_not_come_leaves_the_name(window, served, visit):
    """A term whose card cannot be had is printed by its name, and printing goes on."""
    page = visit(served, SPEECH)
    page.evaluate(
        "card => { yanlu.load = (slug, address, done, fail) => slug === 'sifeng' ? fail() : done(card) }",
        "<p class=card-term>名</p><p class=card-reading></p><div class=card-text>义</div>",
    )
    press_print(page)
    assert page.locator(".definitions dt").all_text_contents()[-1] == "四风"
    assert page.locator(".definitions dd").count() == 3


def test_other_keys_are_the_browsers(visit, served):
    """Ctrl-Shift-P and plain p are left alone, and where the definitions are there Ctrl-P is the browser's too."""
    page = visit(served, SPEECH)
    page.evaluate("window.kept = []; addEventListener('keydown', e => window.kept.push(e.defaultPrevented))")
    page.keyboard.press("p")
    page.keyboard.press("Control+Shift+P")
    press_print(page)
    assert page.evaluate("window.kept.filter(Boolean).length") == 1


@pytest.mark.parametrize("tree", ["", "zh-hant/"])
def test_without_scripts(visit, served, tree):
    """Style alone: page numbers, names of the terms, what is folded; no interface words."""
    found = sheets(visit(served, tree + SPEECH, java_script_enabled=False))
    text = "".join(found)
    assert f"1/{len(found)}" in found[0]
    for term in ("四风", "八项规定") if not tree else ("四風", "八項規定"):
        assert term in found[-1]
    for word in INTERFACE:
        assert word not in text


def test_notes_tables_and_redactions(visit, served):
    """Notes stand behind the text, a table has its cells, a redaction is as the text has it."""
    page = visit(served, f"speeches/{MIXED}/")
    text = "".join(sheets(page))
    for cell in page.locator("#text td").all_text_contents():
        assert "".join(cell.split()) in text
    notes = page.locator(".notes")
    assert notes.count()
    body = "".join((page.locator("#text p.paragraph").last.inner_text()).split())[-8:]
    assert text.rindex("注释") > text.index(body)


@pytest.mark.parametrize(
    "url", ["terms/sifeng/", "years/2019/", "speeches/", f"speeches/{IMPORTED}/", f"speeches/{DISPUTED}/"]
)
def test_every_kind_of_page_is_black_on_white(visit, served, url):
    """From a dark theme too; no control, menu or form is left."""
    page = visit(served, url, WIDE, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    dark = page.locator("main *:visible").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && getComputedStyle(e).color.match(/[0-9]+/g).slice(0, 3).some(c => c > 120)).map(e => e.outerHTML.slice(0, 80))"
    )
    assert dark == []
    for part in ("button", "form", "select", "input", "nav"):
        for one in page.locator(part).all():
            expect(one).to_be_hidden()


def test_no_heading_stands_at_the_foot_of_a_sheet(visit, served):
    """On either size of sheet a heading is followed by text of its section."""
    page = visit(served, SPEECH)
    heads = ["".join(text.split()) for text in page.locator("#text .heading").all_text_contents()]
    for size in ("A4", "A5"):
        for text in sheets(page, format=size):
            bare = re.sub(r"\d+/\d+", "", text)
            assert not bare.endswith(tuple(heads))
