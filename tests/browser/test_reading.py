"""A speech in a real browser: contents, paragraph numbers, from use to use, both scripts, annotations, print."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    DISPUTED,
    IMPORTED,
    LONG,
    MIXED,
    PHONE,
    TRADITIONAL,
    address,
)

SPEECH = f"speeches/{LONG}/"


def ids(page: Page) -> dict[str, str]:
    """The paragraphs of the long speech by their first words: 三3 is the third of the third section."""
    pairs = page.locator("#text .paragraph[id]").evaluate_all(
        "nodes => nodes.map(n => [n.id, n.textContent])"
    )
    found = {}
    for id, text in pairs:
        if place := re.search("第(.)件工作的第([0-9]+)层", text):
            found[place[1] + place[2]] = id
    assert len(found) == 50
    return found


def scroll_to(page: Page, id: str) -> None:
    """Bring the upper edge of a block to a tenth of the window's height."""
    page.evaluate(
        "id => scrollBy(0, document.getElementById(id).getBoundingClientRect().top - innerHeight / 10)", id
    )


def test_contents_follow_the_reader(visit, home):
    """Beside the text the entry of the section that is being read is marked, and only that; a click leads there."""
    page = visit(home, SPEECH)
    marked = page.locator(".contents [aria-current]")
    where = ids(page)
    for place, entry in (
        ("二2", "（一）先后次序"),
        ("二7", "（二）先后次序"),
        ("四5", "四、第四件工作"),
        ("一3", "一、第一件工作"),
    ):
        scroll_to(page, where[place])
        expect(marked).to_have_count(1)
        expect(marked).to_have_text(entry)
        expect(marked).to_be_in_viewport()
    page.locator(".contents a", has_text="五、").click()
    expect(marked).to_have_text("五、第五件工作")
    expect(page.locator("h2:target")).to_be_in_viewport()
    assert page.locator("h2:target").bounding_box()["y"] > 0


def test_contents_stay_beside_where_there_are_many(visit, served):
    """In a low window the contents scroll of themselves, so that the marked entry is in sight."""
    page = visit(served, SPEECH, (1280, 260))
    scroll_to(page, ids(page)["五9"])
    marked = page.locator(".contents [aria-current]")
    expect(marked).to_have_text("五、第五件工作")
    expect(marked).to_be_in_viewport()


def test_contents_fold_on_a_phone(visit, served):
    """Above the text they are folded, open on a tap, and fold again when one of them is followed."""
    page = visit(served, SPEECH, PHONE, has_touch=True)
    entry = page.locator(".contents a", has_text="三、")
    expect(entry).to_be_hidden()
    page.locator(".contents summary").tap()
    expect(entry).to_be_visible()
    entry.tap()
    expect(entry).to_be_hidden()
    expect(page.locator("h2:target")).to_be_in_viewport()


def test_the_citation_is_copied(visit, served):
    """The button under the text copies the citation, says so, and is itself again."""
    page = visit(served, f"speeches/{MIXED}/", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("button.copy[data-copy]")
    button.click()
    expect(button).to_have_text("已复制", use_inner_text=True)
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()
    expect(button).to_have_text("复制引文", use_inner_text=True)


def test_a_paragraph_in_the_address_is_marked(visit, home):
    """A link to a paragraph opens there, clear of the upper edge, with a mark beside it."""
    page = visit(home, SPEECH)
    id = ids(page)["四4"]
    page.goto(address(home, f"{SPEECH}#{id}"))
    target = page.locator(f"#{id}")
    expect(target).to_be_in_viewport()
    assert target.bounding_box()["y"] > 20
    mark = target.evaluate(
        "n => { const s = getComputedStyle(n, '::before'); return [s.content, s.backgroundColor]; }"
    )
    assert mark == ['""', "rgb(168, 50, 31)"]
    expect(page.locator(f"#{id} > .pid")).to_have_css("opacity", "1")


def test_from_use_to_use(visit, home):
    """The count behind a term leads to its first use, and a small bar from one paragraph to the next and round again."""
    page = visit(home, SPEECH)
    jump = page.locator(".terms-here li", has_text="四风").locator("a + a")
    assert jump.inner_text() == "5"
    where = ids(page)
    uses = [where[section + "1"] for section in "一二三四五"]
    jump.click()
    walker = page.locator(".walker")
    for at, id in enumerate([*uses, uses[0]]):
        expect(walker).to_contain_text("四风")
        expect(walker.locator(".walker-place")).to_have_text(f"{at % 5 + 1} / 5")
        expect(page.locator(f"#{id}")).to_be_in_viewport()
        assert page.evaluate("location.hash") == f"#{id}"
        assert page.evaluate("[...CSS.highlights.get('use')].map(String)") == ["四风"]
        expect(walker.locator(".on")).to_be_focused()
        page.keyboard.press("Enter")
    walker.locator(".back").click()
    walker.locator(".back").click()
    expect(walker.locator(".walker-place")).to_have_text("5 / 5")
    page.keyboard.press("Escape")
    expect(walker).to_be_hidden()
    expect(jump).to_be_focused()
    assert page.evaluate("CSS.highlights.has('use')") is False


def test_from_use_to_use_where_the_text_has_another_name(visit, served):
    """A use by another name of the term is shown like the rest."""
    page = visit(served, "speeches/undated-pinhe/")
    page.locator(".terms-here li", has_text="八项规定").locator("a + a").click()
    expect(page.locator(".walker-place")).to_have_text("1 / 1")
    assert page.evaluate("[...CSS.highlights.get('use')].map(String)") == ["八条规定"]


@pytest.mark.parametrize("size", [(1280, 880), PHONE], ids=str)
@pytest.mark.parametrize("tree", ["", "zh-hant/"])
def test_every_use_is_a_step_and_in_sight(visit, served, size, tree):
    """As many steps as uses, in whatever they stand: twice in a paragraph, in a cell, across bold type, by another name; each is seen."""
    for speech in (LONG, MIXED, TRADITIONAL, "undated-pinhe"):
        page = visit(served, f"{tree}speeches/{speech}/", size)
        for jump in page.locator(".terms-here li a + a").all():
            jump.click()
            count = int(jump.inner_text())
            uses = jump.get_attribute("data-uses").split(" ")
            assert len(uses) == count
            for at, use in enumerate(uses):
                expect(page.locator(".walker-place")).to_have_text(f"{at + 1} / {count}")
                words, top, bottom, block = page.evaluate(
                    "() => { const [use] = CSS.highlights.get('use'); const box = use.getBoundingClientRect(); "
                    "return [String(use), box.top, box.bottom, use.startContainer.parentNode.closest('[id]').id]; }"
                )
                id, start, end = use.split(".")
                assert block == id
                assert len(words) == int(end) - int(start)
                assert top > page.locator(".controls").bounding_box()["height"]
                assert bottom < page.locator(".walker").bounding_box()["y"]
                page.locator(".walker .on").click()
            page.locator(".walker .close").click()


def test_the_walker_is_left_from_anywhere(visit, served):
    """Escape ends it also when the reader has pressed in the text; then the focus is not taken away to the end of the page."""
    page = visit(served, SPEECH)
    page.locator(".terms-here li", has_text="四风").locator("a + a").click()
    place = page.locator("#text .paragraph.here").bounding_box()
    page.mouse.click(place["x"] + 40, place["y"] + place["height"] - 4)
    before = page.evaluate("scrollY")
    page.keyboard.press("Escape")
    expect(page.locator(".walker")).to_be_hidden()
    assert page.evaluate("scrollY") == before
    assert page.evaluate("document.activeElement.closest('.after')") is None


def test_the_end_of_a_page_is_clear_of_the_walker(visit, served):
    """The last line can be scrolled above the bar."""
    page = visit(served, SPEECH)
    page.locator(".terms-here li", has_text="四风").locator("a + a").click()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    foot, bar = page.locator(".foot").bounding_box(), page.locator(".walker").bounding_box()
    assert foot["y"] + foot["height"] <= bar["y"]


def test_annotations_hidden_are_hidden_everywhere(visit, home):
    """Hidden lines stay hidden on the next page, a term's link is then a plain link, and the switch brings them back."""
    page = visit(home, SPEECH)
    line = page.locator("#text a.term").first
    expect(line).to_have_css("text-decoration-line", "underline")
    page.locator(".settings summary").click()
    page.locator(".settings label", has_text="隐去").click()
    expect(line).to_have_css("text-decoration-line", "none")
    page.goto(address(home, f"speeches/{MIXED}/"))
    expect(page.locator("html")).to_have_attribute("data-terms", "off")
    expect(page.locator("#text a.term").first).to_have_css("text-decoration-line", "none")
    page.locator("#text a.term").first.click()
    expect(page).to_have_url(address(home, "terms/sifeng/"))
    page.go_back()
    page.locator(".settings summary").click()
    page.locator(".settings label", has_text="显示").click()
    expect(page.locator("#text a.term").first).to_have_css("text-decoration-line", "underline")


def press(page: Page, selector: str) -> None:
    """Press the mouse where an element is seen; nothing is scrolled to bring it there."""
    box = page.locator(selector).bounding_box()
    assert box
    size = page.viewport_size
    assert size
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert 0 < x < size["width"], selector
    assert 0 < y < size["height"], selector
    page.mouse.click(x, y)


@pytest.mark.parametrize("size", [(1280, 880), (900, 700), PHONE], ids=str)
def test_the_other_script_opens_at_the_same_paragraph(visit, home, size):
    """In the middle of a text the switch is in sight; a press shows the same paragraph in the other script, there and back."""
    page = visit(home, SPEECH, size)
    id = ids(page)["三6"]
    scroll_to(page, id)
    expect(page.locator(".controls")).to_have_class(re.compile("aloft"))
    press(page, ".scripts .other")
    expect(page).to_have_url(address(home, f"zh-hant/{SPEECH}#{id}"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator(f"#{id}")).to_be_in_viewport()
    expect(page.locator(f"#{id}")).to_contain_text("第三件工作的第6層意思")
    expect(page.locator(".controls")).to_have_class(re.compile("aloft"))
    press(page, ".scripts .other")
    expect(page).to_have_url(address(home, f"{SPEECH}#{id}"))
    expect(page.locator(f"#{id}")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1280, 880), PHONE], ids=str)
def test_settings_are_in_reach_while_reading(visit, served, size):
    """Above the text stands a slim line with its title and the controls: it covers no paragraph that a link leads to, and goes
    where the head of the page is in sight again; nothing moves for it."""
    page = visit(served, SPEECH, size)
    id = ids(page)["四2"]
    page.goto(f"{served}{SPEECH}#{id}")
    bar = page.locator(".controls").bounding_box()
    assert bar["y"] == 0
    assert bar["height"] <= 48
    assert page.locator(f"#{id}").bounding_box()["y"] >= bar["height"]
    title = page.locator(".controls").evaluate("n => getComputedStyle(n, '::before').content")
    assert page.locator("h1").inner_text().replace("\n", "") in title
    press(page, ".settings summary")
    page.locator(".settings label", has_text="隐去").click()
    expect(page.locator("html")).to_have_attribute("data-terms", "off")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".controls")).not_to_have_class(re.compile("aloft"))
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_in_a_low_window_the_text_has_it_whole(visit, served):
    """Enlarged four times, no line is taken from the text."""
    page = visit(served, SPEECH, (320, 256))
    scroll_to(page, ids(page)["三6"])
    expect(page.locator(".controls")).to_have_css("position", "static")


def test_the_script_is_kept(visit, home):
    """Who chose the other script and comes from elsewhere is led on to it, at the same place; steps of the reader's own are let be."""
    page = visit(home, SPEECH)
    page.locator(".scripts .other").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    for url in ("", "terms/sifeng/", f"{SPEECH}#p5"):
        page.goto("about:blank")
        page.goto(address(home, url))
        expect(page).to_have_url(address(home, f"zh-hant/{url}"))
        expect(page.locator("html")).to_be_visible()
    page.go_back()
    expect(page).to_have_url("about:blank")
    page.go_forward()
    expect(page).to_have_url(address(home, f"zh-hant/{SPEECH}#p5"))
    page.locator(".scripts .other").click()
    expect(page).to_have_url(address(home, f"{SPEECH}#p5") if page.url.endswith("#p5") else page.url)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.goto("about:blank")
    page.goto(address(home, f"zh-hant/{SPEECH}"))
    expect(page).to_have_url(address(home, SPEECH))
    assert page.context.cookies() == []


def test_back_leads_back_whatever_the_script(visit, home):
    """Back from the other script is back: the page that was left stays, also when it is loaded anew, and there is no loop."""
    page = visit(home, SPEECH)
    page.locator(".scripts .other").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.go_back()
    expect(page).to_have_url(address(home, SPEECH))
    page.reload()
    expect(page).to_have_url(address(home, SPEECH))
    expect(page.locator("#p3")).to_be_visible()


def test_a_link_of_the_site_is_followed_where_it_leads(visit, served):
    """Over HTTP, a link in a new window to the script that was not chosen opens just that."""
    page = visit(served, SPEECH)
    page.evaluate("localStorage.setItem('yanlu-script', 'zh-Hans')")
    with page.context.expect_page() as opened:
        page.evaluate("open('../../zh-hant/terms/sifeng/')")
    expect(opened.value).to_have_url(f"{served}zh-hant/terms/sifeng/")
    page.evaluate("localStorage.setItem('yanlu-script', 'nonsense')")
    page.goto("about:blank")
    page.goto(served)
    expect(page).to_have_url(served)


def test_the_other_script_opens_at_the_top_from_the_top(visit, served):
    """From the head of a text the switch leads to the head of the other."""
    page = visit(served, f"speeches/{TRADITIONAL}/")
    page.locator(".scripts .other").click()
    expect(page).to_have_url(address(served, f"zh-hant/speeches/{TRADITIONAL}/"))
    expect(page.locator("#text")).to_contain_text("聽一聽裡頭的話")
    page.locator(".scripts .other").click()
    expect(page).to_have_url(address(served, f"speeches/{TRADITIONAL}/"))
    expect(page.locator("#text")).to_contain_text("听一听里头的话")


def test_what_an_edited_text_shows(visit, home):
    """After an import and an edit: numbers hold, the added paragraph has its own, the removed leaves a word, the note tells."""
    page = visit(home, f"speeches/{IMPORTED}/")
    expect(page.locator("#p4")).to_contain_text("东边几个乡的井")
    expect(page.locator("#p5")).to_have_text("此段已由编者删去")
    added = page.locator("#text .paragraph", has_text="编者后来补的")
    assert re.fullmatch(r"p\d+-1", added.get_attribute("id"))
    expect(page.locator("#p4 .redaction")).to_have_text("**")
    expect(page.locator("#text .stage")).to_have_text("（掌声）")
    edition = page.locator("details.edition")
    expect(edition.locator("table")).to_be_hidden()
    edition.locator("> summary").click()
    expect(edition).to_contain_text("整理以后，编者另有修订。")
    expect(edition.locator("table")).to_be_visible()
    expect(edition.locator(".raw a")).to_have_attribute(
        "href", re.compile(rf"^\.\./\.\./raw/{IMPORTED}/.*\.txt$")
    )


def test_a_note_and_back(visit, served):
    """A note's mark leads to the note, and from there back to the text."""
    page = visit(served, f"speeches/{MIXED}/")
    page.locator(".noteref a").click()
    expect(page.locator(".notes li")).to_be_in_viewport()
    expect(page.locator(":target")).to_have_id("note-1")
    page.locator(".notes .back").click()
    expect(page.locator(":target")).to_have_class("noteref")


def test_the_doubt_of_a_disputed_text_is_shown(visit, served):
    """A disputed text says so at its head, with the evidence for its date on demand."""
    page = visit(served, f"speeches/{DISPUTED}/")
    expect(page.locator(".head .status")).to_contain_text("存疑")
    evidence = page.locator("details.evidence")
    expect(evidence.locator("li").first).to_be_hidden()
    evidence.locator("summary").click()
    expect(evidence.locator("li").first).to_contain_text("题名只说总结")


@pytest.mark.parametrize("url", [f"speeches/{IMPORTED}/", f"speeches/{DISPUTED}/"])
def test_print_opens_what_is_folded(visit, served, url):
    """On paper everything folded is open, the controls are gone and term links have no line; afterwards all is as before."""
    page = visit(served, url)
    folded = page.locator("main details:not([open])").count()
    assert folded
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    for inside in page.locator(".edition .editors, .evidence li").all():
        expect(inside).to_be_visible()
    for gone in page.locator(".edition table, .rules-head, .quiet, .after > .row").all():
        expect(gone).to_be_hidden()
    expect(page.locator("#text a.term").first).to_have_css("text-decoration-line", "none")
    for gone in (".running", ".foot", ".contents", "#card", ".toast"):
        if page.locator(gone).count():
            expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".print-only").last).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("main details:not([open])").count() == folded


def test_print_without_scripts(visit, served):
    """Style alone opens on paper what is folded."""
    page = visit(served, f"speeches/{IMPORTED}/", java_script_enabled=False)
    page.emulate_media(media="print")
    expect(page.locator(".edition .editors")).to_be_visible()


def test_a_pdf_is_made(visit, served):
    """The page prints to a file of some pages, without a fault, from a dark theme too: on paper it is black on white."""
    page = visit(served, SPEECH, color_scheme="dark")
    pdf = page.pdf()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") >= 3
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("#text")).to_have_css("color", "rgb(0, 0, 0)")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("size", ["s", "m", "l", "xl"])
@pytest.mark.parametrize("window_size", [(1280, 880), (900, 800), PHONE], ids=str)
def test_the_column_has_its_measure_and_nothing_shifts(visit, served, window_size, size):
    """34 to 38 characters in a line wherever there is room, whatever the type; no part of the page moves after it is first painted."""
    page = visit(served, "about/", window_size)
    page.evaluate("size => localStorage.setItem('yanlu-size', size)", size)
    page.goto(served + SPEECH)
    found = page.evaluate(
        """() => new Promise(done => {
            const paragraph = document.querySelectorAll('#text .paragraph')[2];
            let shift = 0;
            const watch = new PerformanceObserver(list => { for (const entry of list.getEntries()) shift += entry.value; });
            watch.observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done({
                characters: paragraph.clientWidth / parseFloat(getComputedStyle(paragraph).fontSize),
                isWide: document.documentElement.scrollWidth > innerWidth,
                shift,
            }), 300);
        })"""
    )
    assert not found["isWide"]
    # A hundredth of what readers notice: the head may be painted while half of it is read, and its controls then stand closer.
    assert found["shift"] < 0.005
    if window_size != PHONE:
        assert 33.5 <= found["characters"] <= 38


def test_numbers_say_what_they_lead_to(visit, served):
    """The name of a paragraph's number, and of the count behind a term, in the words of the page, also where those are English."""
    for language, number, uses in (
        ("zh", "第3段", "“四风”，5处，逐处查看"),
        ("en", "Paragraph 3", "“四风”, 5 uses: go through them"),
    ):
        page = visit(served, "about/")
        page.evaluate("language => localStorage.setItem('yanlu-language', language)", language)
        page.goto(served + SPEECH)
        expect(page.locator("#p3 > .pid")).to_have_attribute("aria-label", number)
        walk = page.locator(".terms-here li", has_text="四风").locator("a + a")
        expect(walk).to_have_attribute("aria-label", uses)
