"""Pictures of the site for the eye: every kind of page, wide and narrow, light and dark, in both scripts.

In: a built site. Out: `contact-sheet-<width>-<scheme>.jpg`, where each page stands once in simplified and once in traditional
characters, and `screenshot.png`, a speech with an open definition. Run by hand after a change of the theme
(`python -m tests.browser.contact_sheet`); it also names the pages that are wider than the window or write to the console.
"""

import argparse
import csv
import html
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests import chromium

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SCRIPTS = (("", "简"), ("zh-hant/", "繁"))
FACETS = {"speakers": "人物", "places": "地点", "levels": "层级", "meetings": "会议"}
LONGEST = 6000
"""Pixels of a page from its top that a picture under ``--shots`` shows at most."""
STYLE = """
  body { margin: 0; padding: 12px; background: #8b8b8b; font: 12px/1.3 "Noto Sans CJK SC", "PingFang SC", sans-serif; }
  main { display: grid; gap: 10px; }
  figure { margin: 0; }
  figcaption { height: 18px; color: #fff; white-space: nowrap; overflow: hidden; }
  img { display: block; object-fit: cover; object-position: top; }
"""


class Width(NamedTuple):
    """A window, and how its pictures stand on the sheet: in pixels, and so many to a row."""

    window: int
    height: int
    tile: int
    row: int
    phone: bool


WIDTHS = (Width(1280, 880, 352, 4, phone=False), Width(360, 720, 168, 8, phone=True))


class Kind(NamedTuple):
    """A kind of page: its name on the sheet, its file in the site, and what is done on it first."""

    name: str
    path: str
    act: Callable[[Page], None] | None = None


class Shot(NamedTuple):
    """One picture, with its label and the mode in which it was taken."""

    label: str
    picture: Path
    width: Width
    scheme: Scheme


def kinds(site: Path) -> Iterator[Kind]:
    """Every kind of page that the site has, of each the example with most to show."""
    speeches = _rows(site, "speeches")
    busiest = max(
        (row["speech"] for row in _rows(site, "mentions")), key=_counter(site, "mentions", "speech")
    )
    term = max(_rows(site, "terms"), key=lambda row: int(row["mentions"]))["slug"]
    years = sorted(
        {row["year"] for row in speeches if row["year"] != "undated"}, key=_counter(site, "speeches", "year")
    )
    yield Kind("首页", "index.html")
    yield Kind("讲话列表", "speeches/index.html")
    yield Kind("讲话", f"speeches/{busiest}/index.html")
    yield Kind("讲话，词条小窗", f"speeches/{busiest}/index.html", open_term)
    yield Kind("讲话，校勘记", f"speeches/{busiest}/index.html", open_edition)
    for row in speeches:
        if row["text_status"] in ("template", "composite", "disputed"):
            yield Kind("讲话，存疑一类", f"speeches/{row['id']}/index.html")
            break
    if (site / "search").is_dir():
        yield Kind("检索", "search/index.html", search)
    yield Kind("词条，拼音", "terms/index.html")
    yield Kind("词条，数字", "terms/by/number/index.html")
    yield Kind("词条，类别", "terms/by/category/index.html")
    yield Kind("一个词条", f"terms/{term}/index.html")
    yield Kind("一个词条，用例", f"terms/{term}/index.html", to_uses)
    known = {row["slug"] for row in _rows(site, "terms")} | {"by"}
    senses = sorted(
        path.name for path in (site / "terms").iterdir() if path.is_dir() and path.name not in known
    )
    for slug in senses[:1]:
        yield Kind("义项", f"terms/{slug}/index.html")
    yield Kind("年份", "years/index.html")
    if years:
        yield Kind("一年", f"years/{years[-1]}/index.html")
    if (site / "years/undated").is_dir():
        yield Kind("日期不详", "years/undated/index.html")
    for facet, name in FACETS.items():
        pages = sorted((site / facet).glob("*/index.html"), key=lambda page: page.stat().st_size)
        if pages:
            yield Kind(name, f"{facet}/index.html")
            yield Kind(f"{name}，一页", pages[-1].relative_to(site).as_posix())
    for article in ("about", "editorial"):
        if (site / article).is_dir():
            yield Kind("单页", f"{article}/index.html")
    yield Kind("设置", "about/index.html" if (site / "about").is_dir() else "index.html", open_settings)
    yield Kind("没有这一页", "404.html")


def _rows(site: Path, table: str) -> list[dict[str, str]]:
    with (site / "data" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _counter(site: Path, table: str, column: str) -> Callable[[str], tuple[int, str]]:
    """How often a value stands in a column; equal counts by the value, so that the choice does not depend on chance."""
    counts: dict[str, int] = {}
    for row in _rows(site, table):
        counts[row[column]] = counts.get(row[column], 0) + 1
    return lambda value: (counts[value], value)


# ----------------------------------------------------------------------------------------------- what is done on a page


def open_term(page: Page, below: int = 260) -> None:
    """Open the definition of the first linked phrase that stands so many pixels below the top of the window."""
    links = page.locator("#text a.term")
    boxes = [links.nth(i).bounding_box() for i in range(links.count())]
    links.nth(next((i for i, box in enumerate(boxes) if box and box["y"] > below), 0)).click()
    page.wait_for_timeout(400)


def open_edition(page: Page) -> None:
    """Unfold 校勘记 and go there."""
    summary = page.locator("details.edition > summary")
    if summary.count():
        summary.click()
        summary.evaluate("node => node.scrollIntoView()")


def to_uses(page: Page) -> None:
    """Go to the uses of a term."""
    page.locator("#uses").evaluate("node => node.scrollIntoView()")


def search(page: Page) -> None:
    """Search for two characters that every archive has."""
    field = page.locator("main input[name=q]")
    field.fill("工作")
    field.press("Enter")
    page.locator("#search-results[data-state=done]").wait_for(timeout=5_000)


def open_settings(page: Page) -> None:
    """Open the reader's settings."""
    page.locator(".settings summary, .settings button").first.click()


# ------------------------------------------------------------------------------------------------------------- pictures


def photograph(browser: Browser, site: Path, folder: Path, whole: bool) -> tuple[list[Shot], list[str]]:
    """Take every picture, at the height of the window or of the ``whole`` page; also say what is wrong to a program's eye."""
    shots: list[Shot] = []
    wrong: list[str] = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width.window, "height": width.height},
                color_scheme=scheme,
                has_touch=width.phone,
                is_mobile=width.phone,
            )
            for number, kind in enumerate(kinds(site)):
                for tree, script in SCRIPTS:
                    if not (site / tree / kind.path).is_file():
                        continue
                    label = f"{kind.name} {script}"
                    picture = folder / f"{width.window}-{scheme}-{number:02}-{script}.png"
                    faults = _photograph(context, site / tree / kind.path, kind, picture, whole)
                    wrong += [
                        f"{tree}{kind.path} ({kind.name}, {width.window}, {scheme}): {fault}"
                        for fault in faults
                    ]
                    shots.append(Shot(label, picture, width, scheme))
            context.close()
    return shots, wrong


def _photograph(context: BrowserContext, file: Path, kind: Kind, picture: Path, whole: bool) -> list[str]:
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.goto(file.as_uri())
    if kind.act:
        try:
            kind.act(page)
        except Error as error:
            wrong.append(str(error).splitlines()[0])
    page.wait_for_timeout(150)
    wider = int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    if wider > 0:
        wrong.append(f"{wider} px wider than the window")
    if whole and not kind.act:
        size = page.viewport_size
        assert size is not None
        height = min(LONGEST, int(page.evaluate("document.documentElement.scrollHeight")))
        clip = {"x": 0, "y": 0, "width": size["width"], "height": max(height, size["height"])}
        page.screenshot(path=picture, full_page=True, clip=clip)  # type: ignore[arg-type]
    else:
        page.screenshot(path=picture)
    page.close()
    return wrong


def tile(browser: Browser, shots: list[Shot], folder: Path, target: Path, quality: int) -> list[Path]:
    """Lay the pictures out on one sheet for each width and scheme."""
    made = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            here = [shot for shot in shots if shot.width == width and shot.scheme == scheme]
            sheet = folder / "sheet.html"
            sheet.write_text(_sheet(here, width), "utf-8")
            page = browser.new_page(
                viewport={"width": 24 + width.row * (width.tile + 10) - 10, "height": 400}
            )
            page.goto(sheet.as_uri())
            path = target / f"contact-sheet-{width.window}-{scheme}.jpg"
            page.screenshot(path=path, full_page=True, type="jpeg", quality=quality)
            page.close()
            made.append(path)
    return made


def _sheet(shots: list[Shot], width: Width) -> str:
    height = round(width.tile * width.height / width.window)
    figures = "".join(
        f'<figure><figcaption>{html.escape(shot.label)}</figcaption><img src="{shot.picture.as_uri()}" width="{width.tile}" height="{height}"></figure>'
        for shot in shots
    )
    columns = f"main {{ grid-template-columns: repeat({width.row}, {width.tile}px); }}"
    return f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><style>{STYLE}{columns}</style><main>{figures}</main></html>'


def screenshot(browser: Browser, site: Path, path: Path) -> None:
    """The picture for the README: a speech on a wide screen, with one definition open."""
    speech = next(kind for kind in kinds(site) if kind.act is open_term)
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto((site / speech.path).as_uri())
    open_term(page, below=720)  # it opens upwards there, and leaves the head of the page free
    page.screenshot(path=path)
    page.close()


def main() -> int:
    """Make the sheets and the screenshot; 1 where a page is too wide or writes to the console."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.contact_sheet", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--site", type=Path, default=Path("build"), metavar="DIR", help="the built site (default: build)"
    )
    parser.add_argument(
        "--to", type=Path, default=Path("docs"), metavar="DIR", help="where the sheets go (default: docs)"
    )
    parser.add_argument(
        "--shots", type=Path, metavar="DIR", help="keep every picture at full size, whole pages, here"
    )
    parser.add_argument(
        "--quality", type=int, default=50, metavar="N", help="of the sheets, 1 to 100 (default: 50)"
    )
    arguments = parser.parse_args()
    site: Path = arguments.site.resolve()
    if not (site / "data" / "speeches.csv").is_file():
        print(f"{arguments.site} is no built site: run make site first", file=sys.stderr)
        return 2
    executable = chromium.find()
    if executable is None:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(chromium.FLAGS))
        folder = Path(arguments.shots or temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        shots, wrong = photograph(browser, site, folder, whole=arguments.shots is not None)
        made = tile(browser, shots, Path(temporary), arguments.to, arguments.quality)
        screenshot(browser, site, arguments.to / "screenshot.png")
        browser.close()
    for line in wrong:
        print(line, file=sys.stderr)
    size = sum(path.stat().st_size for path in made)
    print(f"{len(shots)} pictures on {len(made)} sheets, {size / 1e6:.2f} MB: {', '.join(map(str, made))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
