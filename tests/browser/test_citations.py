"""Citations in a real browser: six forms of every case, read by strict readers; the menu of a paragraph's number.

The cases are ``tests/cases/citations/*.md``. BibTeX, RIS and CSL-JSON are read here by rules of their own, written after the formats:
BibTeX counts braces; RIS has a tag, two spaces, a hyphen and a space in every line; CSL-JSON has the names and shapes of csl-data.json.
"""

import contextlib
import datetime
import hashlib
import itertools
import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.cli import main
from tests.archives import cases, put
from tests.browser.conftest import DISPUTED, IMPORTED, MIXED, WIDE, address, phone
from tests.reference.fields import facts_of

BODY = "同志们：\n\n把话说短一些。\n"
EDITION = hashlib.sha256(BODY.encode()).hexdigest()[:12]
CASES = [one.values for one in cases("citations")]
BASE = "https://example.org/shilu"
SPEECH = f"speeches/{MIXED}/"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
GB2015, GB2025, CHICAGO, BIBTEX, RIS, CSL = FORMS = (
    "GB/T 7714—2015",
    "GB/T 7714—2025",
    "Chicago",
    "BibTeX",
    "RIS",
    "CSL-JSON",
)


@pytest.fixture(scope="session")
def cited(tmp_path_factory):
    """A site with a speech a case: its address, from the disk."""
    home = tmp_path_factory.mktemp("cited")
    files = {"site.yaml": f"title: 试录\nbase_url: {BASE}/\n"}
    for n, (facts, _) in enumerate(CASES, 1):
        files[f"speeches/c-{n}.md"] = f"---\n{facts}\n---\n\n{BODY}"
    put(home / "content", files)
    with contextlib.chdir(home):
        assert main(["build", "--jobs", "1"]) == 0
    return (home / "build").as_uri() + "/"


def forms(page: Page) -> dict[str, str]:
    """The citation of the page in every form that its list offers."""
    names = page.locator(".cite select option").all_text_contents()
    assert tuple(names) == FORMS
    found = {}
    for name in names:
        page.locator(".cite select").select_option(name)
        found[name] = page.locator("#citation").text_content() or ""
    return found


def today(page: Page) -> datetime.date:
    """The day of the visit, as the browser has it."""
    parts = page.evaluate(
        "(() => { const d = new Date(); return [d.getFullYear(), d.getMonth() + 1, d.getDate()]; })()"
    )
    return datetime.date(*parts)


# ------------------------------------------------------------------------------------------------------- readers


def read_bibtex(text: str) -> tuple[str, dict[str, str]]:
    """One entry: its key and its fields, with TeX's names of signs resolved."""
    head = re.fullmatch(r"@misc\{([a-z0-9-]+),\n(.*)\}", text, re.S)
    assert head, text
    fields: dict[str, str] = {}
    rest = head[2]
    while rest.strip():
        start = re.match(r"\s*([a-z]+) = ", rest)
        assert start, rest
        rest = rest[start.end() :]
        if rest[0] != "{":
            value = re.match(r"[a-z]{3}(?=,\n)", rest)
            assert value, rest
            fields[start[1]], rest = value[0], rest[value.end() + 1 :]
            continue
        depths = itertools.accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in rest)
        end = next((at for at, depth in enumerate(depths) if not depth), None)
        assert end, rest
        assert rest[end + 1] == ","
        assert start[1] not in fields
        fields[start[1]], rest = rest[1:end], rest[end + 2 :]
    return head[1], fields


def plain(tex: str) -> str:
    """What TeX prints for a text without commands of its own; a bare special sign is an error."""
    named = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^"}  # fmt: skip
    out, at = "", 0
    for found in re.finditer(r"\\(text[a-z]+)\{\}|\\([&%$#_])|([{}])|([&%$#_~^\\])", tex):
        assert not found[4], f"bare {found[4]} in {tex}"
        out += tex[at : found.start()] + (named[found[1]] if found[1] else found[2] or "")
        at = found.end()
    return out + tex[at:]


def read_ris(text: str) -> dict[str, list[str]]:
    """The values by their tags, in order; TY is first, ER last."""
    assert text.endswith("ER  - \r\n")
    lines = text.split("\r\n")[:-1]
    pairs = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in lines]
    assert all(pairs), lines
    found: dict[str, list[str]] = {}
    for pair in filter(None, pairs):
        found.setdefault(pair[1], []).append(pair[2])
    assert next(iter(found)) == "TY"
    assert all(value for tag, values in found.items() for value in values if tag != "ER")
    return found


CSL_FIELDS = {"id": str, "type": str, "title": str, "author": list, "issued": dict, "accessed": dict, "event-title": str, "event": str, "event-place": str, "genre": str,
              "archive": str, "version": str, "note": str, "language": str, "URL": str}  # fmt: skip


def read_csl(text: str) -> dict[str, Any]:
    """The one item: names and shapes as the schema of CSL's data has them."""
    items = json.loads(text)
    assert isinstance(items, list)
    item: dict[str, Any]
    (item,) = items
    assert {"id", "type"} <= set(item)
    assert item["type"] == "speech"
    for name, value in item.items():
        assert isinstance(value, CSL_FIELDS[name]), name
        assert value
    for name in item.get("author", []):
        assert set(name) == {"literal"}
    for name in {"issued", "accessed"} & set(item):
        day = item[name]
        assert set(day) <= {"date-parts", "circa", "literal"}
        parts = day.get("date-parts", [[2000]])
        assert 1 <= len(parts) <= 2
        assert all(1 <= len(part) <= 3 and all(type(number) is int for number in part) for part in parts)
    return item


# --------------------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize("n", range(1, len(CASES) + 1))
def test_every_form_of_every_case(visit, cited, n):
    """The three for people as the case writes them; the three for programs give back what the speech's facts are."""
    written, expected = CASES[n - 1]
    page = visit(cited, f"speeches/c-{n}/")
    found, day = forms(page), today(page)
    words = f"{day:%B} {day.day}, {day.year}"
    for form, line in zip((GB2015, GB2025, CHICAGO), expected.split("\n"), strict=True):
        for mark, value in (
            ("{edition}", EDITION),
            ("{today}", day.isoformat()),
            ("{day}", words),
            ("{id}", f"c-{n}"),
        ):
            line = line.replace(mark, value)
        assert found[form] == line
    if "zh-Hant" in written:
        return
    facts, url = facts_of(written), f"{BASE}/speeches/c-{n}/"

    key, bib = read_bibtex(found[BIBTEX])
    assert key == f"c-{n}"
    names = " and ".join(f"{{{name}}}" for name in facts.names)
    assert bib.get("author", "") == names
    assert bib["title"].startswith("{")
    assert plain(bib["title"]) == facts.title
    assert (bib["url"], bib["urldate"]) == (url, day.isoformat())
    assert EDITION in bib["note"]
    assert facts.place in bib["howpublished"]

    ris = read_ris(found[RIS])
    assert ris["TY"] == ["SLIDE"]
    assert ris.get("AU", []) == facts.names
    assert ris["TI"] == [facts.title]
    assert ris.get("CY", [""]) == [facts.place]
    assert (ris["UR"], ris["Y2"], ris["ET"]) == ([url], [day.isoformat().replace("-", "/")], [EDITION])

    csl = read_csl(found[CSL])
    assert csl["title"] == facts.title
    assert [name["literal"] for name in csl.get("author", [])] == facts.names
    assert csl.get("event-place", "") == facts.place
    assert (csl["URL"], csl["version"], csl["id"]) == (url, EDITION, key)
    assert csl["accessed"] == {"date-parts": [[day.year, day.month, day.day]]}

    assert bib["langid"] == "chinese"
    if not facts.date:
        assert {"year", "date"}.isdisjoint(bib)
        assert "n.d." in bib["note"]
        assert "issued" not in csl
        assert "DA" not in ris
    elif re.fullmatch("[0-9-]+", facts.date):
        parts = [int(part) for part in facts.date.split("-")]
        month = [] if len(parts) == 1 else [datetime.date(2000, parts[1], 1).strftime("%b").lower()]
        dated = [bib["year"], *([bib["month"]] if "month" in bib else []), *([bib["day"]] if "day" in bib else [])]  # fmt: skip
        assert dated == [str(parts[0]), *month, *map(str, parts[2:])]
        assert "date" not in bib
        assert csl["issued"] == {"date-parts": [parts]}
        assert ris["DA"] == ["/".join([*facts.date.split("-"), "", "", ""][:3]) + "/"]
        assert ris["PY"] == [str(parts[0])]
    else:
        assert {"year", "month", "day"}.isdisjoint(bib)
        assert bib["date"] == facts.date.replace("..", "")
        assert re.search(r"; (ca\.|between|.* or )", bib["note"])
        assert csl["issued"].get("circa") or "or " in csl["issued"]["literal"]
        assert re.fullmatch(r"\d{4}///(ca\.|between|.* or ).*", ris["DA"][0])
    data = (bib["note"], ris["N1"][0], csl["note"])
    assert not re.search("录音整理|范文|存疑|拼合|节录|摘要", "".join(data).replace("范文）", "")), (
        "one language"
    )
    for word in ("template", "composite", "disputed", "transcript", "abridged", "summary"):
        is_so = f"text_status: {word}" in written
        assert all((word in text) is is_so for text in data)


def test_the_other_tree(visit, home):
    """In traditional characters everything is cited so, with that page's address and language."""
    page = visit(home, f"zh-hant/{SPEECH}")
    found = forms(page)
    assert found[GB2015].startswith(
        "高啟明. 在作風建設座談會上的講話：表、注、引文都在這裡[石橋縣，錄音整理][Z/OL]. 版本"
    )
    assert f"{BASE}/zh-hant/speeches/{MIXED}/" in found[GB2015]
    csl = read_csl(found[CSL])
    assert csl["language"] == "zh-Hant"
    assert (csl["event-title"], csl["event"], csl["event-place"]) == (
        "作風建設座談會",
        "作風建設座談會",
        "石橋縣",
    )


def test_no_address_and_no_type_where_the_site_has_none(tmp_path, visit):
    """Nothing is invented: no [OL], no day of access, no address."""
    put(
        tmp_path / "content",
        {"site.yaml": "title: 试录\n", "speeches/a-1.md": f"---\ntitle: 讲话\ndate: 2020\n---\n\n{BODY}"},
    )
    with contextlib.chdir(tmp_path):
        assert main(["build", "--jobs", "1"]) == 0
    found = forms(visit((tmp_path / "build").as_uri() + "/", "speeches/a-1/"))
    assert found[GB2015] == found[GB2025].replace("（", "(").replace("）", ")")
    assert found[GB2015] == f"讲话[Z]. 版本{EDITION}. 试录(2020)."
    assert found[CHICAGO] == f"“讲话” (speech, 2020), 试录, edition {EDITION}."
    assert "url" not in read_bibtex(found[BIBTEX])[1]
    assert {"UR", "Y2"}.isdisjoint(read_ris(found[RIS]))
    assert {"URL", "accessed"}.isdisjoint(read_csl(found[CSL]))


# ---------------------------------------------------------------------------------------------------------- menu


def clip(page: Page) -> str:
    """What is on the clipboard."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def open_menu(page: Page, block: str = "#p3") -> Locator:
    """Click the number of the third paragraph; returns its menu."""
    page.locator(block).hover()
    page.locator(f"{block} > .pid").click()
    menu = page.get_by_role("dialog", name="第3段")
    expect(menu).to_be_visible()
    return menu


def test_the_menu_by_mouse(visit, served):
    """It opens beside the number, which is marked and in the address bar, and the page does not move; a press elsewhere closes it."""
    page = visit(served, SPEECH, **CLIPBOARD)
    page.locator("#p3").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    menu = open_menu(page)
    expect(page).to_have_url(served + SPEECH + "#p3")
    assert page.evaluate("scrollY") == before
    assert page.locator("#p3").evaluate("n => getComputedStyle(n, '::before').width") == "2px"
    box, number, column = (
        one.bounding_box() for one in (menu, page.locator("#p3 > .pid"), page.locator("#p3"))
    )
    assert box
    assert number
    assert column
    assert box["y"] >= number["y"] + number["height"] - 1
    assert box["x"] + box["width"] <= WIDE[0]
    assert box["x"] >= column["x"] + column["width"], "it covers no line that is read"
    page.mouse.click(20, 400)
    expect(menu).to_be_hidden()
    open_menu(page)
    page.locator("#p3 > .pid").click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("width", [905, 1000, 1100, 1170])
def test_the_menu_covers_no_end_of_a_line(visit, served, width):
    """Where the margin is narrow the menu is, too; where it is too narrow for that the menu is a sheet."""
    page = visit(served, SPEECH, (width, 800))
    menu = open_menu(page)
    box, column = menu.bounding_box(), page.locator("#p3").bounding_box()
    assert box
    assert column
    is_sheet = "sheet" in (menu.get_attribute("class") or "")
    assert is_sheet == (width < 950)
    assert is_sheet or box["x"] >= column["x"] + column["width"]
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_link_and_citation_of_a_paragraph(visit, home):
    """The link is the site's own, also in a copy on a disk; every form names the paragraph and leads to it."""
    page = visit(home, SPEECH, **CLIPBOARD)
    url = f"{BASE}/speeches/{MIXED}/#p3"
    menu = open_menu(page)
    menu.get_by_role("button", name="复制链接").click()
    expect(menu).to_be_hidden()
    expect(page.locator(".toast span")).to_be_visible()
    expect(page.locator("#p3 > .pid")).to_be_focused()
    assert clip(page) == url
    copied = {}
    for form in FORMS:
        menu = open_menu(page)
        menu.get_by_label("格式").select_option(form)
        menu.get_by_role("button", name="复制引文").click()
        expect(menu).to_be_hidden()
        copied[form] = clip(page)
    assert re.search(r"石桥县讲话录: 第3段\(2020-05-06\)\[[\d-]{10}\]\. " + re.escape(url), copied[GB2015])
    assert re.search(r"石桥县讲话录：第3段（2020-05-06）\[[\d-]{10}\]\. " + re.escape(url), copied[GB2025])
    assert ", para. 3, 石桥县讲话录, edition " in copied[CHICAGO]
    key, bib = read_bibtex(copied[BIBTEX].replace("\r\n", "\n"))
    assert (key, bib["url"]) == (f"{MIXED}-p3", url)
    assert "paragraph 3" in bib["note"]
    ris = read_ris(copied[RIS])
    assert (ris["SP"], ris["UR"]) == (["para. 3"], [url])
    csl = read_csl(copied[CSL])
    assert csl["URL"] == url
    assert "paragraph 3" in csl["note"]


def test_the_edition_is_that_of_the_notes(visit, served):
    """Of an imported speech: the digest that its 校勘记 names."""
    page = visit(served, f"speeches/{IMPORTED}/")
    named = page.locator(".edition .source code").text_content()
    assert re.fullmatch("[0-9a-f]{12}", named)
    assert all(named in text for text in forms(page).values())


def test_the_form_is_remembered(visit, served):
    """What is chosen in the menu holds at the end of the page, and on the next page."""
    page = visit(served, SPEECH, **CLIPBOARD)
    open_menu(page).get_by_label("格式").select_option(RIS)
    expect(page.locator(".cite select")).to_have_value(RIS)
    assert page.locator("#citation").text_content().startswith("TY  - ")
    page.goto(address(served, f"speeches/{DISPUTED}/"))
    expect(page.locator(".cite select")).to_have_value(RIS)
    read_ris(page.locator("#citation").text_content())
    page.locator("button.copy[data-copy]").click()
    read_ris(clip(page))


def test_a_form_that_is_not_known_is_the_first(visit, served):
    """The browser's storage may hold anything."""
    page = visit(served, SPEECH)
    page.evaluate("localStorage.setItem('yanlu-citation', 'constructor')")
    page.reload()
    expect(page.locator(".cite select")).to_have_value(GB2015)


def test_the_menu_by_keyboard(visit, served):
    """Enter opens it and goes in; Tab goes through and back to the number; Escape closes; the number says what it does."""
    page = visit(served, SPEECH, **CLIPBOARD)
    number = page.locator("#p3 > .pid")
    expect(number).to_have_attribute("aria-haspopup", "dialog")
    number.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="第3段")
    expect(menu.get_by_role("button", name="复制链接")).to_be_focused()
    expect(number).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("button", name="复制引文")).to_be_focused()
    page.keyboard.press("Tab")
    expect(menu.get_by_label("格式")).to_be_focused()
    page.keyboard.press("Tab")
    expect(menu).to_be_hidden()
    expect(number).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(menu).to_be_hidden()
    assert clip(page) == f"{BASE}/speeches/{MIXED}/#p3"
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(number).to_be_focused()
    expect(number).not_to_have_attribute("aria-expanded", "true")


def test_the_menu_by_touch(visit, served):
    """On a phone it is a sheet at the lower edge; a tap above it closes it."""
    page = visit(served, SPEECH, **phone(), **CLIPBOARD)
    page.locator("#p3 > .pid").tap()
    menu = page.get_by_role("dialog", name="第3段")
    expect(menu).to_be_visible()
    box = menu.bounding_box()
    assert box["x"] == 0
    assert abs(box["y"] + box["height"] - 720) <= 1
    for control in menu.get_by_role("button").all():
        assert control.bounding_box()["height"] >= 44
    page.touchscreen.tap(180, 100)
    expect(menu).to_be_hidden()
    page.locator("#p3 > .pid").tap()
    menu.get_by_role("button", name="复制引文").tap()
    expect(menu).to_be_hidden()
    assert "第3段" in clip(page)


def test_other_ways_to_follow_a_number_are_the_browsers(visit, served):
    """With Ctrl a number is a link like any other."""
    page = visit(served, SPEECH)
    page.locator("#p3").hover()
    with page.context.expect_page() as opened:
        page.locator("#p3 > .pid").click(modifiers=["Control"])
    assert opened.value.url == served + SPEECH + "#p3"
    expect(page.locator(".pid-menu")).to_have_count(0)


def test_without_scripts(visit, served):
    """The citation stands there, without a control that would do nothing; a number is a link."""
    page = visit(served, SPEECH, java_script_enabled=False)
    assert (
        page.locator("#citation")
        .text_content()
        .startswith("高启明. 在作风建设座谈会上的讲话：表、注、引文都在这里[石桥县，录音整理][Z/OL]. 版本")
    )
    for control in page.locator(".cite button, .cite select").all():
        expect(control).to_be_hidden()
    page.locator("#p3").hover()
    page.locator("#p3 > .pid").click()
    expect(page).to_have_url(served + SPEECH + "#p3")
