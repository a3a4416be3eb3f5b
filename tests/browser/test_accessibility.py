"""WCAG 2.2, levels A and AA, as far as a program can tell: axe-core finds nothing on one page of each kind.

Both scripts, light and dark, a wide window and a phone; English, forced colours, and what opens on a page, once each. The rules of
axe-core come with the package axe-playwright-python.
"""

import contextlib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generator.cli import main
from tests.browser.conftest import DISPUTED, IMPORTED, MIXED, PHONE, WIDE, address
from tests.browser.test_pages import KINDS

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
BY_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
"""The rules whose answer may be another one in other colours or another width; all others ask for the page's tree alone."""
RUN = """asked => axe.run(document, { runOnly: asked, resultTypes: ['violations'], preload: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(' / ')}`))"""
CONTENT = Path(__file__).parents[2] / "content"
NARROW = (320, 256)
"""A window of 1280 × 1024 at 400 %: WCAG 1.4.10."""


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds on a page, by some rules or by all; it comes by the browser's tools, since no page would load it."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    asked = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    return [str(found) for found in page.evaluate(RUN, asked)]


def one_of_each(site: Path, script: str) -> list[str]:
    """One page of each kind, and of speeches and terms those with all that may stand on one."""
    seen: dict[str, str] = {}
    for url in [f"speeches/{MIXED}/", f"speeches/{IMPORTED}/", "terms/sifeng/", *KINDS]:
        path = site / (url if url.endswith("html") else f"{url}index.html")
        kind = path.read_text("utf-8").split('id="main" tabindex="-1" class="')[1].split('"')[0]
        is_wanted = kind not in seen or url in (
            f"speeches/{IMPORTED}/",
            f"speeches/{DISPUTED}/",
            "terms/by/first/",
        )
        seen[kind if kind not in seen else url] = url if is_wanted else ""
    found = [url for url in seen.values() if url and not (script and url == "404.html")]
    return [script + url for url in [*found, "search/?q=四风"]]


def settle(page: Page, url: str) -> None:
    """Wait until what a script fills in is there."""
    if "search/?" in url:
        expect(page.locator("#search-results")).to_have_attribute("data-state", "done")
    if url.endswith("chart/"):
        expect(page.locator(".compare-status")).to_have_attribute("data-state", "done")


@pytest.mark.parametrize(
    ("script", "size", "scheme"), [("", WIDE, "light"), ("zh-hant/", PHONE, "dark")], ids=["hans", "hant"]
)
def test_axe_finds_nothing(window, site, served, script, size, scheme):
    """No page of any kind violates a rule, wide or on a phone, light or dark."""
    page = window(served, size, color_scheme=scheme).context.new_page()
    urls = one_of_each(site, script)
    assert len(urls) > 15
    faults = []
    for url in urls:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        page.goto(address(served, url))
        settle(page, url)
        faults += [f"{url}: {fault}" for fault in violations(page)]
        other = PHONE if size == WIDE else WIDE
        for width, colours in (
            (size, "dark" if scheme == "light" else "light"),
            (other, "light"),
            (other, "dark"),
        ):
            page.set_viewport_size({"width": width[0], "height": width[1]})
            page.emulate_media(color_scheme=colours)
            faults += [f"{url} ({width[0]} {colours}): {fault}" for fault in violations(page, BY_LOOK)]
    assert not faults, "\n".join(faults)


SHIPPED = (
    "",
    "speeches/2021-ba-lailu-kanqing-ba-qianlu-zoushi/",
    "terms/liangge-weihu/",
    "terms/by/year/",
    "terms/by/category/",
    "years/2018/",
    "speakers/",
    "meetings/lan-zhoushi-zhongdian-qiye-zuotanhui/",
    "reuse/2018-ba-wo-shi-dangyuan-sige-zi-shuochu-shengl-2/2018-ba-wo-shi-dangyuan-sige-zi-shuochu-shenglai/",
    "search/?q=四个意识",
)
"""Pages of the archive that comes with the program which have more on them than those of the small one."""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the archive that comes with the program; gives the address of its home page on the disk."""
    home = tmp_path_factory.mktemp("shipped")
    with contextlib.chdir(home):
        assert main(["build", "--content", str(CONTENT), "--output", "site"]) == 0
    return (home / "site").as_uri() + "/"


@pytest.mark.parametrize(("script", "size"), [("", PHONE), ("zh-hant/", WIDE)], ids=["phone", "wide"])
def test_axe_finds_nothing_in_a_full_archive(window, shipped, script, size):
    """No page violates a rule where years, formulas, shared passages and concordances are many."""
    page = window(shipped, size).context.new_page()
    faults = []
    for url in SHIPPED:
        page.goto(address(shipped, script + url))
        settle(page, url)
        faults += [f"{url}: {fault}" for fault in violations(page)]
    assert not faults, "\n".join(faults)


def test_axe_finds_what_is_wrong(visit, served):
    """The check above sees faint text, a picture without words and a control without a name."""
    page = visit(served, "about/")
    page.evaluate(
        """() => {
            const main = document.querySelector('main');
            main.append(document.createElement('img'), document.createElement('button'));
            const faint = document.createElement('p');
            faint.textContent = '看不清';
            faint.style.color = '#ccc';
            main.append(faint);
        }"""
    )
    found = {fault.split(":")[0] for fault in violations(page)}
    assert {"image-alt", "button-name", "color-contrast"} <= found


def test_what_opens_is_right_too(window, served):
    """Settings, the card of a term, the menu of a paragraph, the filters of a search on a phone, folded parts: all open, in English."""
    page = window(served, color_scheme="dark").context.new_page()
    page.add_init_script("localStorage.setItem('yanlu-language', 'en')")
    page.goto(address(served, f"speeches/{MIXED}/"))
    page.locator(".settings summary").click()
    faults = violations(page)
    page.locator("#text a.term").first.click()
    expect(page.locator("#card")).to_be_visible()
    faults += violations(page)
    page.keyboard.press("Escape")
    page.locator("#p3 .pid").focus()
    page.keyboard.press("Enter")
    faults += violations(page)
    page.goto(address(served, f"speeches/{IMPORTED}/"))
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    faults += violations(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(address(served, "search/?q=四风"))
    settle(page, "search/?")
    page.locator(".filters-open").click()
    expect(page.locator("#filters")).to_be_visible()
    faults += violations(page)
    assert not faults, "\n".join(faults)


WIDER = """() => [...document.querySelectorAll('body *')].filter(node => node.checkVisibility() && !node.closest('.vh, .skip')
    && node.getBoundingClientRect().right > document.documentElement.clientWidth + .5
    && !(function inside(up) { return up && (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX) || inside(up.parentElement)); })(node))
    .slice(0, 3).map(node => `${node.localName}.${node.className}`)"""
"""What stands out of the window and is not in a part that scrolls by itself."""


@pytest.mark.parametrize("way", ["zoom", "large"])
def test_pages_fit_when_enlarged(window, site, served, way):
    """At 400 %, and with the browser's type at twice its size, nothing has to be read by scrolling to both sides."""
    page = window(served, NARROW if way == "zoom" else (640, 800)).context.new_page()
    faults = []
    for url in one_of_each(site, ""):
        page.goto(address(served, url))
        settle(page, url)
        if way == "large":
            page.evaluate("document.documentElement.style.fontSize = '200%'")
        faults += [f"{url}: {fault}" for fault in page.evaluate(WIDER)]
    assert not faults, "\n".join(faults)


def test_forced_colours_show_what_is_chosen(window, served):
    """Where the system sets all colours, the chosen setting, the current page and a bar of a chart are still seen."""
    page = window(served, forced_colors="active").context.new_page()
    page.goto(address(served, "terms/sifeng/"))
    colour = "node => getComputedStyle(node).{}"
    page.locator(".settings summary").click()
    chosen, other = (page.locator(f".panel input[value={value}] + span") for value in ("auto", "dark"))
    assert chosen.evaluate(colour.format("borderBottomColor")) != other.evaluate(
        colour.format("borderBottomColor")
    )
    here, there = (page.locator(f".nav a[{state}]").first for state in ("aria-current", "href$='years/'"))
    assert here.evaluate(colour.format("borderBottomColor")) != there.evaluate(
        colour.format("borderBottomColor")
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.locator(".strip .ink").first.evaluate(colour.format("fill")) != ground
    assert page.locator(".to-search svg").evaluate(colour.format("stroke")) != ground


def test_nothing_moves_for_who_asked_for_stillness(window, served):
    """With reduced motion no element has a transition or an animation that takes time."""
    page = window(served).context.new_page()
    for url in ("", f"speeches/{MIXED}/", "search/?q=四风"):
        page.goto(address(served, url))
        settle(page, url)
        moving: list[Any] = page.evaluate(
            """() => [...document.querySelectorAll('*')].filter(node => {
                const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(node);
                const lasts = times => times.split(',').some(time => parseFloat(time) > .001);
                return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration)) || scrollBehavior === 'smooth';
            }).map(node => node.outerHTML.slice(0, 80))"""
        )
        assert not moving, url


def test_what_opens_can_be_used_at_400_per_cent(window, served):
    """In a window of 320 × 256 the last choice of a paragraph's menu comes into sight; a popover shows its text, not only its foot."""
    page = window(served, NARROW, has_touch=True).context.new_page()
    page.goto(address(served, f"speeches/{MIXED}/"))
    page.evaluate("document.documentElement.setAttribute('data-size', 'xl')")
    number = page.locator(".paragraph > .pid").first
    number.evaluate("node => { node.scrollIntoView({ block: 'start' }); node.click(); }")
    last = page.locator(".pid-menu select")
    page.locator(".pid-menu").hover()
    page.mouse.wheel(0, 600)
    expect(last).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.evaluate("document.documentElement.setAttribute('data-size', 'm')")
    page.locator(".text .term").first.evaluate("node => node.click()")
    card = page.locator(".card[open]")
    expect(card).to_be_visible()
    seen = card.evaluate(
        """node => {
            const { bottom } = node.getBoundingClientRect();
            const more = node.querySelector('.card-more').getBoundingClientRect();
            return Math.min(bottom, more.top) - node.querySelector('.card-text').getBoundingClientRect().top;
        }"""
    )
    assert seen >= 72, "three lines"
