"""Every kind of page in a real browser: fits the window, says nothing to the console, works by keyboard and without scripts."""

from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DISPUTED, IMPORTED, LONG, MIXED, PHONE, TRADITIONAL, WIDE, address

KINDS = (
    "",
    "speeches/",
    f"speeches/{MIXED}/",
    f"speeches/{LONG}/",
    f"speeches/{IMPORTED}/",
    f"speeches/{DISPUTED}/",
    f"speeches/{TRADITIONAL}/",
    "speeches/undated-pinhe/",
    "terms/",
    "terms/by/number/",
    "terms/by/category/",
    "terms/by/first/",
    "terms/by/frequency/",
    "terms/by/year/",
    "terms/sifeng/",
    "terms/shierge-buzhun/",
    "terms/wangge/",
    "terms/wuwei-yiti/",
    "years/",
    "years/2020/",
    "years/undated/",
    "speakers/",
    "speakers/gao-qiming/",
    "places/shiqiao/",
    "levels/county/",
    "meetings/",
    "offices/",
    "genres/",
    "chart/",
    "reuse/",
    "about/",
    "search/",
    "404.html",
)
"""A page of every kind; some speeches more than once, for what is only in one of them."""

INLINE = """() => [...document.querySelectorAll('*')].flatMap(node => [
    ...[...node.attributes].filter(a => a.name.startsWith('on')).map(a => `${node.tagName} ${a.name}`),
    ...(node.hasAttribute('style') ? [`${node.tagName} style=${node.getAttribute('style')}`] : []),
    ...(node.localName === 'style' ? ['<style>'] : []),
    ...(node.localName === 'script' && !node.src && node.type !== 'application/ld+json' ? ['<script> without src'] : []),
    ...(/^javascript:/i.test(node.getAttribute('href') || '') ? [node.outerHTML] : []),
])"""
WIDER = """() => ['s', 'l', 'xl', 'm'].flatMap(size => {
    const root = document.documentElement;
    root.setAttribute('data-size', size);
    const room = root.clientWidth;
    if (root.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')].filter(n => n.getBoundingClientRect().right > room + .5).slice(0, 4)
        .map(n => `${size}: ${n.tagName}.${n.className} ends at ${n.getBoundingClientRect().right} of ${room}`);
})"""
SMALL = """() => [...document.querySelectorAll('header.running a, header.running summary, .pager a, .tabs a')]
    .filter(n => n.checkVisibility()).map(n => [n.outerHTML.slice(0, 80), n.getBoundingClientRect().height])
    .filter(([, height]) => height < 24)"""
CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = colour => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = colour => colour.slice(0, 3).map(v => v / 255)
        .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
    const ground = node => {
        for (; node; node = node.parentElement) {
            const colour = rgb(getComputedStyle(node).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return [255, 255, 255];
    };
    const faint = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const node = text.parentElement;
        if (!text.data.trim() || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        const style = getComputedStyle(node);
        const ink = node.closest('svg') ? style.fill : style.color;
        const [a, b] = [light(rgb(ink)), light(ground(node))].sort((x, y) => y - x);
        const ratio = (a + .05) / (b + .05);
        if (ratio < 4.5) faint.set(`${node.localName}.${node.getAttribute('class')}`, ratio.toFixed(2));
    }
    return [...faint];
}"""

FOCUS = """() => {
    const node = document.activeElement;
    if (node === document.body) return null;
    const drawn = node.matches('.panel input') ? node.nextElementSibling : node;
    const box = drawn.getBoundingClientRect();
    const place = node.closest('main') ? 'main' : node.closest('.foot') ? 'foot' : 'head';
    const name = node.textContent.trim() || node.getAttribute('aria-label') || (node.labels && node.labels.length);
    const isOutlined = () => {
        const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
        return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
    };
    /* A field to write in has a caret, and a frame that takes another colour. */
    const frame = () => getComputedStyle(node.parentElement).borderBottomColor;
    let seen = isOutlined();
    if (!seen && node.matches('input[type=search]')) {
        const held = frame();
        node.blur();
        seen = held !== frame();
        node.focus();
    }
    seen &&= box.width > 0 && drawn.checkVisibility({ opacityProperty: true });
    return { html: node.outerHTML.slice(0, 90), place, name, seen, top: box.top, bottom: box.bottom };
}"""
"""What has the focus, whether one sees that, and by what name it goes; null where nothing has it."""


def test_every_template_is_among_the_kinds(site):
    """The list above misses no kind of page: each class of <main> that the site has is there."""

    def kind(path: Path) -> str:
        html = path.read_text("utf-8")
        return html.split('id="main" tabindex="-1" class="')[1].split('"')[0]

    listed = {kind(site / (url if url.endswith("html") else url + "index.html")) for url in KINDS}
    assert {kind(path) for path in site.rglob("*.html") if "old" not in path.parts} == listed


@pytest.mark.parametrize(
    ("home", "size", "scheme", "script"),
    [
        ("http", WIDE, "light", ""),
        ("http", WIDE, "dark", "zh-hant/"),
        ("http", PHONE, "light", "zh-hant/"),
        ("http", PHONE, "dark", ""),
        ("file", PHONE, "light", ""),
    ],
    ids=["wide-light-hans", "wide-dark-hant", "phone-light-hant", "phone-dark-hans", "from-disk"],
    indirect=["home"],
)
def test_pages_fit_and_are_quiet(window, home, size, scheme, script):
    """No page is wider than its window in any size of type, writes to the console, holds inline code, or has faint text."""
    page = window(home, size, color_scheme=scheme).context.new_page()
    faults = []
    for url in [script + kind for kind in KINDS]:
        if url.endswith("404.html") and (script or home.startswith("file:")):
            continue  # there is one, for servers: it is shown at any depth, so its addresses begin at the root
        page.goto(address(home, url))
        for check in (INLINE, WIDER, SMALL, CONTRAST):
            faults += [f"{url}: {fault}" for fault in page.evaluate(check)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("url", ["", f"speeches/{LONG}/", f"speeches/{MIXED}/", "terms/sifeng/", "terms/"])
def test_nothing_moves_while_a_page_loads(window, served, size, url):
    """The layout shift of a load is 0, but for a trace where a busy machine paints the head before it is read to its end."""
    page = window(served, size).context.new_page()
    page.add_init_script(
        """window.shifts = []; new PerformanceObserver(list => {
            for (const entry of list.getEntries()) shifts.push([entry.value, ...entry.sources.map(s => s.node && s.node.className)]);
        }).observe({ type: 'layout-shift', buffered: true })"""
    )
    page.goto(address(served, url))
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
    assert page.evaluate("PerformanceObserver.supportedEntryTypes").count("layout-shift") == 1
    shifts = page.evaluate("shifts")
    assert sum(shift[0] for shift in shifts) < 0.0005, shifts


def test_without_scripts_all_is_there(window, served):
    """Without JavaScript every page shows its text, and what only scripts could do is not offered."""
    page = window(served, java_script_enabled=False).context.new_page()
    page.goto(address(served, f"speeches/{MIXED}/"))
    expect(page.locator("#p3")).to_contain_text("落实八项规定")
    expect(page.locator("#p3")).to_be_visible()
    for hidden in (".settings", ".walker", ".toast span", "#card", ".copy"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.locator("nav.contents a").nth(1).click()
    expect(page.locator("h2:target")).to_have_text("二、再看数字")
    page.locator("#text a.term").first.click()
    expect(page.locator("h1")).to_have_text("四风")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(address(served, f"speeches/{MIXED}/"))
    expect(page.locator("nav.contents a").first).to_be_hidden()
    page.locator("nav.contents summary").click()
    expect(page.locator("nav.contents a").first).to_be_visible()


def test_without_scripts_every_link_is_alive(window, served):
    """Without JavaScript every kind of page shows what is in it, and each link leads to a page or file with its anchor."""
    page = window(served, java_script_enabled=False).context.new_page()
    links: dict[str, str] = {}
    for url in KINDS:
        page.goto(served + url)
        assert page.locator("main").inner_text().strip(), url
        found = page.locator("a[href]").evaluate_all("nodes => nodes.map(n => n.href)")
        links.update((link, url) for link in found if link.startswith("http://127.0.0.1"))
    texts: dict[str, str] = {}
    for link, url in links.items():
        path, _, anchor = link.partition("#")
        if path not in texts:
            with urlopen(path) as answer:  # raises where nothing is there
                texts[path] = answer.read().decode() if path.endswith(("/", "html")) else ""
        assert not anchor or f' id="{anchor}"' in texts[path], f"{url}: {link}"
    assert len(texts) > 60


def test_the_way_through_the_site(visit, home):
    """Links of the head, a list, a speech and a term lead on, also from the disk, where a folder has no index."""
    page = visit(home, "")
    for name in ("讲话", "词条", "年份"):
        page.locator(".nav a", has_text=name).click()
        expect(page.locator("h1")).to_contain_text(name)
        expect(page.locator(".nav [aria-current]")).to_have_text(name)
    page.locator(".timeline a", has_text="2020").first.click()
    page.locator(".line-title a").first.click()
    expect(page).to_have_url(address(home, f"speeches/{MIXED}/"))
    page.locator(".terms-here a", has_text="四风").first.click()
    expect(page).to_have_url(address(home, "terms/sifeng/"))
    page.locator(".kwic .key").first.click()
    expect(page.locator(":target")).to_have_class("block paragraph")
    page.locator(".running .name").click()
    expect(page).to_have_url(address(home, ""))


def test_an_old_address_leads_to_the_new(visit, home):
    """A page that has moved is replaced by its new address, with the anchor."""
    page = visit(home, "old/geshi/#p3")
    expect(page).to_have_url(address(home, f"speeches/{MIXED}/#p3"))


def test_an_old_address_leads_to_the_new_without_scripts(window, served):
    """The same by the head of the page, where no script runs."""
    page = window(served, java_script_enabled=False).context.new_page()
    page.goto(served + "old/geshi/")
    expect(page.locator("h1")).to_contain_text("在作风建设座谈会上的讲话")


def test_theme_and_size_hold_from_page_to_page(visit, home):
    """What the reader sets stands before the first paint of the next page, and in the settings there."""
    page = visit(home, "about/", color_scheme="light")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".settings summary").click()
    page.locator(".settings label", has_text="深色").click()
    page.locator(".settings label", has_text="特大").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != paper
    expect(page.locator("meta[name=theme-color]").first).to_have_attribute("content", "#161513")
    page.keyboard.press("Escape")
    expect(page.locator(".settings .panel")).to_be_hidden()
    expect(page.locator(".settings summary")).to_be_focused()
    page.add_init_script(
        """new MutationObserver((_, watch) => {
            if (!document.body) return;
            const root = document.documentElement;
            window.atFirst = [root.dataset.theme, root.dataset.size, getComputedStyle(document.body).backgroundColor];
            watch.disconnect();
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.locator(".nav a", has_text="年份").click()
    expect(page.locator("h1")).to_contain_text("年份")
    assert page.evaluate("atFirst") == ["dark", "xl", dark]
    page.locator(".settings summary").click()
    assert page.locator(".settings input:checked").evaluate_all("nodes => nodes.map(n => n.value)") == [
        "dark",
        "xl",
        "mid",
        "on",
        "zh",
    ]
    page.locator("main").click(position={"x": 5, "y": 5})
    expect(page.locator(".settings .panel")).to_be_hidden()


def test_settings_where_the_storage_is_closed(window, served):
    """A browser that refuses to store still shows the pages, and the settings hold for the page."""
    page = window(served).context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed', 'SecurityError'); } })"
    )
    page.goto(address(served, "about/"))
    page.locator(".settings summary").click()
    page.locator(".settings label", has_text="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("url", ["", f"speeches/{MIXED}/", "terms/sifeng/", "zh-hant/terms/by/number/"])
def test_by_keyboard(visit, served, url):
    """Tab comes first to the skip link, then to what stands in the head, always visibly; the skip link leads past it."""
    page = visit(served, url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if not stop:
            break
        stops.append(stop)
        assert stop["seen"], f"the focus is not seen on {stop['html']}"
        assert stop["name"], f"no name: {stop['html']}"
        assert stop["bottom"] > 0, f"out of view: {stop}"
        assert stop["top"] < WIDE[1], f"out of view: {stop}"
    places = [stop["place"] for stop in stops]
    assert places == sorted(places, key=["head", "main", "foot"].index)
    assert "main" in places

    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["place"] == "main"


def test_settings_by_keyboard(visit, served):
    """The settings open, change by arrows and close without a mouse; leaving them closes them."""
    page = visit(served, "about/")
    page.locator(".settings summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "auto"
    page.keyboard.press("ArrowLeft")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    for _ in range(5):  # past the other choices
        page.keyboard.press("Tab")
    expect(page.locator(".settings .panel")).to_be_hidden()
