"""From content/ to build/: READ THIS FIRST.

    load > validate > annotate > derive > plan > render > write

Each stage is a plain function from frozen values to frozen values; only ``inputs``, ``load`` and ``render`` read
and only ``write`` writes. Where nothing changed, none runs; a page or file is made only where what it depends on did.
``check`` and ``serve`` start at ``compile_site`` as ``build`` does.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from html import escape
from pathlib import Path
from types import MappingProxyType

import msgspec

from generator import links, theme
from generator.annotate import Annotated, annotate
from generator.config import read_config
from generator.derive import Indexes, derive
from generator.inputs import Known, Sources, digest_of_all, digests
from generator.joined import Joining, layout_key, layout_of
from generator.links import Leads
from generator.load import load
from generator.manuscripts import Changed
from generator.memo import Memo, digest_of
from generator.model import (
    Archive,
    Config,
    File,
    FilePart,
    Planned,
    PlannedFile,
    Problem,
    SiteError,
    Url,
    UsageError,
    Value,
)
from generator.plan import Plan, plan
from generator.render import Site, render
from generator.script import protected_pairs, to_traditional
from generator.urls import article as article_url
from generator.validate import anachronisms, open_dates, unused_terms, validate
from generator.views.common import Link
from generator.write import NO_KEY, Output, Seen, holds

_SIZE_LIMIT = 1_000_000_000
"""Bytes of a site that common static hosts take."""
_ADDRESSES = 50_000
"""In one file of a sitemap, at most."""
_LeadsOf = dict[Url, Leads]
_TRIES = 3
_AT_ONCE = 256
"""Pages whose links are written to the memo together."""


class Options(Value, frozen=True):
    """What the command line may say in place of site.yaml."""

    content: Path
    base_url: str = ""
    theme: str = ""
    drafts: bool = False
    strict: bool = False


class Compiled(Value, frozen=True):
    """A site whose every address is known, before a page is rendered."""

    archive: Archive
    site: Site
    pages: list[Planned]
    files: Iterable[File | PlannedFile]
    """Can be gone through more than once; planned anew each time."""


class Draft(Value, frozen=True):
    """An archive that was read, and its site, of which nothing is made until it is asked for."""

    archive: Archive
    texts: Annotated
    indexes: Indexes
    plan: Plan
    problems: list[Problem]
    """Those that are known without the indexes."""


class Report(Value, frozen=True):
    """What a build did."""

    pages: int
    written: int
    removed: int
    bytes: int
    problems: tuple[Problem, ...]


def compile_site(
    options: Options, memo: Memo, executor: Executor | None, sources: Mapping[str, bytes] | None = None
) -> tuple[Compiled, list[Problem]]:
    """Read, check and plan an archive. The problems are sorted; with an error among them nothing may be written.

    ``sources``: digests of the archive's files, where they are known.
    """
    return finished(draft(options, memo, executor, sources))


def draft(
    options: Options, memo: Memo, executor: Executor | None, sources: Mapping[str, bytes] | None = None
) -> Draft:
    """Read, check and annotate an archive; indexes and pages are made when they are asked for."""
    sources = digests(options.content) if sources is None else sources
    archive, unread = load(options.content, drafts=options.drafts, memo=memo, sources=sources)
    config = _with_options(archive.config, options)
    archive = msgspec.structs.replace(archive, config=config)
    doubts = validate(archive)
    texts = annotate(archive, memo, executor)
    doubts += anachronisms(archive, texts.gists, texts.details)
    indexes = derive(archive, texts, memo, executor)
    problems = [*unread, *doubts, *texts.problems(), *_notes(config)]
    return Draft(archive, texts, indexes, plan(archive, texts, indexes, memo), problems)


def finished(draft: Draft) -> tuple[Compiled, list[Problem]]:
    """The whole site of an archive that was read, and all its problems."""
    archive, indexes = draft.archive, draft.indexes
    pages, files, problems = draft.plan.whole()
    problems += open_dates(archive, draft.texts.details, indexes.bounds)
    problems += unused_terms(archive, (slug for slug, use in indexes.terms.items() if use.mentions))
    folders = theme.folders(archive.config.theme)
    site = Site(
        archive.config,
        folders,
        theme.digest(folders),
        _single(archive, pages),
        protected_pairs(archive),
        _navigation(pages),
        _articles(archive),
    )
    return Compiled(archive, site, pages, files), sorted({*draft.problems, *problems})


def read_texts(options: Options, memo: Memo) -> tuple[Archive, Annotated]:
    """The archive and its annotated texts, for commands that look at the text alone."""
    archive, _ = load(options.content, drafts=True)
    return archive, annotate(archive, memo, None)


def build(options: Options, output: Path, memo: Memo, executor: Executor | None) -> Report:
    """Write the whole site, or nothing where there is an error. Where nothing has changed since the last build, nothing is done.

    Where a file of the archive is saved while it is read, the build begins anew.
    """
    for _ in range(_TRIES - 1):
        with contextlib.suppress(Changed):
            return _build(options, output, memo, executor)
    return _build(options, output, memo, executor)


def _build(options: Options, output: Path, memo: Memo, executor: Executor | None) -> Report:
    archive, place = (digest_of("seen", str(folder.resolve())) for folder in (options.content, output))
    [known] = memo.recall([archive], Known)
    inputs = Sources(options.content, known)
    sources = inputs.digests()
    everything = _everything(options, sources)
    [before], [seen] = memo.recall([everything], Report), memo.recall([place], Seen)
    if before and seen and seen.made_of == everything and holds(output, seen):
        memo.rest()
        return before
    compiled, problems = compile_site(options, memo, executor, sources)
    if refuses(problems, options.strict):
        return Report(_count(compiled.pages), 0, 0, 0, tuple(problems))
    if output.resolve().is_relative_to(options.content.resolve()):
        raise SiteError(
            f"{output} is inside the archive {options.content}: name a folder beside it by --output"
        )
    size = 0
    with Output(output, seen) as out:
        check = _write_pages(compiled, out, memo, executor)
        for file in files(compiled, options.content, sources):
            if isinstance(file, File):
                out.add(file.url, file.data)
            elif file.parts:
                _join(file, file.parts(), out, memo)
            elif not out.keep(file.key, file.url):
                out.add(file.url, file.make(), file.key)
        problems += [Problem("build", 1, "error", "broken-link", text) for text in check()]
        if is_good := not refuses(problems, options.strict):
            size = out.publish()
            # What was changed while it was read may stand in the site under the digest of what it was before.
            is_whole = _everything(options, inputs.digests()) == everything
            memo.keep([(place, out.seen(everything) if is_whole else Seen()), (archive, inputs.known())])
    if size > _SIZE_LIMIT:
        said = f"the site has {size / 1e9:.1f} GB; common static hosts take 1 GB at most"
        problems.append(Problem("build", 1, "warning", "size", said))
    report = Report(_count(compiled.pages), 0, 0, size, tuple(problems))
    if is_good and is_whole:
        memo.keep([(everything, report)])
    return msgspec.structs.replace(report, written=out.written, removed=out.removed)


def _write_pages(
    compiled: Compiled, out: Output, memo: Memo, executor: Executor | None
) -> Callable[[], Iterable[str]]:
    """Render what is not in place already; gives the check of all links, for when all files are there."""
    common = digest_of(compiled.site)
    keys = {page.url: digest_of("page", common, page.url, page.key) for page in compiled.pages}
    fresh = [page for page in compiled.pages if not out.keep(keys[page.url], *page.addresses)]
    addresses = [url for page in compiled.pages for url in page.addresses]
    found: dict[Url, Leads] = {}
    waiting: list[tuple[bytes, object]] = []
    shrank = False
    for page, made in zip(fresh, render(compiled.site, fresh, len(fresh), executor), strict=True):
        leads = {one.url: one.leads for one in made}
        if not shrank:
            [before] = memo.recall([_of_links(out.key_before(page.url))], _LeadsOf)
            shrank = before is None or any(
                url not in before or links.shrank(before[url], now) for url, now in leads.items()
            )
        for one in made:
            out.add(one.url, one.data, keys[page.url])
        found |= leads
        waiting.append((_of_links(keys[page.url]), leads))
        if len(waiting) > _AT_ONCE:
            memo.keep(waiting)
            waiting.clear()
    memo.keep(waiting)
    memo.hold(map(_of_links, keys.values()))

    def of(url: Url) -> Leads:
        if url not in found:
            [known] = memo.recall([_of_links(out.key(url))], _LeadsOf)
            found.update(known or {url: links.leads(url, out.read(url))})
        return found[url]

    def check() -> Iterable[str]:
        if shrank or out.has_lost():
            return links.broken(addresses, out.files, of, out.read)
        return links.broken_in([*found], out.files, of, out.read)

    return check


def _join(file: PlannedFile, parts: Iterable[FilePart], out: Output, memo: Memo) -> None:
    """Put a file together from parts, of which those in place are not made again."""
    memo.hold([layout_key(file.url)])
    if not out.keep(file.key, file.url):
        before = layout_of(memo, file.url, out.key_before(file.url))
        joining = Joining(parts, before, out.before(file.url) if before else None)
        out.add_pieces(file.url, joining, file.key)
        memo.keep([(layout_key(file.url), joining.layout(file.key))])


def _of_links(key: bytes) -> bytes:
    """Under which the links of a page, at each of its addresses, are remembered."""
    return b"leads" + key


def _count(pages: Iterable[Planned]) -> int:
    return sum(len(page.addresses) for page in pages)


def _everything(options: Options, sources: dict[str, bytes]) -> bytes:
    """Digest of all that a site is made of; the program is part of every digest."""
    config, _ = read_config(options.content)
    used = theme.digest(theme.folders(options.theme or config.theme))
    said = (options.base_url, options.theme, options.drafts, options.strict)
    return digest_of_all(sources, used, said)


def refuses(problems: list[Problem], strict: bool) -> bool:
    """Whether these problems forbid writing a site."""
    return any(problem.level == "error" or (strict and problem.level == "warning") for problem in problems)


def files(
    compiled: Compiled, content: Path, sources: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[File | PlannedFile]:
    """Everything beside the pages: assets, data, copies, and the sitemap. ``sources``: digests of the archive's files."""

    def copy(address: str, path: str) -> PlannedFile:
        return PlannedFile(Url(address), sources.get(path) or NO_KEY, lambda: (content / path).read_bytes())

    yield from assets(compiled.site)
    yield from compiled.files
    for address, path in compiled.archive.files:
        yield copy(address, path)
    for speech in compiled.archive.speeches if compiled.archive.config.has("data") else ():
        if not speech.withdrawn:
            yield copy(f"/speeches/{speech.id}/index.md", speech.path)
    if base := compiled.site.config.base_url:
        yield from _sitemap(base, compiled.pages)


def _sitemap(base: str, pages: Iterable[Planned]) -> Iterator[File]:
    """The addresses of all pages that are for reading; where they are more than one file may hold, ``/sitemap.xml`` lists several.

    Source: https://www.sitemaps.org/protocol.html
    """
    hidden = ("card", "epub", "xml", "moved", "not-found")
    rows = [base + url for page in pages if page.kind not in hidden for url in page.addresses]
    parts = [rows[start : start + _ADDRESSES] for start in range(0, len(rows), _ADDRESSES)]
    if len(parts) > 1:
        names = [Url(f"/sitemap-{number}.xml") for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield _addresses(name, "urlset", "url", part)
        yield _addresses(Url("/sitemap.xml"), "sitemapindex", "sitemap", [base + name for name in names])
    else:
        yield _addresses(Url("/sitemap.xml"), "urlset", "url", rows)


def _addresses(name: Url, whole: str, each: str, rows: Iterable[str]) -> File:
    text = "\n".join(f"<{each}><loc>{escape(row)}</loc></{each}>" for row in rows)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return File(name, f"{head}{text}\n</{whole}>\n".encode())


def assets(site: Site) -> list[File]:
    """Style sheets, scripts and pictures of the theme."""
    config = site.config
    convert = to_traditional(config.script, site.protected).text if config.script else None
    return theme.assets(site.theme, convert)


def data_of(file: File | PlannedFile) -> bytes:
    """The bytes of a file."""
    return file.data if isinstance(file, File) else file.make()


def _with_options(config: Config, options: Options) -> Config:
    base_url = options.base_url.rstrip("/") or config.base_url
    if base_url and not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url {options.base_url}: expected an address that begins with https://")
    return msgspec.structs.replace(config, base_url=base_url, theme=options.theme or config.theme)


def _notes(config: Config) -> list[Problem]:
    if config.base_url:
        return []
    message = "no base_url: the site works anywhere, but has no feed, sitemap and canonical links"
    return [Problem("site.yaml", 1, "note", "no-base-url", message)]


def _single(archive: Archive, pages: list[Planned]) -> tuple[str, ...]:
    """Addresses of folders that exist in the root tree only."""
    copied = {address.rsplit("/", 1)[0] + "/" for address, _ in archive.files}
    return tuple(sorted(copied | {page.url for page in pages if page.kind == "moved"}))


def _navigation(pages: list[Planned]) -> tuple[Link, ...]:
    known = {page.url for page in pages}
    ways = (
        ("讲话", "/speeches/"),
        ("词条", "/terms/"),
        ("年份", "/years/"),
        ("人物", "/speakers/"),
        ("地点", "/places/"),
        ("关于", "/about/"),
    )
    return tuple(Link(text, Url(url)) for text, url in ways if url in known)


def _articles(archive: Archive) -> tuple[Link, ...]:
    return tuple(Link(article.title, article_url(article.slug)) for article in archive.articles)
