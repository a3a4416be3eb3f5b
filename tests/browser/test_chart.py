"""Comparing terms in the browser: what is chosen stands in the address, and the numbers are those of the data."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DISPUTED, PHONE


def done(page: Page) -> Page:
    """Wait until the numbers are there."""
    expect(page.locator(".compare-status")).to_have_attribute("data-state", "done")
    return page


def total(page: Page, slug: str) -> int:
    """The number beside a term's name."""
    return int(page.locator(f'[data-term="{slug}"] h2 .n').inner_text().removesuffix("处"))


def test_choose_and_share(visit, home):
    """A term is added by its pinyin initials and taken away again; the address says what is shown, and shows it again."""
    page = done(visit(home, "/chart/"))
    count = page.locator(".compare-row").count()
    page.locator(".chosen button").first.click()
    expect(page.locator(".compare-row")).to_have_count(count - 1)
    gone = {"sifeng", "sannong", "baxiang-guiding"} - set(page.url.split("t=")[1].split("&")[0].split(","))
    page.get_by_role("combobox", name="添加词条").fill(
        "sf" if "sifeng" in gone else "sn" if "sannong" in gone else "bxgd"
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".compare-row")).to_have_count(count)
    page.get_by_label("算法").select_option("rate")
    expect(page.locator(".compare-notes .rule")).to_be_visible()
    address = page.url
    assert "by=rate" in address
    shown = page.locator("#compare-rows").inner_text()
    again = done(visit(home, "/chart/?" + address.split("?")[1]))
    assert again.locator("#compare-rows").inner_text() == shown


def test_texts_that_are_no_record(visit, home):
    """Left out, and said so; counted when the reader asks."""
    page = done(visit(home, "/chart/"))
    left = page.locator(".compare-notes .left-out")
    expect(left).to_be_visible()
    before = sum(
        int(n) for n in page.locator(".compare-row h2 .n").all_inner_texts() for n in re.findall(r"\d+", n)
    )
    page.get_by_label("文本").select_option("1")
    expect(left).to_be_hidden()
    after = sum(
        int(n) for n in page.locator(".compare-row h2 .n").all_inner_texts() for n in re.findall(r"\d+", n)
    )
    assert after > before, f"{DISPUTED} uses terms"


def test_own_words_and_level(visit, home):
    """Fewer uses in the speaker's own words than in all; the table has the same numbers as the bars."""
    page = done(visit(home, "/chart/?t=sifeng"))
    everything = total(page, "sifeng")
    page.get_by_label("语气").select_option("own")
    done(page)
    assert total(page, "sifeng") <= everything
    page.locator(".compare-table summary").click()
    cells = page.locator(".compare-table tbody tr td:nth-child(2)").all_inner_texts()
    assert sum(int(cell) for cell in cells if cell != "—") == total(page, "sifeng")


@pytest.mark.parametrize("kind", ["svg", "csv"])
def test_downloads(visit, home, kind):
    """The picture stands alone, with the terms' names; the numbers have a line a term and year."""
    page = done(visit(home, "/chart/?t=sifeng,sannong"))
    with page.expect_download() as waiting:
        page.locator(f'[data-download="{kind}"]').click()
    text = waiting.value.path().read_text("utf-8-sig")
    assert "四风" in text
    assert "三农" in text
    if kind == "csv":
        years = page.locator('[data-term="sifeng"] li').count()
        assert len(text.splitlines()) == 1 + 2 * years
    else:
        assert text.count("<rect") > 2


def test_traditional_and_narrow(visit, home):
    """In the other script the names are in it; on a phone nothing is wider than the window."""
    page = done(visit(home, "/zh-hant/chart/?t=sifeng", PHONE))
    expect(page.locator(".compare-row h2 a")).to_have_text("四風")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.locator(".compare-row h2 a").click()
    page.wait_for_url("**/zh-hant/terms/sifeng/**")


def test_an_address_that_asks_for_what_is_not_there(visit, home):
    """It is said which term the archive does not have; a level that it does not have is no filter, and leaves the address."""
    page = done(visit(home, "/chart/?t=sifeng,nosuch&level=mars"))
    expect(page.locator(".compare-status")).to_have_text("没有这个词条：nosuch")
    expect(page.locator(".compare-row")).to_have_count(1)
    assert page.url.endswith("?t=sifeng")


def test_room_for_one_more(visit, home):
    """The page does not open with as many terms as it takes."""
    page = done(visit(home, "/chart/"))
    assert page.locator(".compare-row").count() < 6
