"""Every page of the archive that comes with the program is valid HTML, parsed by the letter of the standard and checked by its rules.

A strict parser finds what is not well formed; below it stand the rules of the HTML standard and of WCAG that a page could break and a
parser does not see. Each is a function from a page's tree to the faults that it finds.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from generator.cli import main

CONTENT = Path(__file__).parent.parent / "content"
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "headers")
INTERACTIVE = ("a", "button", "input", "label", "select", "summary", "textarea")
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option"},
}
"""What may stand directly in an element that takes certain elements only."""
PHRASES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "dt", "summary", "button", "label", "strong", "q", "cite", "mark", "ins", "del")  # fmt: skip
BLOCKS = {"p", "div", "ul", "ol", "dl", "table", "section", "article", "nav", "aside", "header", "footer", "figure", "form", "fieldset", "details", "blockquote", "pre", "main"}  # fmt: skip
OBSOLETE = {"align", "valign", "bgcolor", "border", "width", "height", "name"}
"""Attributes that were once used for looks, on elements that have them no longer."""
MAY_HAVE = {"svg", "rect", "img", "input", "select", "button", "meta", "form", "details", "textarea"}
LANGUAGES = {"zh-Hans", "zh-Hant", "zh-Latn", "en"}


def text_of(element: Element) -> str:
    return "".join(element.itertext()).strip()


def name_of(element: Element, page: "Page") -> str:
    """The name by which a control or a part goes: what a screen reader says."""
    labelled = " ".join(
        text_of(page.ids[id]) for id in (element.get("aria-labelledby") or "").split() if id in page.ids
    )
    pictures = "".join(
        inside.get("alt") or inside.get("aria-label") or ""
        for inside in element.iter()
        if inside is not element
    )
    own = labelled or element.get("aria-label") or text_of(element) or pictures or element.get("title") or ""
    if element.tag in ("input", "select", "textarea"):
        own = labelled or element.get("aria-label") or page.labels.get(element, "")
    return own.strip()


class Page:
    """A parsed page and what its rules ask for again and again."""

    def __init__(self, path: Path) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(path.read_text("utf-8"))
        self.errors = [f"line {place[0]}: {code} {data}" for place, code, data in parser.errors]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.all = [element for element in self.root.iter() if isinstance(element.tag, str)]
        self.ids = {element.get("id", ""): element for element in self.all if element.get("id")}
        self.labels: dict[Element, str] = {}
        for label in self.root.iter("label"):
            held = next(
                (inside for inside in label.iter() if inside.tag in ("input", "select", "textarea")), None
            )
            target = self.ids.get(label.get("for", "")) if held is None else held
            if target is not None:
                self.labels[target] = text_of(label)

    def above(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element


def well_formed(page: Page) -> Iterator[str]:
    yield from page.errors


def ids_are_unique(page: Page) -> Iterator[str]:
    ids = Counter(element.get("id") for element in page.all if element.get("id") is not None)
    yield from (f"id {id}" for id, n in ids.items() if n > 1 or not id or " " in str(id))


def references_lead_somewhere(page: Page) -> Iterator[str]:
    for element in page.all:
        for attribute in REFERENCES:
            for id in (element.get(attribute) or "").split():
                if id not in page.ids:
                    yield f"{attribute}={id}"


def headings_are_in_order(page: Page) -> Iterator[str]:
    level = 0
    headings = [element for element in page.all if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    if sum(heading.tag == "h1" for heading in headings) != 1:
        yield "not one h1"
    for heading in headings:
        now = int(heading.tag[1])
        if now > level + 1:
            yield f"h{level} is followed by {heading.tag} “{text_of(heading)}”"
        if not text_of(heading):
            yield f"empty {heading.tag}"
        level = now


def pictures_have_words(page: Page) -> Iterator[str]:
    for element in page.all:
        if element.tag == "img" and element.get("alt") is None:
            yield f"img {element.get('src')}"
        if (
            element.tag.endswith("svg")
            and element.get("aria-hidden") != "true"
            and not element.get("aria-label")
        ):
            yield f"svg {element.get('class')}"


def languages_are_known(page: Page) -> Iterator[str]:
    if not page.root.get("lang"):
        yield "html has no lang"
    yield from (
        f"lang={element.get('lang')}" for element in page.all if element.get("lang") not in {None, *LANGUAGES}
    )


def controls_have_names(page: Page) -> Iterator[str]:
    for element in page.all:
        is_control = element.tag in ("button", "input", "select", "textarea", "summary", "dialog") or (
            element.tag == "a" and element.get("href")
        )
        # What a script fills in, or shows when there is something to say, has its name by then.
        is_waiting = any(
            up.get("hidden") is not None or "chosen" in (up.get("class") or "")
            for up in (element, *page.above(element))
        )
        if is_control and not is_waiting and not name_of(element, page):
            yield f"{element.tag} {element.attrib}"


def parts_have_names(page: Page) -> Iterator[str]:
    """Landmarks that a page has several of are told apart by their names."""
    if [element.tag for element in page.all].count("main") != 1:
        yield "not one main"
    names = Counter(
        (element.tag, name_of_part(element, page))
        for element in page.all
        if element.tag in ("nav", "aside", "form")
    )
    yield from (f"{n} × {tag} “{name}”" for (tag, name), n in names.items() if n > 1)
    yield from (f"{tag} without a name" for tag, name in names if tag in ("nav", "aside") and not name)


def name_of_part(element: Element, page: Page) -> str:
    labelled = " ".join(
        text_of(page.ids[id]) for id in (element.get("aria-labelledby") or "").split() if id in page.ids
    )
    return (element.get("aria-label") or labelled).strip()


def tables_have_heads(page: Page) -> Iterator[str]:
    for table in page.root.iter("table"):
        if any(up.get("id") == "text" for up in page.above(table)):
            continue  # a table of a speech is as its author made it
        heads = list(table.iter("th"))
        if table.find("thead") is None and heads == [] and list(table):
            yield "table without th"
        yield from (
            f"th “{text_of(th)}” without scope"
            for th in heads
            if th.get("scope") not in ("row", "col", "rowgroup", "colgroup")
        )


def children_are_allowed(page: Page) -> Iterator[str]:
    for element in page.all:
        if allowed := CHILDREN.get(element.tag):
            yield from (
                f"{child.tag} in {element.tag}"
                for child in element
                if isinstance(child.tag, str) and child.tag not in allowed
            )
        if element.tag in PHRASES:
            yield from (
                f"{child.tag} in {element.tag}"
                for child in element
                if child.tag in BLOCKS and element.tag not in ("a", "ins", "del")
            )
        if element.tag in INTERACTIVE:
            inside = [
                other.tag for other in element.iter() if other is not element and other.tag in INTERACTIVE
            ]
            yield from (f"{tag} in {element.tag}" for tag in inside if element.tag != "label")


def attributes_are_of_today(page: Page) -> Iterator[str]:
    for element in page.all:
        if element.tag.rpartition("}")[2] not in MAY_HAVE:
            yield from (f"{attribute} on {element.tag}" for attribute in OBSOLETE & set(element.keys()))
        yield from (
            f"{attribute} on {element.tag}"
            for attribute in element.attrib
            if attribute == "style" or attribute.startswith("on")
        )
        if element.get("role") == "" or element.get("aria-label") == "" or element.get("title") == "":
            yield f"empty role or name on {element.tag}"


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    well_formed,
    ids_are_unique,
    references_lead_somewhere,
    headings_are_in_order,
    pictures_have_words,
    languages_are_known,
    controls_have_names,
    parts_have_names,
    tables_have_heads,
    children_are_allowed,
    attributes_are_of_today,
)
WRONG: dict[Callable[[Page], Iterator[str]], str] = {
    well_formed: "<p><b>x</p></b>",
    ids_are_unique: "<p id=a></p><p id=a></p>",
    references_lead_somewhere: "<section aria-labelledby=b></section>",
    headings_are_in_order: "<h1>x</h1><h3>y</h3>",
    pictures_have_words: "<img src=x>",
    languages_are_known: "<p lang=chinese></p>",
    controls_have_names: "<button><svg></svg></button>",
    parts_have_names: "<main></main><nav aria-label=x></nav><nav aria-label=x></nav>",
    tables_have_heads: "<table><tbody><tr><th>x</th></tr></tbody></table>",
    children_are_allowed: "<ul><div></div></ul>",
    attributes_are_of_today: "<p align=left></p>",
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive that comes with the program."""
    home = tmp_path_factory.mktemp("shipped")
    with contextlib.chdir(home):
        assert (
            main(
                ["build", "--content", str(CONTENT), "--output", "site", "--base-url", "https://example.org"]
            )
            == 0
        )
    return home / "site"


def test_every_page_is_valid(shipped: Path) -> None:
    """No page breaks a rule, and its other script has the same elements. Raw files are as their publishers made them."""
    pages = [path for path in sorted(shipped.rglob("*.html")) if path.relative_to(shipped).parts[0] != "raw"]
    assert len(pages) > 500
    faults = []
    for path in pages:
        name = path.relative_to(shipped)
        if name.parts[0] == "zh-hant":
            if elements(path) != elements(shipped / name.relative_to("zh-hant")):
                faults.append(f"{name}: not the elements of the simplified page")
            continue
        page = Page(path)
        faults += [f"{name}: {rule.__name__}: {fault}" for rule in RULES for fault in rule(page)]
    assert not faults, "\n".join(faults[:40])


def elements(path: Path) -> list[str]:
    """Every tag and comment of a page, in order, with its attributes' names; the two that tell the other script from one's own left out."""
    tags = re.findall(r"<[!/a-z][^>]*>", path.read_text("utf-8"))
    return sorted(
        re.sub(r'="[^"]*"', "", tag)
        for tag in tags
        if 'class="other"' not in tag and "aria-current" not in tag
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_sees_its_fault(rule: Callable[[Page], Iterator[str]], tmp_path: Path) -> None:
    """A rule that cannot fail checks nothing."""
    path = tmp_path / "page.html"
    head = "<!doctype html><html lang=zh-Hans><head><title>x</title></head><body>"
    path.write_text(f"{head}{WRONG[rule]}</body></html>", "utf-8")
    assert list(rule(Page(path)))
    path.write_text(f"{head}<main><h1>x</h1><p id=a lang=en>y</p></main></body></html>", "utf-8")
    assert list(rule(Page(path))) == []
