"""Page to bytes: reads the theme, fills its templates, converts the other script, and collects the links of each page.

``render_chunk`` is the task that goes through the executor; templates and converters are made once a process.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import msgspec
from jinja2 import TemplateError
from markupsafe import Markup

from generator import __version__, dates, epub, urls, work
from generator.comparison import compare, compare_texts
from generator.hrefs import Hrefs
from generator.labels import settle, unmarked
from generator.linked import linked
from generator.links import Leads, leads
from generator.markup import to_html
from generator.model import BlockId, Config, Mention, Page, Planned, SiteError, Slug, Url, Value
from generator.script import Converter, kept, to_traditional
from generator.sides import TwoSided, either, side
from generator.theme import Folders, read_theme
from generator.views.common import Link
from generator.views.epub import EpubView
from generator.views.reuse import Mark

_ANCHORED = ("speech.html", "article.html")
_LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant"}
_TREES = {"hans": "", "hant": urls.HANT}


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
    """What stands at an address, and where its links lead."""

    url: Url
    data: bytes
    leads: Leads = Leads()


def render(
    site: Site, planned: Iterable[Planned], count: int, executor: Executor | None
) -> Iterator[tuple[Rendered, ...]]:
    """Render pages in order, a few at a time, so that memory stays flat: of each, what stands at its addresses.

    ``count`` tells how many there are, since a few are done sooner without another process.
    """
    return work.each_of(work.worth(executor, count), render_chunk, site, (page.make() for page in planned))


def render_chunk(site: Site, pages: list[tuple[Page, ...]]) -> list[tuple[Rendered, ...]]:
    """Render some pages, each in the scripts that it has."""
    press = _press(site)
    return [
        tuple(each for page in some for each in _in_scripts(press, page, is_alone=len(some) > 1))
        for some in pages
    ]


class _Press:
    """What is made once a process for all pages of a site: its theme, its converter, the addresses that pages write."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.theme = read_theme(site.theme, site.theme_digest)
        self.hrefs = Hrefs(site.single, site.config.base_url)

    @cached_property
    def converter(self) -> Converter:
        return to_traditional(self.site.config.script, self.site.protected)


_presses: list[_Press] = []
"""The one in use, if there is one."""


def _press(site: Site) -> _Press:
    if not _presses or _presses[0].site != site:
        _presses[:] = [_Press(site)]
    return _presses[0]


def _in_scripts(press: _Press, page: Page, *, is_alone: bool = False) -> Iterator[Rendered]:
    """A page in its own script and, unless it ``is_alone`` in it, in the other one.

    For both the template is filled once. A template that asks which script it is filled for is filled again.
    """
    scripts = ("hans", "hant") if page.other and not is_alone else (page.script,)
    try:
        if page.kind == "epub":
            book = _Filling(press, page, scripts)
            yield Rendered(
                page.url,
                epub.pack(lambda template: book.finished(unmarked(book.fill(template)), page.script)),
            )
            return
        filling = _Filling(press, page, scripts)
        out = filling.fill(page.template)
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or page.template}:{getattr(error, 'lineno', None) or '?'}"
        raise SiteError(
            f"template {where}: {error.message or type(error).__name__} (page {page.url})"
        ) from None
    if filling.was_asked:
        for script in scripts:
            yield from _in_scripts(press, _one_side(page, script), is_alone=True)
        return
    out = unmarked(out) if page.kind == "xml" else settle(out)
    for script in scripts:
        yield _as_file(_one_side(page, script), filling.finished(side(out, script), script))


def _one_side(page: Page, script: str) -> Page:
    """A page as it stands in the tree of a script."""
    if script == page.script:
        return page
    assert page.other is not None
    return msgspec.structs.replace(page, url=page.other, other=page.url, script=script)


def _as_file(page: Page, out: str) -> Rendered:
    if page.kind == "card":
        assert hasattr(page.view, "slug")
        out = f"yanlu.card({_script_text(page.view.slug)}, {_script_text(out)});\n"
    data = out.encode("utf-8", "replace")
    return Rendered(page.url, data, Leads() if page.kind in ("card", "xml") else leads(page.url, data))


class _Filling:
    """Fills templates for a page: in one script, or in both at once."""

    def __init__(self, press: _Press, page: Page, scripts: tuple[str, ...]) -> None:
        site = press.site
        self._environment = press.theme.environment
        self._convert = press.converter if "hant" in scripts else None
        sides = [_one_side(page, script) for script in scripts]
        facts = [
            {"url": one.url, "other": one.other, "script": one.script, "lang": _LANGUAGES[one.script]}
            for one in sides
        ]
        if len(sides) == 2:
            self._two_sided = {name: TwoSided(*(str(each[name]) for each in facts)) for name in facts[0]}
        else:
            self._two_sided = {}
        known = facts[0] | self._two_sided
        config = site.config
        self._names = {
            "view": page.view,
            "page": SimpleNamespace(
                url=known["url"],
                other=known["other"],
                script=known["script"],
                title=page.title,
                description=page.description,
                kind=page.kind,
                template=page.template,
            ),
            "site": SimpleNamespace(
                title=config.title,
                subtitle=config.subtitle,
                description=config.description,
                editor=config.editor,
                licence=config.licence,
                base_url=config.base_url,
                has_hant=bool(config.script),
                script=config.script,
                has=config.has,
                nav=site.nav,
                articles=site.articles,
                lang=known["lang"],
                generator=f"yanlu {__version__}",
            ),
            **self._functions(press, page, sides),
        }

    @property
    def was_asked(self) -> bool:
        """Whether a template looked at what holds for one script only."""
        return any(fact.was_asked for fact in self._two_sided.values())

    def fill(self, template: str) -> str:
        """The template, filled."""
        return self._environment.get_template(template).render(self._names)

    def finished(self, out: str, script: str) -> str:
        """What was filled, as it reads in a script."""
        out = side(out, script)
        return self._convert.page(out) if self._convert and script == "hant" else out

    def _in_script(self, text: str, script: str) -> str:
        text = side(text, script)
        return text if script == "hans" or self._convert is None else self._convert.but_kept(text)

    def _functions(self, press: _Press, page: Page, sides: Sequence[Page]) -> dict[str, Any]:
        """What templates call, and where they stand."""
        site, theme = press.site, press.theme
        scripts = tuple(one.script for one in sides)

        def convert(text: str) -> str:
            return functools.reduce(either, (self._in_script(text, script) for script in scripts))

        href = press.hrefs.of(sides)
        label = functools.partial(theme.labels.label, scripts)
        tree, language = (
            functools.reduce(either, (names[script] for script in scripts)) for names in (_TREES, _LANGUAGES)
        )

        def given(text: str, lang: str) -> str:
            return kept(text) if lang == "zh-Hant" and scripts == ("hant",) else text

        is_given = getattr(page.view, "lang", "") == "zh-Hant" and scripts == ("hant",)
        as_given = kept if is_given else str

        def text(
            blocks: Iterable[Any],
            mentions: Iterable[Mention],
            names: dict[Slug, str],
            gone: Iterable[BlockId] = (),
            marks: Iterable[Mark] = (),
            mark: Callable[[Mark], str] = str,
        ) -> Markup:
            beside = {one.block: mark(one) for one in marks}
            anchors = page.template in _ANCHORED
            return to_html(
                blocks, mentions, href, label, gone, anchors=anchors, beside=beside, write=as_given
            )

        def full(url: str) -> str:
            """A page's address from the root of the web, where the site knows its own; else as the page writes it."""
            base = site.config.base_url
            inside = [urljoin(one.url, side(href(url), one.script)) for one in sides]
            return functools.reduce(either, (base + one for one in inside)) if base else href(url)

        base_url = site.config.base_url
        here = functools.reduce(either, (base_url + one.url for one in sides)) if base_url else "./"

        functions: dict[str, Any] = {
            "href": href,
            "asset": lambda name: href(Url(theme.asset(name))),
            "t": functools.partial(theme.labels.marked, scripts),
            "word": functools.partial(theme.labels.word, scripts),
            "either": lambda hans, hant: functools.reduce(
                either, ({"hans": hans, "hant": hant}[script] for script in scripts)
            ),
            "here": page.url.removeprefix(urls.HANT),
            "has_twin": page.other is not None,
            "twin": lambda: functools.reduce(
                either, (urls.relative(one.url, one.other) for one in sides if one.other)
            ),
            "date": dates.in_words,
            "text": text,
            "compare": compare,
            "compare_texts": compare_texts,
            "given": given,
            "linked": lambda: linked(page, here, site.config, site.nav, full, convert, tree, language),
        }
        if isinstance(page.view, EpubView):
            entries = {entry.slug for entry in page.view.entries}
            leads_to = epub.book_href(site.config.base_url, tree, entries)
            functions |= epub.functions(leads_to, label, as_given) | {"t": label}
        return functions


def _script_text(text: str) -> str:
    """A string for a script: JSON, with nothing in it that could end the script."""
    return (
        msgspec.json.encode(text)
        .decode()
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
