"""The popover of term links in a real browser, by mouse, keyboard and touch, over HTTP and from the disk."""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import LONG, MIXED, PHONE, WIDE, address, phone

SPEECH = f"speeches/{MIXED}/"


class Box(NamedTuple):
    """A box on the screen, in pixels of the window."""

    left: float
    top: float
    right: float
    bottom: float


def term(page: Page, text: str = "四风") -> Locator:
    """The first link of a term in the text."""
    return page.locator("#text a.term", has_text=text).first


def card(page: Page) -> Locator:
    """The popover."""
    return page.locator("#card")


def lines(link: Locator) -> list[Box]:
    """The lines on which a link stands."""
    boxes = link.evaluate("n => [...n.getClientRects()].map(b => [b.left, b.top, b.right, b.bottom])")
    return [Box(*box) for box in boxes]


def box(node: Locator) -> Box:
    """Where something stands."""
    return Box(
        *node.evaluate(
            "n => { const b = n.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }"
        )
    )


def opened(page: Page, link: Locator, name: str = "四风") -> None:
    """The one popover is open, with the card of this link."""
    expect(card(page)).to_be_visible()
    expect(card(page).locator(".card-term")).to_have_text(name)
    expect(link).to_have_attribute("aria-expanded", "true")
    expect(page.locator("a.term[aria-expanded=true]")).to_have_count(1)
    expect(page.locator("dialog[open]")).to_have_count(1)


def closed(page: Page) -> None:
    """No popover is open."""
    expect(card(page)).to_be_hidden()
    expect(page.locator("a.term[aria-expanded=true]")).to_have_count(0)


def swipe(page: Page, start: tuple[float, float], by: float) -> None:
    """Draw a finger down from a point."""
    session = page.context.new_cdp_session(page)
    x, y = start
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": "touchMove", "touchPoints": [{"x": x, "y": y + by * step / 5}]},
        )
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


# ---------------------------------------------------------------------------------------------------------------- mouse


def test_hovering_opens_after_a_while(visit, home):
    """A pointer that rests on a link opens the card after 300 ms and not before, and takes no focus."""
    page = visit(home, SPEECH)
    page.evaluate(
        """() => {
            const link = document.querySelector('#text a.term');
            link.addEventListener('pointerenter', () => { window.entered = performance.now(); });
            new MutationObserver(() => { window.shown ??= performance.now(); })
                .observe(document.getElementById('card'), { attributeFilter: ['open'] });
        }"""
    )
    term(page).hover()
    opened(page, term(page))
    assert page.evaluate("shown - entered") >= 295
    expect(card(page)).to_contain_text("四种不良作风的合称")
    expect(card(page)).not_to_contain_text("第二段")
    assert card(page).locator(".card-items li").all_inner_texts() == [
        "形式主义",
        "官僚主义",
        "享乐主义",
        "奢靡之风",
    ]
    assert page.evaluate("document.activeElement === document.body")


def test_passing_over_opens_nothing(visit, served):
    """A pointer that only passes over a link opens no card."""
    page = visit(served, SPEECH)
    term(page).hover()
    page.mouse.move(5, 400)
    page.wait_for_timeout(500)
    closed(page)


def test_the_card_stays_while_the_pointer_is_in_it(visit, served):
    """From the link into the card: it stays; out of it: it goes."""
    page = visit(served, SPEECH)
    term(page).hover()
    opened(page, term(page))
    inside = box(card(page))
    page.mouse.move(inside.left + 60, inside.top + 4, steps=4)
    page.mouse.move(inside.left + 120, inside.top + 40)
    page.wait_for_timeout(600)
    opened(page, term(page))
    page.mouse.move(5, 5)
    closed(page)


def test_escape_closes(visit, served):
    """Escape closes a card, however it was opened."""
    page = visit(served, SPEECH)
    term(page).hover()
    opened(page, term(page))
    page.keyboard.press("Escape")
    closed(page)
    page.mouse.move(5, 5)
    term(page).click()
    opened(page, term(page))
    page.keyboard.press("Escape")
    closed(page)


def test_a_click_opens_and_a_second_follows(visit, home):
    """The first click shows the card at once, and it stays; the second goes to the term's page."""
    page = visit(home, SPEECH)
    term(page).click()
    opened(page, term(page))
    expect(page).to_have_url(address(home, SPEECH))
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    opened(page, term(page))
    term(page).click()
    expect(page).to_have_url(address(home, "terms/sifeng/"))


def test_a_click_on_a_hovered_link_follows(visit, served):
    """Who has the card before the eyes and clicks the link means the page."""
    page = visit(served, SPEECH)
    term(page).hover()
    opened(page, term(page))
    page.wait_for_timeout(700)
    term(page).click()
    expect(page).to_have_url(address(served, "terms/sifeng/"))


def test_links_in_the_card_lead_on(visit, home):
    """Every link of the card leads to its page; the last to the entry with all uses."""
    page = visit(home, SPEECH)
    term(page).click()
    inner = card(page).locator("a.term", has_text="八项规定")
    assert inner.evaluate("n => n.href").startswith(home + "terms/baxiang-guiding/")
    card(page).locator(".card-more a", has_text="全部用例").click()
    expect(page).to_have_url(address(home, "terms/sifeng/"))
    page.go_back()
    term(page).click()
    card(page).locator("a.term", has_text="八项规定").click()
    expect(page).to_have_url(address(home, "terms/baxiang-guiding/"))


def test_one_card_at_a_time(visit, served):
    """Another link's card takes the place of the first; a click beside it closes it."""
    page = visit(served, SPEECH)
    term(page).click()
    opened(page, term(page))
    term(page, "八项规定").click()
    opened(page, term(page, "八项规定"), "八项规定")
    page.locator("h1").click()
    closed(page)
    term(page).click()
    card(page).locator(".close").click()
    closed(page)


@pytest.mark.parametrize(
    "click", [{"modifiers": ["Control"]}, {"modifiers": ["Shift"]}, {"button": "middle"}], ids=str
)
def test_other_clicks_are_the_browsers(visit, served, click):
    """With Ctrl, Shift or the middle button the term's page opens beside this one, and no card is shown for the press."""
    page = visit(served, SPEECH)
    with page.context.expect_page() as other:
        term(page).click(**click)
    expect(other.value).to_have_url(served + "terms/sifeng/")
    page.bring_to_front()
    page.wait_for_timeout(500)
    closed(page)
    expect(page).to_have_url(served + SPEECH)


def test_the_middle_button_from_the_disk(visit, site):
    """It opens the page in the folder, not the folder."""
    home = site.as_uri() + "/"
    page = visit(home, SPEECH)
    with page.context.expect_page() as other:
        term(page).click(button="middle")
    expect(other.value).to_have_url(address(home, "terms/sifeng/"))


# ------------------------------------------------------------------------------------------------------------- keyboard


def test_enter_opens_and_escape_returns(visit, home):
    """Enter opens the card and brings the focus in, Tab goes through its links, Escape brings the focus back."""
    page = visit(home, SPEECH)
    term(page).focus()
    page.keyboard.press("Enter")
    opened(page, term(page))
    expect(card(page)).to_be_focused()
    assert card(page).evaluate("n => getComputedStyle(n).outlineStyle") == "solid"
    page.keyboard.press("Tab")
    expect(card(page).locator(".card-term a")).to_be_focused()
    page.keyboard.press("Escape")
    closed(page)
    expect(term(page)).to_be_focused()


def test_enter_twice_follows(visit, served):
    """Enter on the link of a card that is open goes to the term's page."""
    page = visit(served, SPEECH)
    term(page).focus()
    page.keyboard.press("Enter")
    opened(page, term(page))
    term(page).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(address(served, "terms/sifeng/"))


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_tab_leaves_the_card_where_the_link_stands(visit, served, key):
    """Past the last link of the card the next in the text follows; back before the first, the link itself."""
    page = visit(served, SPEECH)
    term(page).focus()
    page.keyboard.press("Enter")
    opened(page, term(page))
    stops = 0
    while card(page).is_visible():
        page.keyboard.press(key)
        stops += 1
        assert stops < 12
    closed(page)
    expect(term(page) if key == "Shift+Tab" else term(page, "八项规定")).to_be_focused()
    assert stops > (0 if key == "Shift+Tab" else 3)


# ---------------------------------------------------------------------------------------------------------------- touch


def test_a_tap_raises_a_sheet(visit, home):
    """On a phone a tap shows the card as a sheet at the lower edge, as wide as the window; its last link follows."""
    page = visit(home, SPEECH, **phone())
    term(page).tap()
    opened(page, term(page))
    sheet = box(card(page))
    assert (sheet.left, sheet.right, sheet.bottom) == (0, PHONE[0], PHONE[1])
    assert sheet.top > PHONE[1] * 0.2
    expect(page).to_have_url(address(home, SPEECH))
    card(page).locator(".card-more a").tap()
    expect(page).to_have_url(address(home, "terms/sifeng/"))


def test_a_tap_outside_closes_the_sheet(visit, served):
    """A tap above the sheet, its button or Escape closes it, and a tap on the link opens it again."""
    page = visit(served, SPEECH, **phone())
    for close in ("tap", "button", "Escape"):
        term(page).tap()
        opened(page, term(page))
        if close == "tap":
            page.touchscreen.tap(180, 40)
        elif close == "button":
            card(page).locator(".close").tap()
        else:
            page.keyboard.press("Escape")
        closed(page)
    expect(page).to_have_url(address(served, SPEECH))


def test_a_swipe_down_closes_the_sheet(visit, served):
    """A short draw lets the sheet fall back, a long one closes it."""
    page = visit(served, SPEECH, **phone())
    term(page).tap()
    opened(page, term(page))
    sheet = box(card(page))
    swipe(page, (180, sheet.top + 12), 30)
    opened(page, term(page))
    assert box(card(page)) == sheet
    swipe(page, (180, sheet.top + 12), 160)
    closed(page)


def test_a_long_card_scrolls_in_the_sheet(visit, served):
    """A card higher than the sheet scrolls in it, its last link stays in sight, and drawing down first scrolls back."""
    page = visit(served, SPEECH, **phone())
    term(page, "十二个不准").tap()
    opened(page, term(page, "十二个不准"), "十二个不准")
    body = card(page).locator(".card-body")
    assert body.evaluate("n => n.scrollHeight > n.clientHeight")
    more = card(page).locator(".card-more a")
    assert box(more).bottom <= PHONE[1]
    body.evaluate("n => n.scrollTo(0, 200)")
    swipe(page, (180, 500), 160)
    opened(page, term(page, "十二个不准"), "十二个不准")


def test_a_tap_on_a_wide_screen(visit, served):
    """A tablet shows the card beside the link; a tap elsewhere closes it."""
    page = visit(served, SPEECH, WIDE, has_touch=True)
    term(page).tap()
    opened(page, term(page))
    assert box(card(page)).top >= lines(term(page))[-1].bottom
    page.touchscreen.tap(40, 700)
    closed(page)


# ---------------------------------------------------------------------------------------------------------------- place


@pytest.mark.parametrize("size", [WIDE, (1000, 420), (920, 700)])
def test_the_card_leaves_its_line_free_and_fits(visit, served, size):
    """Wherever in the window a link stands, its card covers no part of its line, and nothing of it is cut off."""
    page = visit(served, f"speeches/{LONG}/", size)
    links = page.locator("#text a.term")
    count = links.count()
    assert count >= 15
    places = set()
    for number in range(0, count, 3):
        link = links.nth(number)
        for height in (0.12, 0.5, 0.86):
            link.evaluate("(n, y) => scrollBy(0, n.getBoundingClientRect().top - innerHeight * y)", height)
            link.dispatch_event("click", {"detail": 0, "bubbles": True, "cancelable": True})
            expect(link).to_have_attribute("aria-expanded", "true")
            shown, on = box(card(page)), lines(link)
            under = shown.top >= on[-1].bottom
            places.add("under" if under else "over")
            assert under or shown.bottom <= on[0].top, f"{shown} covers {on}"
            assert shown.left >= 0, shown
            assert shown.top >= 0, shown
            assert shown.right <= page.evaluate("document.documentElement.clientWidth"), shown
            assert shown.bottom <= size[1], shown
            assert min(abs(shown.top - on[-1].bottom), abs(on[0].top - shown.bottom)) <= 20, (
                "it stands beside its link"
            )
            page.keyboard.press("Escape")
    assert places == {"under", "over"}


@pytest.mark.parametrize(("size", "wanted"), [(PHONE, 2), ((640, 440), 2), ((320, 256), 2)], ids=str)
def test_the_sheet_leaves_its_line_in_sight(visit, served, size, wanted):
    """On a phone, and on a screen of 1280 pixels at 200 and 400 per cent: the line stands above the sheet; it goes back when that closes."""
    page = visit(served, f"speeches/{LONG}/", size)
    links = page.locator("#text a.term")
    moved = 0
    for number in (2, 8):
        link = links.nth(number)
        for height in (0.1, 0.5, 0.86):
            link.evaluate("(n, y) => scrollBy(0, n.getBoundingClientRect().top - innerHeight * y)", height)
            before = page.evaluate("scrollY")
            link.dispatch_event("click", {"detail": 0, "bubbles": True, "cancelable": True})
            expect(card(page)).to_be_visible()
            shown, on = box(card(page)), lines(link)
            moved += page.evaluate("scrollY") != before
            assert shown.bottom <= size[1] + 1
            assert on[0].top >= 0, on
            assert on[-1].bottom <= shown.top, f"{shown} covers {on}"
            page.keyboard.press("Escape")
            closed(page)
            assert page.evaluate("scrollY") == before
    assert moved >= wanted


def test_the_page_stays_where_it_is(visit, served):
    """Opening and closing a card, by mouse or key, scrolls nothing and changes no width."""
    page = visit(served, f"speeches/{LONG}/")
    link = page.locator("#text a.term").nth(6)
    link.scroll_into_view_if_needed()
    before = page.evaluate(
        "[scrollX, scrollY, document.body.clientWidth, document.documentElement.scrollHeight]"
    )
    link.focus()
    page.keyboard.press("Enter")
    expect(card(page)).to_be_visible()
    expect(card(page)).to_be_focused()
    assert (
        page.evaluate("[scrollX, scrollY, document.body.clientWidth, document.documentElement.scrollHeight]")
        == before
    )
    page.keyboard.press("Escape")
    assert (
        page.evaluate("[scrollX, scrollY, document.body.clientWidth, document.documentElement.scrollHeight]")
        == before
    )


# ----------------------------------------------------------------------------------------------------- cards and scripts


def test_a_card_is_asked_for_once(visit, home):
    """Nothing is loaded before it is wanted, and what was loaded is kept."""
    page = visit(home, SPEECH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "card.js" in request.url else None)
    for _ in range(2):
        term(page).click()
        opened(page, term(page))
        page.keyboard.press("Escape")
        closed(page)
    assert asked == [home + "terms/sifeng/card.js"]


def test_without_a_card_the_link_is_followed(window, home):
    """Where the card cannot be had, a click is what it is without scripts."""
    opened_window = window(home)
    page = opened_window.context.new_page()
    page.route(re.compile(r"/terms/sifeng/card\.js"), lambda route: route.abort())
    page.goto(address(home, SPEECH))
    term(page).click()
    expect(page).to_have_url(address(home, "terms/sifeng/"))
    assert any("card.js" in problem for problem in opened_window.problems)
    opened_window.problems.clear()  # the browser names what it could not load


@pytest.mark.parametrize("options", [{"size": WIDE}, phone()], ids=["wide", "phone"])
def test_the_card_is_in_the_script_of_the_page(visit, home, options):
    """From a page in traditional characters the card is traditional, and its links stay in that tree."""
    page = visit(home, f"zh-hant/{SPEECH}", **options)
    link = term(page, "四風")
    link.click()
    opened(page, link, "四風")
    expect(card(page)).to_contain_text("四種不良作風的合稱")
    assert (
        card(page).locator(".card-more a").evaluate("n => n.href").startswith(home + "zh-hant/terms/sifeng/")
    )
    expect(card(page)).to_have_css("font-family", page.evaluate("getComputedStyle(document.body).fontFamily"))


def test_each_sense_has_its_card(visit, served):
    """Two senses of one label open two cards."""
    page = visit(served, "speeches/2017-cunyi/")
    term(page, "五位一体").click()
    expect(card(page)).to_contain_text("五个方面一同推进")
    page.goto(address(served, SPEECH))
    term(page, "五位一体").click()
    expect(card(page)).to_contain_text("五级组织")


def test_a_card_from_an_article_and_from_a_term(visit, served):
    """Pages of the archive and definitions have the same popover."""
    for url, name in (("about/", "四风"), ("terms/sifeng/", "八项规定")):
        page = visit(served, url)
        link = page.locator("main a.term", has_text=name).first
        link.click()
        opened(page, link, name)


def test_nothing_inline_comes_with_a_card(visit, served):
    """What a card brings in has no style, script or handler of its own."""
    page = visit(served, SPEECH)
    term(page).click()
    opened(page, term(page))
    found = (
        card(page)
        .locator(".card-body *")
        .evaluate_all(
            "nodes => nodes.flatMap(n => [...n.attributes].map(a => a.name)).concat(nodes.map(n => n.localName))"
        )
    )
    assert len(found) > 20
    assert not [name for name in found if name in ("style", "script") or name.startswith("on")]
