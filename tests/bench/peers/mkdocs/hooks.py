"""Hooks of MkDocs: the first mention of each term in a speech becomes a link, and pages of terms and years list their speeches."""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tests.bench.peers.linker import HEADING_TAGS, read_linker

_LINK = '<a class="term" href="/terms/{1}/">{0}</a>'
_linker = read_linker(Path("names.json"))
_mentions: dict[str, list[Page]] = {}
_years: dict[str, list[Page]] = {}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the index of terms, that of years, and a page a year."""
    speeches = [file for file in files.documentation_pages() if _kind(file) == "speeches"]
    years = sorted({file.name.split("-")[0] for file in speeches})
    for path in ("terms/index.md", "years/index.md", *(f"years/{year}.md" for year in years)):
        files.append(File.generated(config, path, content=""))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Choose the template."""
    kind = _kind(page.file)
    name = page.file.src_uri.rsplit("/", 1)[-1]
    page.meta["template"] = f"{kind}-index.html" if name == "index.md" else f"{kind}.html"
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Link a speech, and note what it mentions."""
    if _kind(page.file) != "speeches":
        return html
    html, found = _linker.link(html, HEADING_TAGS, _LINK)
    for slug in found:
        _mentions.setdefault(slug, []).append(page)
    _years.setdefault(str(page.meta["day"])[:4], []).append(page)
    return html


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object) -> dict[str, Any]:
    """What the templates list."""
    name = page.file.name
    context["mentions"], context["years"] = _mentions, _years
    context["some"] = {"terms": _mentions, "years": _years}.get(_kind(page.file), {}).get(name, [])
    return context


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    """The newest speeches, for the feed."""
    if template_name == "feed.xml":
        speeches = (page for some in _years.values() for page in some)
        context["newest"] = sorted(speeches, key=lambda page: str(page.meta["day"]), reverse=True)[:30]
    return context


def _kind(file: File) -> str:
    """The folder that a page is in."""
    return file.src_uri.split("/")[0] if "/" in file.src_uri else "home"
