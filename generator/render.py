"""Page to bytes: reads the theme, fills its templates, converts the other script, and collects the links of each page.

``render_chunk`` is the task that goes through the executor; templates and converters are made once a process.
"""

import functools
import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from types import SimpleNamespace
from typing import Any

import msgspec
from jinja2 import TemplateError
from markupsafe import Markup

from generator import __version__, dates, epub, urls, work
from generator.comparison import compare, compare_texts
from generator.labels import settle, unmarked
from generator.linked import linked
from generator.markup import to_html
from generator.memo import Memo, digest_of, digest_of_bytes
from generator.model import BlockId, Config, Mention, Page, SiteError, Slug, Url, Value
from generator.script import given_texts, to_traditional
from generator.theme import Folders, Theme, read_theme
from generator.views.common import Link
from generator.views.epub import EpubView
from generator.views.reuse import Mark, PairView

_ANCHORED = ("speech.html", "article.html")
_ATTRIBUTES = {name: re.compile(rb' %s="([^"]*)"' % name) for name in (b"href", b"src", b"id")}
"""A pattern each: one that begins with fixed bytes is found several times faster."""
_BLANKS = bytes.maketrans(b"\t\n\f\r", b"    ")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")


class Site(Value, frozen=True):
    """What every page may know of the site; nothing in it counts speeches or terms, so that an edit touches few pages."""

    config: Config
    theme: Folders
    theme_digest: bytes
    single: tuple[str, ...]
    """Addresses that exist in the root tree only: old ones, and folders of static/."""
    protected: tuple[tuple[str, str], ...]
    """Words with their right traditional form."""
    nav: tuple[Link, ...]
    articles: tuple[Link, ...]


class Rendered(Value, frozen=True):
    """The bytes of a page, where its links lead, and which anchors it has."""

    url: Url
    data: bytes
    """Empty where the page is in place already."""
    digest: str
    """Digest of the bytes."""
    links: tuple[str, ...]
    """Addresses as the page writes them, other hosts left out."""
    ids: tuple[str, ...]


def render(
    site: Site,
    pages: Sequence[Page],
    memo: Memo,
    executor: Executor | None,
    in_place: Callable[[Url, str], bool],
) -> Iterator[Rendered]:
    """Render every page, in order, a few at a time, so that memory stays flat.

    ``in_place`` tells whether the site has a page with a digest already; such a page comes without its bytes.
    """
    common = digest_of(site)
    for start in range(0, len(pages), 256):
        some = pages[start : start + 256]
        keys = [digest_of("page", common, page, type(page.view).__name__) for page in some]
        found = memo.recall(keys, Rendered)
        missing = [
            i for i, known in enumerate(found) if known is None or not in_place(known.url, known.digest)
        ]
        fresh: list[tuple[bytes, object]] = []
        made = work.each(executor, render_chunk, site, [some[i] for i in missing])
        for i, known in enumerate(found):
            if missing and i == missing[0]:
                missing.pop(0)
                rendered = next(made)
                fresh.append((keys[i], msgspec.structs.replace(rendered, data=b"")))
                yield rendered
            else:
                assert known is not None
                yield known
        memo.keep(fresh)


def render_chunk(site: Site, pages: list[Page]) -> list[Rendered]:
    """Render some pages."""
    theme = read_theme(site.theme, site.theme_digest)
    return [_render(theme, site, page) for page in pages]


def _render(theme: Theme, site: Site, page: Page) -> Rendered:
    hant = page.script == "hant"
    converter = to_traditional(site.config.script, site.protected) if hant else None
    href = functools.partial(_href, functools.cache(functools.partial(_address, site, page)))
    label = functools.partial(theme.labels.label, script=page.script)
    texts = (page.view, page.title, page.description) if hant and _has_given(page) else ()
    given = given_texts(texts)

    def text(
        blocks: Iterable[Any],
        mentions: Iterable[Mention],
        names: dict[Slug, str],
        gone: Iterable[BlockId] = (),
        marks: Iterable[Mark] = (),
        mark: Callable[[Mark], str] = str,
    ) -> Markup:
        beside = {one.block: mark(one) for one in marks}
        return to_html(blocks, mentions, href, label, gone, anchors=page.template in _ANCHORED, beside=beside)

    facts = {
        "title": site.config.title,
        "subtitle": site.config.subtitle,
        "description": site.config.description,
        "editor": site.config.editor,
        "licence": site.config.licence,
        "base_url": site.config.base_url,
        "has_hant": bool(site.config.script),
        "script": site.config.script,
        "nav": site.nav,
        "articles": site.articles,
        "lang": "zh-Hant" if hant else "zh-Hans",
        "generator": f"yanlu {__version__}",
    }
    functions: dict[str, Callable[..., Any]] = {
        "href": href,
        "asset": lambda name: href(Url(theme.asset(name))),
        "t": functools.partial(theme.labels.marked, page.script),
        "word": functools.partial(theme.labels.word, page.script),
        "date": dates.in_words,
        "text": text,
        "compare": compare,
        "compare_texts": compare_texts,
        "linked": lambda: linked(
            page,
            site.config,
            site.nav,
            href,
            lambda text: converter.text(text) if converter is not None and text not in given else text,
        ),
    }
    if isinstance(page.view, EpubView):
        entries = {entry.slug for entry in page.view.entries}
        leads = epub.book_href(site.config.base_url, urls.HANT if hant else "", entries)
        functions |= epub.functions(leads, label) | {"t": label}

    def fill(template: str) -> str:
        filled = theme.environment.get_template(template)
        return filled.render(view=page.view, page=page, site=SimpleNamespace(**facts), **functions)

    def converted(text: str) -> str:
        return converter.page(text, given) if converter is not None else text

    try:
        if page.kind == "epub":
            data = epub.pack(lambda template: converted(unmarked(fill(template))))
            return Rendered(page.url, data, digest_of_bytes(data), (), ())
        out = fill(page.template)
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or page.template}:{getattr(error, 'lineno', None) or '?'}"
        raise SiteError(
            f"template {where}: {error.message or type(error).__name__} (page {page.url})"
        ) from None
    out = converted(unmarked(out) if page.kind == "xml" else settle(out))
    if page.kind == "card":
        assert hasattr(page.view, "slug")
        script = f"yanlu.card({_script_text(page.view.slug)}, {_script_text(out)});\n"
        data = script.encode("utf-8", "replace")
        return Rendered(page.url, data, digest_of_bytes(data), (), ())
    data = out.encode("utf-8", "replace")
    if page.kind == "xml":
        return Rendered(page.url, data, digest_of_bytes(data), (), ())
    local = [link for link in _values(data, b"href", b"src") if not _ELSEWHERE.match(link)]
    return Rendered(
        page.url, data, digest_of_bytes(data), tuple(sorted(local)), tuple(sorted(_values(data, b"id")))
    )


def _has_given(page: Page) -> bool:
    """Whether a page shows the text of a speech that was given in traditional characters."""
    view = page.view
    if isinstance(view, PairView):
        return "zh-Hant" in (view.a.line.lang, view.b.line.lang)
    return getattr(view, "lang", "") == "zh-Hant"


def _values(data: bytes, *attributes: bytes) -> set[str]:
    """The values that some attributes have in a page."""
    blank = data.translate(_BLANKS)
    found = {value for attribute in attributes for value in _ATTRIBUTES[attribute].findall(blank)}
    return {html.unescape(value.decode()) for value in found}


def _script_text(text: str) -> str:
    """A string for a script: JSON, with nothing in it that could end the script."""
    return (
        msgspec.json.encode(text)
        .decode()
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _href(address: Callable[[str], str], url: str, anchor: str = "") -> str:
    """What a page writes to lead to ``url``; ``address`` is that page's."""
    if not url.startswith("/"):
        return url
    path, _, inside = url.partition("#")
    anchor = anchor or inside
    return address(path) + (f"#{anchor}" if anchor else "")


def _address(site: Site, page: Page, url: str) -> str:
    """Address of ``url`` as the page writes it. From the other script's tree, pages stay in that tree."""
    path, mark, query = url.partition("?")
    target = Url(path)
    in_tree = target.endswith(("/", ".epub")) and not target.startswith("/zh-hant/")
    if page.script == "hant" and in_tree and target != page.other and target not in site.single:
        target = urls.in_hant(target)
    if page.kind == "not-found" and site.config.base_url:
        # A host serves this page at any depth: only a full path finds its way.
        return re.sub(r"^https?://[^/]+", "", site.config.base_url) + target + mark + query
    return urls.relative(page.url, target) + mark + query
