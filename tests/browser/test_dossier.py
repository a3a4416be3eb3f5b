"""The orders of a concordance in a real browser, from the disk and over HTTP: rows of one page, and rows of many."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.cli import main
from tests.archives import put
from tests.browser.conftest import FOLDER, PHONE, WIDE, address, serve
from tests.browser.test_pages import CONTRAST, INLINE, WIDER
from tests.dossiers import BOUNDED, LETTERS, MANY, MONTHS, ORDERED, write_large

FEW = "terms/sifeng/"
LEFT = ["坚决反对", "大力反对“", "又要纠正", "要整治", "刹住", ""]
"""By the character next to the phrase, dui zheng zhi zhu; then by the one before it; nothing comes last."""
RIGHT = ["”，八方来看。", "，把发展干部的事办好。", "，二话不说。", "三年。", "，一刻不停。", "。"]
SPEAKERS = ["安立", "白云", "石青山"]


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of an archive with long concordances and a short one."""
    home = tmp_path_factory.mktemp("dossiers")
    write_large(home / "content")
    put(home / "content", ORDERED)
    output = home / "www" / FOLDER
    with contextlib.chdir(home):
        assert main(["build", "--output", str(output), "--jobs", "1"]) == 0
    return output


@pytest.fixture(scope="module")
def web(dossiers: Path) -> Iterator[str]:
    """Serve that site; yields the address of its home page."""
    with serve(dossiers) as home:
        yield home


@pytest.fixture(params=["http", "file"])
def place(request: pytest.FixtureRequest, web: str, dossiers: Path) -> str:
    """The address of that site, once over HTTP and once from the disk."""
    return web if request.param == "http" else dossiers.as_uri() + "/"


def button(page: Page, order: str) -> Locator:
    """The button of an order."""
    return page.locator(f".orders [data-order={order}]")


def texts(page: Page, part: str) -> list[str]:
    """What stands left or right of the phrase, row after row, as it is seen."""
    rows = page.locator(f".kwic > li:visible .{part}")
    return [text.strip() for text in rows.all_text_contents()]


def test_rows_of_a_page_in_four_orders(visit, place):
    """By date, by left and right context from the phrase outwards, by speaker; and back, row for row."""
    page = visit(place, FEW)
    assert page.locator(".group-name").all_text_contents() == ["2019年", "2020年", "日期不详"]
    before = page.locator(".by-date").inner_html().split()
    button(page, "left").click()
    assert texts(page, "left") == LEFT
    expect(page.locator(".ordered")).to_contain_text("由近及远")
    expect(button(page, "left")).to_have_attribute("aria-pressed", "true")
    expect(button(page, "date")).to_have_attribute("aria-pressed", "false")
    button(page, "right").click()
    assert texts(page, "right") == RIGHT
    button(page, "speaker").click()
    assert page.locator(".by-order .group-name").all_text_contents() == SPEAKERS
    assert page.locator(".by-order .group").first.locator(".when").all_text_contents() == ["2019", "2019"]
    assert page.locator(".by-order .from a").last.get_attribute("href") == "../../speeches/2020-b/"
    button(page, "date").click()
    expect(page.locator(".by-order")).to_be_hidden()
    after = page.locator(".by-date").inner_html().split()
    assert "".join(after) == "".join(before)


def test_a_row_bears_what_is_known_of_its_date(visit, place):
    """Apart from its speech a row has its year, or the years between which it lies; only what has no date at all is called undated."""
    page = visit(place, f"{FEW}?order=left")
    assert page.locator(".by-order .when").all_text_contents() == [
        "2019",
        "2018–",
        "2020",
        "2020",
        "2018–",
        "2019",
    ]
    page = visit(place, f"terms/{LETTERS}/?order=left")
    assert set(page.locator(".by-order .when").all_text_contents()) == {"日期不详"}
    page = visit(place, f"terms/{BOUNDED}/?order=right")
    assert set(page.locator(".by-order .when").all_text_contents()) == {"1996–1997"}


def test_the_order_stands_in_the_address(visit, place):
    """An address with an order shows it at once; the other script's page gets it; the order of dates needs no word."""
    page = visit(place, f"{FEW}#rows")
    button(page, "right").click()
    assert page.url == address(place, f"{FEW}?order=right#rows")
    page.reload()
    assert texts(page, "right") == RIGHT
    page.locator(".scripts .other").click()
    expect(button(page, "right")).to_have_attribute("aria-pressed", "true")
    assert texts(page, "right")[1] == "，把發展幹部的事辦好。"
    button(page, "date").click()
    assert "order" not in page.url


def test_by_keyboard(visit, place):
    """The buttons are reached and pressed by keys, and keep the focus."""
    page = visit(place, FEW)
    button(page, "date").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert texts(page, "left") == LEFT
    expect(button(page, "left")).to_be_focused()


@pytest.mark.parametrize("tree", ["", "zh-hant/"])
def test_rows_of_all_pages(visit, place, tree):
    """A term on several pages: its rows come from one script, in the page's own writing, and lead to their paragraphs."""
    home = f"{tree}terms/{MONTHS}/"
    pages = []
    for part in ("2021/01", "2021/02", "2021/03", "2021/undated"):
        page = visit(place, f"{home}{part}/")
        pages += page.locator(".kwic > li").all_text_contents()
    page = visit(place, f"{home}?order=right")
    expect(page.locator(".by-order .kwic > li")).to_have_count(len(pages))
    parts = (".left", ".key", ".right")
    columns = [page.locator(f".by-order li > {part}").all_text_contents() for part in parts]
    assert sorted(map("".join, zip(*columns, strict=True))) == sorted(pages)
    assert ("幹部" if tree else "干部") in pages[0]
    expect(page.locator(".parts").first).to_be_hidden()
    page.locator(".by-order .key").first.click()
    expect(page.locator(":target")).to_have_class("block paragraph")


def test_the_first_of_each_speech_leads_to_all(visit, place):
    """Over 2,000 uses: the link of a speech marks all of them, in both ways in."""
    page = visit(place, f"terms/{MANY}/2003/")
    page.locator(".all").first.click()
    expect(page.locator("#text")).to_have_attribute("data-found", "10")
    page = visit(place, f"terms/{MANY}/?order=left")
    expect(page.locator(".by-order li")).to_have_count(205)
    page.locator(".by-order .from a").first.click()
    expect(page.locator("#text")).to_have_attribute("data-found", "10")


def test_a_file_that_does_not_come_is_said(window, web):
    """Where the rows cannot be loaded, a line says so and the order stays that of dates; a second try may succeed."""
    page = window(web).context.new_page()
    page.route("**/uses.js", lambda route: route.fulfill(status=200, body="", content_type="text/javascript"))
    page.goto(address(web, f"terms/{MONTHS}/"))
    button(page, "left").click()
    expect(page.locator(".ordered")).to_contain_text("没有载入")
    expect(button(page, "date")).to_have_attribute("aria-pressed", "true")
    page.unroute("**/uses.js")
    button(page, "left").click()
    expect(page.locator(".by-order li")).to_have_count(560)


def test_without_scripts_every_row_is_there(window, place):
    """Rows and parts need no script; the orders, which do, are not shown."""
    page = window(place, java_script_enabled=False).context.new_page()
    page.goto(address(place, FEW))
    expect(page.locator(".kwic > li")).to_have_count(6)
    expect(page.locator(".orders")).to_be_hidden()


@pytest.mark.parametrize("url", [FEW, f"terms/{MONTHS}/", f"terms/{MONTHS}/2021/02/", f"terms/{MANY}/2003/"])
@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_pages_fit_and_are_quiet(window, web, url, size, scheme):
    """In every order: no wider than the window in any size of type, nothing inline, no faint text."""
    page = window(web, size, color_scheme=scheme).context.new_page()
    page.goto(address(web, url))
    faults = []
    for order in ("date", "left", "speaker"):
        button(page, order).click()
        expect(page.locator(".kwic > li:visible, .parts:visible").first).to_be_visible()
        for check in (INLINE, WIDER, CONTRAST):
            faults += [f"{order}: {fault}" for fault in page.evaluate(check)]
    assert not faults, "\n".join(faults)
