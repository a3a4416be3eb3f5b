"""One text and a matcher to blocks and mentions; and the same over an archive.

In: Markdown bodies. Out: ``Text`` values, whose mentions carry the offsets of the plain text of their block. Every mention is
recorded; which of them become links is the site's policy.
"""

import difflib
import functools
import itertools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor

import msgspec

from generator import paragraphs, targets, work
from generator.gist import Details, EncodedRows, Gist, encoded_rows, gist
from generator.markdown import parse
from generator.matcher import Entry, Found, Lexicon, Matcher, Squeezed, Verdict, key, lexicon
from generator.memo import Memo, digest_of
from generator.model import Archive, Block, Mention, Problem, Slug, Span, Speech, SpeechId, Text, Value
from generator.senses import choose
from generator.sentences import PART
from generator.tables import Tables, tables
from generator.voices import Voices

_ROWS_HELD = 20_000
"""Speeches whose encoded rows, some 10 KB each, are held at once: every page of a term reads a few of each."""
_AT_ONCE = 256
"""Speeches whose results are written to the memo together."""


Verdicts = tuple[Verdict, ...]


class Source(Value, frozen=True):
    """All that annotation may depend on; its digest is the key under which the result is remembered."""

    id: str
    path: str
    body: str
    body_line: int
    imported: str | None = None
    place: str = ""
    date: Span | None = None
    unlink: tuple[str, ...] = ()
    own: Slug | None = None
    """The term that this text defines, which is not linked in its own definition."""


class Wanted(Value, frozen=True):
    """What is made of each speech beside its text and its gist."""

    rows: bool = True
    tables: bool = True

    @property
    def suffix(self) -> bytes:
        """What tells a gist that stands beside fewer results; they are made when they are wanted."""
        return (b"" if self.rows else b" no rows") + (b"" if self.tables else b" no tables")


class Annotated(Value, frozen=True):
    """Texts of the archive: of speeches in their order, and of terms and pages by slug."""

    speeches: Sequence[Text]
    """Read from memory one by one, when they are asked for."""
    details: Sequence[Details]
    """Read as the texts are."""
    rows: Sequence[EncodedRows]
    """Of each speech the rows of its concordances; read as the texts are."""
    tables: Sequence[Tables]
    """Of each speech its rows in the published tables; read as the texts are."""
    gists: tuple[Gist, ...]
    definitions: dict[str, Text]
    articles: dict[str, Text]

    def problems(self) -> list[Problem]:
        """What was wrong in any of them."""
        texts = [
            *(each.problems for each in self.gists),
            *(each.problems for each in (*self.definitions.values(), *self.articles.values())),
        ]
        return [problem for found in texts for problem in found]


def annotate(archive: Archive, memo: Memo, executor: Executor | None) -> Annotated:
    """Read and annotate every text, from memory where nothing that it depends on has changed."""
    config = archive.config
    words = lexicon(archive.terms, config.segment_allow, segments=config.has("segmentation"))
    definitions = [Source(t.slug, t.path, t.definition, t.definition_line, own=t.slug) for t in archive.terms]
    articles = [Source(a.slug, a.path, a.body, a.body_line) for a in archive.articles]
    shared = (words, config.link)
    wanted = Wanted(config.has("dossiers"), config.has("data"))
    common = digest_of(shared)
    others = [*definitions, *articles]
    texts = memo.remember(
        [digest_of("text", common, source) for source in others],
        Text,
        lambda missing: work.each(executor, annotate_chunk, shared, [others[i] for i in missing]),
    )
    return Annotated(
        *_speeches(archive, common, (*shared, wanted), memo, executor),
        {s.id: t for s, t in zip(definitions, texts[: len(definitions)], strict=True)},
        {s.id: t for s, t in zip(articles, texts[len(definitions) :], strict=True)},
    )


def _source(archive: Archive, speech: Speech) -> Source:
    """A speech with its text."""
    body = "" if speech.withdrawn else archive.manuscripts.body(speech)
    imported = archive.manuscripts.imported(speech)
    return Source(
        speech.id, speech.path, body, speech.body_line, imported, speech.place, speech.date, speech.unlink
    )


def _key(common: bytes, s: Speech) -> bytes:
    """Digest of all that a speech's source is made of."""
    imported = s.origin.digest if s.origin and s.origin.is_edited else b""
    text = b"" if s.withdrawn else s.body_sha256
    return digest_of("text", common, s.id, text, s.body_line, imported, s.place, s.date, s.unlink)


def _speeches(
    archive: Archive,
    common: bytes,
    shared: tuple[Lexicon, str, "Wanted"],
    memo: Memo,
    executor: Executor | None,
) -> tuple[Sequence[Text], Sequence[Details], Sequence[EncodedRows], Sequence[Tables], tuple[Gist, ...]]:
    """Of each speech its text, details, rows and tables are remembered, and its gist, which alone is read by every build."""
    words, policy, wanted = shared
    speeches = archive.speeches
    keys = [_key(common, speech) for speech in speeches]
    of_text, of_details, of_rows, of_tables, of_gist = (
        [key + kind for key in keys]
        for kind in (b"text", b"details" + wanted.suffix, b"rows", b"tables", b"gist" + wanted.suffix)
    )
    gists = memo.recall(of_gist, Gist)
    missing = [i for i, known in enumerate(gists) if known is None]
    of_words = digest_of(words)
    of_verdicts = [digest_of("verdicts", of_words, speech.id) for speech in speeches if words.segments]
    judged = (
        memo.recall([of_verdicts[i] for i in missing], Verdicts) if of_verdicts else [None] * len(missing)
    )
    waiting = (
        (_source(archive, speeches[i]), before or ()) for i, before in zip(missing, judged, strict=True)
    )
    made = work.each_of(work.worth(executor, len(missing)), annotate_speeches, shared, waiting)
    for start in range(0, len(missing), _AT_ONCE):
        kept: list[tuple[bytes, bytes]] = []
        for i in missing[start : start + _AT_ONCE]:
            text, rows, table, about, details, verdicts = next(made)
            gists[i] = msgspec.msgpack.decode(about, type=Gist)
            kept += ((of_text[i], text), (of_gist[i], about), (of_details[i], details))
            kept += [(of_rows[i], rows)] if wanted.rows else []
            kept += [(of_tables[i], table)] if wanted.tables else []
            kept += [(of_verdicts[i], verdicts)] if words.segments else []
        memo.keep_encoded(kept)
    for held, is_wanted in ((of_rows, wanted.rows), (of_tables, wanted.tables)):
        memo.hold(held if is_wanted else ())
    for held in (of_text, of_details, of_verdicts):
        memo.hold(held)

    def again(i: int) -> Text:
        return annotate_chunk((words, policy), [_source(archive, speeches[i])])[0]

    return (
        memo.lazily(of_text, Text, again),
        memo.lazily(of_details, Details, lambda i: gist(again(i), b"", dossiers=wanted.rows)[1]),
        memo.lazily(of_rows, EncodedRows, lambda i: encoded_rows(again(i)), _ROWS_HELD),
        memo.lazily(of_tables, Tables, lambda i: tables(again(i))),
        tuple(known for known in gists if known is not None),
    )


def annotate_speeches(
    shared: tuple[Lexicon, str, Wanted], waiting: list[tuple[Source, Verdicts]]
) -> list[tuple[bytes, ...]]:
    """Annotate some speeches, each with what was judged in it before.

    Of each its text, rows, tables, gist, details and what was judged now, as they are remembered; what is not wanted is empty.
    """
    encode = msgspec.msgpack.encode
    words, policy, wanted = shared
    matcher = _matcher(words)
    found: list[tuple[bytes, ...]] = []
    for source, before in waiting:
        matcher.know(before)
        text = annotate_one(source, matcher, policy)
        encoded = encode(text)
        about, details, of_terms = gist(text, encoded, dossiers=wanted.rows)
        rows = encode(of_terms) if wanted.rows else b""
        table = encode(tables(text)) if wanted.tables else b""
        found.append((encoded, rows, table, encode(about), encode(details), encode(matcher.asked())))
    return found


@functools.lru_cache(maxsize=2)
def _matcher(words: Lexicon) -> Matcher:
    return Matcher(words)


def annotate_chunk(shared: tuple[Lexicon, str], sources: list[Source]) -> list[Text]:
    """Annotate some texts; the matcher is made once a process."""
    words, policy = shared
    matcher = _matcher(words)
    return [annotate_one(source, matcher, policy) for source in sources]


def annotate_one(source: Source, matcher: Matcher, policy: str) -> Text:
    """Read one body: blocks with ids, mentions with senses and links, and the problems found on the way."""
    imported = parse(source.imported) if source.imported is not None else None
    parsed = parse(source.body)
    problems = list(_pinned_twice(source, parsed))
    numbered, gone = paragraphs.number(parsed, imported)
    blocks = tuple(_resolved(source, numbered, problems))
    reader = _Reader(source, matcher, policy, problems)
    reader.read(blocks)
    prose = "".join([block.text for block in blocks if block.kind != "heading"])
    return Text(
        SpeechId(source.id),
        blocks,
        tuple(reader.mentions),
        tuple(reader.rejected),
        tuple(problems),
        len("".join(prose.split())),
        gone,
    )


def _resolved(source: Source, blocks: Sequence[Block], problems: list[Problem]) -> Iterator[Block]:
    """The blocks with the addresses of their links and images; what leads nowhere becomes problems."""
    for block in blocks:
        if not block.marks:
            yield block
            continue
        resolved, faults = targets.resolve(block)
        problems += [Problem(source.path, source.body_line + block.line, "error", *fault) for fault in faults]
        yield resolved


def _pinned_twice(source: Source, blocks: Sequence[Block]) -> Iterator[Problem]:
    seen: set[str] = set()
    for block in blocks:
        if block.pinned:
            if block.id in seen:
                line = source.body_line + block.line
                yield Problem(
                    source.path,
                    line,
                    "error",
                    "duplicate-id",
                    f"the id {{#{block.id}}} is pinned to two blocks",
                )
            seen.add(block.id)


class _Reader:
    """Goes through the blocks of one text and remembers what was linked.

    The matcher reads them all at once, as one text with ``PART`` between them; ``at`` is where the block begins in it.
    """

    def __init__(self, source: Source, matcher: Matcher, policy: str, problems: list[Problem]) -> None:
        self.source, self.matcher, self.policy, self.problems = source, matcher, policy, problems
        self.mentions: list[Mention] = []
        self.rejected: list[Mention] = []
        self.linked: set[Slug] = set()
        self.unlink = {key(name) for name in source.unlink}
        self.at = 0

    def read(self, blocks: Sequence[Block]) -> None:
        """Record the mentions of all blocks."""
        texts = [block.text for block in blocks]
        begins = [0, *itertools.accumulate(len(text) + 1 for text in texts)]
        text = PART.join(texts)
        self.words, self.voices = Squeezed(text), Voices(text)
        matches: dict[int, list[tuple[Found, int, int]]] = {}
        for found in self.matcher.find(self.words):
            start, end = self.words.span(found.start, found.end)
            i = bisect_right(begins, start) - 1
            matches.setdefault(i, []).append((found, start - begins[i], end - begins[i]))
        for i, block in enumerate(blocks):
            if block.kind == "heading" and self.policy == "section":
                self.linked.clear()
            if i in matches or block.marks:
                self.at = begins[i]
                self._read(block, matches.get(i, []))

    def _read(self, block: Block, matches: Sequence[tuple[Found, int, int]]) -> None:
        """Record the mentions of one block."""
        self.around = [mark for mark in block.marks if mark.kind in ("link", "code")]
        explicit = self._explicit(block)
        refused = [mark for mark in block.marks if mark.kind == "not"]
        uses = [(m.start, m.end, m.term, m.via) for m in explicit]
        for found, start, end in matches:
            if explicit and any(start < m.end and m.start < end for m in explicit):
                continue
            reason = found.rejected
            if refused and any(start < mark.end and mark.start < end for mark in refused):
                reason = "editor"
            if reason:
                self.rejected.append(self._mention(block, start, end, found.entries[0].slug, "match", reason))
            else:
                uses.append((start, end, self._sense(block, found), "match"))
        if explicit:
            uses.sort(key=lambda use: use[0])
        for start, end, slug, via in uses:
            reason = self._why_no_link(block, start, end, slug, via)
            mention = self._mention(block, start, end, slug, via, reason)
            if not reason:
                self.linked.add(slug)
            self.mentions.append(mention)
            if self.matcher.has_parts(slug):
                self.mentions += self._parts(block, mention)

    def _choose(self, found: Found) -> Entry | None:
        return choose(found, self.source.place, self.source.date)

    def _sense(self, block: Block, found: Found) -> Slug:
        if len(found.entries) == 1:
            return found.entries[0].slug
        entry = self._choose(found)
        if entry:
            return entry.slug
        surface = found.entries[0].term
        senses = "、".join(e.slug for e in found.entries)
        self._report(
            block,
            "warning",
            "ambiguous-term",
            f"“{surface}” may be any of {senses}: write [[{surface}#{found.entries[0].slug}]]",
        )
        return found.entries[0].page

    def _explicit(self, block: Block) -> list[Mention]:
        mentions = []
        for mark in block.marks:
            if mark.kind != "explicit":
                continue
            name, _, slug = mark.value.partition("#")
            entry = self.matcher.by_slug.get(Slug(slug)) if slug else None
            named = self.matcher.named(name)
            if slug and (entry is None or (named and entry not in named)):
                known = "、".join(e.slug for e in named) or "none"
                self._report(
                    block, "error", "unknown-sense", f"“{name}” has no sense “{slug}” (known: {known})"
                )
                continue
            if entry is None and not named:
                near = difflib.get_close_matches(key(name), self.matcher.by_name, 1, 0.6)
                hint = f" (did you mean “{near[0]}”?)" if near else ""
                self._report(block, "error", "unknown-term", f"unknown term “{name}”{hint}")
                continue
            start, end = self.words.inside(self.at + mark.start, self.at + mark.end)
            place = Found(start, end, (entry,) if entry else tuple(named), self.words, "")
            mentions.append(self._mention(block, mark.start, mark.end, self._sense(block, place), "explicit"))
        return mentions

    def _parts(self, block: Block, outer: Mention) -> list[Mention]:
        """Uses of other terms inside a mention that are ``part_of`` its term, and of those inside them: counted, never linked.

        Those of different terms may overlap; of one term, the leftmost and longest count.
        """
        uses: set[tuple[int, int, Slug]] = set()
        waiting = [(*self.words.inside(self.at + outer.start, self.at + outer.end), outer.term)]
        while waiting:
            for found in self.matcher.parts(self.words, *waiting.pop()):
                entry = self._choose(found)
                use = (found.start, found.end, entry.slug if entry else found.entries[0].page)
                if use not in uses:
                    uses.add(use)
                    waiting.append(use)
        parts: list[Mention] = []
        ends: dict[Slug, int] = {}
        for start, end, slug in sorted(uses, key=lambda use: (use[0], -use[1], use[2])):
            if start >= ends.get(slug, 0):
                ends[slug] = end
                first, last = self.words.span(start, end)
                part = self._mention(block, first - self.at, last - self.at, slug, "match", "part")
                parts.append(msgspec.structs.replace(part, voice=outer.voice))
        return parts

    def _mention(self, block: Block, start: int, end: int, slug: Slug, via: str, reason: str = "") -> Mention:
        voice = self.voices.at(self.at + start, self.at + end)
        return Mention(block.id, start, end, block.text[start:end], slug, via, voice, not reason, reason)

    def _why_no_link(self, block: Block, start: int, end: int, slug: Slug, via: str) -> str:
        """Why a use does not become a link; empty where it does."""
        if block.kind in ("heading", "code"):
            return block.kind
        for mark in self.around:
            if mark.start < end and start < mark.end:
                return mark.kind
        if slug == self.source.own or (self.unlink and self._refuses(block.text[start:end], slug)):
            return "unlink"
        return "repeat" if via == "match" and self.policy != "all" and slug in self.linked else ""

    def _refuses(self, surface: str, slug: Slug) -> bool:
        entry = self.matcher.by_slug.get(slug)
        return (
            slug in self.unlink
            or key(surface) in self.unlink
            or (entry is not None and key(entry.term) in self.unlink)
        )

    def _report(self, block: Block, level: str, code: str, message: str) -> None:
        line = self.source.body_line + block.line
        self.problems.append(Problem(self.source.path, line, level, code, message))  # type: ignore[arg-type]
