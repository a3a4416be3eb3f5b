"""The indexes in a real browser: the matrix scrolls inside itself under a head that stays, tabs are links, jumps are where they are needed."""

import contextlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.cli import main
from tests.archives import put
from tests.browser.conftest import PHONE, WIDE

TERMS = [f"{a}{b}行动" for a in "东西南北山河江海春秋" for b in "红黄绿蓝青"]


@pytest.fixture(scope="module")
def wide_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 30 years, 50 terms and a gap."""
    home = tmp_path_factory.mktemp("matrix")
    files = {"site.yaml": "title: 试录\nscript: null\n"}
    for number, name in enumerate(TERMS):
        files[f"glossary/t{number}.md"] = f"---\nterm: {name}\n---\n\n{name}是一项工作。\n"
    for year in [*range(1990, 2005), *range(2007, 2020)]:
        for part in range(6 if year == 2010 else 1):
            used = "，".join(name for i, name in enumerate(TERMS) for _ in range((i * year + part) % 7 % 4))
            files[f"speeches/{year}-{part}.md"] = f"---\ntitle: 讲话\ndate: {year}\n---\n\n抓好{used}。\n"
    put(home / "content", files)
    with contextlib.chdir(home):
        assert main(["build", "--jobs", "1"]) == 0
    return home / "build"


@pytest.fixture
def matrix(chromium: Browser, wide_site: Path, request: pytest.FixtureRequest):
    """The page of terms by years in a window of some size."""
    page = chromium.new_page(viewport={"width": request.param[0], "height": request.param[1]})
    page.goto((wide_site / "terms/by/year/index.html").as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("matrix", [WIDE, PHONE], indirect=True, ids=["wide", "phone"])
def test_the_matrix_scrolls_inside_itself(matrix: Page):
    """The page is no wider than the window; years stay above and terms at the left while the squares move."""
    assert matrix.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    frame = matrix.locator(".matrix-frame")
    assert frame.evaluate("node => node.scrollHeight > node.clientHeight")
    frame.evaluate("node => node.scrollTo(240, 300)")
    boxes = frame.evaluate(
        """node => {
            const box = n => n.getBoundingClientRect();
            const head = node.querySelector('thead th:nth-child(9)'), rows = [...node.querySelectorAll('tbody th[scope=row]')];
            return { frame: [box(node).left, box(node).top], head: box(head).top, name: box(rows[20]).left, moved: node.scrollLeft };
        }"""
    )
    assert boxes["head"] == pytest.approx(boxes["frame"][1], abs=2)
    assert boxes["name"] == pytest.approx(boxes["frame"][0], abs=1)
    assert boxes["moved"] > 0 or matrix.evaluate("innerWidth") > PHONE[0]


@pytest.mark.parametrize("matrix", [WIDE], indirect=True)
def test_the_matrix_is_read_without_colour(matrix: Page):
    """The four depths differ in size; the number is there for a screen reader, and for the eye where the pointer is."""
    sizes = matrix.evaluate(
        """[1, 2, 3, 4].map(d => document.querySelector(`td.d${d}`)).filter(Boolean)
            .map(n => parseFloat(getComputedStyle(n, '::before').borderTopWidth))"""
    )
    assert len(sizes) >= 3
    assert sizes == sorted(set(sizes))
    frame = matrix.locator(".matrix-frame")
    expect(frame).to_have_role("region")
    cell = matrix.locator("td[class^=d]").first
    shown = cell.locator("span")
    assert shown.inner_text().isdecimal()
    assert float(shown.evaluate("node => getComputedStyle(node).opacity")) == 0
    cell.hover()
    expect(shown).to_have_css("opacity", "1")
    assert matrix.locator("thead th.gap").count() == 2
    expect(matrix.locator("thead th.gap").first).to_contain_text("没有可计入的讲话")
    assert "gradient" in matrix.locator("td.gap").first.evaluate(
        "node => getComputedStyle(node).backgroundImage"
    )


@pytest.mark.parametrize("matrix", [PHONE], indirect=True)
def test_tabs_are_links(matrix: Page):
    """Each order of the terms has an address, and its tab says that one is there."""
    for name in ("拼音", "数字", "类别", "首见", "频次", "历年"):
        matrix.locator(".tabs a", has_text=name).click()
        expect(matrix.locator(".tabs [aria-current=page]")).to_have_text(name)
        assert matrix.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_year_says_more_at_its_side_or_by_a_jump(chromium: Browser, wide_site: Path):
    """What is new and typical stands beside the speeches where there is room; on a phone a link leads there."""
    page = chromium.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
    page.goto((wide_site / "years/2010/index.html").as_uri())
    listed, words = page.locator(".with-words > .list").bounding_box(), page.locator(".words").bounding_box()
    assert listed is not None
    assert words is not None
    assert words["x"] > listed["x"] + listed["width"]
    expect(page.locator(".jump")).to_be_hidden()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator(".jump a", has_text="多用").click()
    expect(page.locator("#typical")).to_be_in_viewport()
    page.close()


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_a_long_strip_shows_its_newest_years(chromium: Browser, wide_site: Path, width: int):
    """Thirty years fit the window, the last in sight; each stands below as a link that a finger can hit."""
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto((wide_site / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    last = page.locator(".way-in li").last
    box = last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
    assert last.inner_text().split()[0].startswith("2019")
    links = page.locator(".year-links a")
    assert links.all_inner_texts() == [str(year) for year in [*range(1990, 2005), *range(2007, 2020)]]
    assert links.evaluate_all("all => Math.min(...all.flatMap(a => [a.offsetWidth, a.offsetHeight]))") >= 24
    page.close()
