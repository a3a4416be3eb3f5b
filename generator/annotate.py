"""One text and a matcher to blocks and mentions; and the same over an archive.

In: Markdown bodies. Out: ``Text`` values, whose mentions carry the offsets of the plain text of their block. Every mention is
recorded; which of them become links is the site's policy.
"""

import difflib
import functools
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor

import msgspec

from generator import paragraphs, work
from generator.markdown import parse
from generator.matcher import Found, Lexicon, Matcher, choose, key, lexicon
from generator.memo import Memo, digest_of
from generator.model import Archive, Block, Mention, Problem, Slug, Span, SpeechId, Text, Value
from generator.sentences import Sentences

_QUOTATION = re.compile(r"“[^“”]{15,}”|「[^「」]{15,}」|『[^『』]{15,}』")
_TITLE = re.compile(r"《[^《》]+》")
_IMAGE = re.compile(r"(?:\.\./)?(?:static/)?([\w./-]+)\Z")
_DOCUMENT = re.compile(r"(?:\.\./)?(speeches|glossary|pages)/([a-z0-9-]+)\.md(#[\w-]+)?\Z")


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


class Annotated(Value, frozen=True):
    """Texts of the archive: of speeches in their order, and of terms and pages by slug."""

    speeches: tuple[Text, ...]
    definitions: dict[str, Text]
    articles: dict[str, Text]

    def problems(self) -> list[Problem]:
        """What was wrong in any of them."""
        texts = [*self.speeches, *self.definitions.values(), *self.articles.values()]
        return [problem for text in texts for problem in text.problems]


def annotate(archive: Archive, memo: Memo, executor: Executor | None) -> Annotated:
    """Read and annotate every text, from memory where nothing that it depends on has changed."""
    words = lexicon(archive.terms, archive.config.segment_allow)
    speeches = [
        Source(
            s.id,
            s.path,
            "" if s.withdrawn else s.body,
            s.body_line,
            s.imported_body,
            s.place,
            s.date,
            s.unlink,
        )
        for s in archive.speeches
    ]
    definitions = [Source(t.slug, t.path, t.definition, t.definition_line, own=t.slug) for t in archive.terms]
    articles = [Source(a.slug, a.path, a.body, a.body_line) for a in archive.articles]
    sources = [*speeches, *definitions, *articles]
    shared = (words, archive.config.link)
    common = digest_of(shared)
    texts = memo.remember(
        [digest_of("text", common, source) for source in sources],
        Text,
        lambda missing: work.each(executor, annotate_chunk, shared, [sources[i] for i in missing]),
    )
    first, second = len(speeches), len(speeches) + len(definitions)
    return Annotated(
        tuple(texts[:first]),
        {s.id: t for s, t in zip(definitions, texts[first:second], strict=True)},
        {s.id: t for s, t in zip(articles, texts[second:], strict=True)},
    )


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
    problems: list[Problem] = []
    parsed = parse(source.body)
    problems += _pinned_twice(source, parsed)
    blocks, gone = paragraphs.number(parsed, imported)
    blocks = tuple(_with_addresses(block, source, problems) for block in blocks)
    reader = _Reader(source, matcher, policy, problems)
    for block in blocks:
        reader.read(block)
    size = sum(len(re.sub(r"\s", "", block.text)) for block in blocks if block.kind != "heading")
    return Text(
        SpeechId(source.id),
        blocks,
        tuple(reader.mentions),
        tuple(reader.rejected),
        tuple(problems),
        size,
        gone,
    )


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
    """Goes through the blocks of one text and remembers what was linked."""

    def __init__(self, source: Source, matcher: Matcher, policy: str, problems: list[Problem]) -> None:
        self.source, self.matcher, self.policy, self.problems = source, matcher, policy, problems
        self.mentions: list[Mention] = []
        self.rejected: list[Mention] = []
        self.linked: set[Slug] = set()
        self.unlink = {key(name) for name in source.unlink}

    def read(self, block: Block) -> None:
        """Record the mentions of one block."""
        if block.kind == "heading" and self.policy == "section":
            self.linked.clear()
        self.voices = _Voices(block.text)
        self.around = [mark for mark in block.marks if mark.kind in ("link", "code")]
        explicit = self._explicit(block)
        refused = [mark for mark in block.marks if mark.kind == "not"]
        mentions = list(explicit)
        for found in self.matcher.find(block.text):
            if any(found.start < m.end and m.start < found.end for m in explicit):
                continue
            reason = found.rejected
            if any(found.start < mark.end and mark.start < found.end for mark in refused):
                reason = "editor"
            if reason:
                self.rejected.append(
                    self._mention(block, found, found.entries[0].slug, "match", reason, linked=False)
                )
            else:
                mentions.append(
                    self._mention(block, found, self._sense(block, found), "match", "", linked=True)
                )
        for mention in sorted(mentions, key=lambda m: m.start):
            self.mentions.append(self._by_policy(block, mention))

    def _sense(self, block: Block, found: Found) -> Slug:
        entry = choose(found, self.source.place, self.source.date)
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
            sentence = Sentences(block.text).around(mark.start, mark.end)
            place = Found(mark.start, mark.end, (entry,) if entry else tuple(named), key(sentence), "")
            mentions.append(
                self._mention(block, place, self._sense(block, place), "explicit", "", linked=True)
            )
        return mentions

    def _mention(
        self, block: Block, found: Found, slug: Slug, via: str, reason: str, *, linked: bool
    ) -> Mention:
        surface = block.text[found.start : found.end]
        return Mention(
            block.id,
            found.start,
            found.end,
            surface,
            slug,
            via,
            self.voices.at(found.start, found.end),
            linked,
            reason,
        )

    def _by_policy(self, block: Block, mention: Mention) -> Mention:
        """Decide whether a mention becomes a link."""
        reason = ""
        if block.kind in ("heading", "code"):
            reason = block.kind
        elif around := [m.kind for m in self.around if m.start < mention.end and mention.start < m.end]:
            reason = around[0]
        elif mention.term == self.source.own or mention.term in self.unlink or self._refuses(mention):
            reason = "unlink"
        elif mention.via == "match" and self.policy != "all" and mention.term in self.linked:
            reason = "repeat"
        if not reason:
            self.linked.add(mention.term)
            return mention
        return Mention(
            mention.block,
            mention.start,
            mention.end,
            mention.surface,
            mention.term,
            mention.via,
            mention.voice,
            False,
            reason,
        )

    def _refuses(self, mention: Mention) -> bool:
        entry = self.matcher.by_slug.get(mention.term)
        return bool(self.unlink) and (
            key(mention.surface) in self.unlink or (entry is not None and key(entry.term) in self.unlink)
        )

    def _report(self, block: Block, level: str, code: str, message: str) -> None:
        line = self.source.body_line + block.line
        self.problems.append(Problem(self.source.path, line, level, code, message))  # type: ignore[arg-type]


class _Voices:
    """Who speaks in a block: own; quoted inside a quotation of 15 characters or more; title inside 《…》."""

    def __init__(self, text: str) -> None:
        self._spans = [
            (voice, [found.span() for found in pattern.finditer(text)])
            for voice, pattern in (("title", _TITLE), ("quoted", _QUOTATION))
        ]

    def at(self, start: int, end: int) -> str:
        """The voice of ``text[start:end]``."""
        for voice, spans in self._spans:
            before = bisect_right(spans, (start, sys.maxsize)) - 1
            if before >= 0 and end <= spans[before][1]:
                return voice
        return "own"


def _with_addresses(block: Block, source: Source, problems: list[Problem]) -> Block:
    """Addresses of links and images as the site has them; a fault where there is none."""
    if not any(mark.kind in ("link", "image") for mark in block.marks):
        return block
    marks = []
    for mark in block.marks:
        value = mark.value
        if mark.kind == "image":
            address, _, alt = value.partition("\n")
            local = _IMAGE.match(address)
            if local and ".." not in local[1]:
                value = f"/{local[1].lstrip('/')}\n{alt}"
            else:
                problems.append(
                    Problem(
                        source.path,
                        source.body_line + block.line,
                        "error",
                        "external-image",
                        f"image “{address}”: put it into static/ and write ![…](static/…)",
                    )
                )
                continue
        elif mark.kind == "link" and (found := _DOCUMENT.match(value)):
            folder = {"speeches": "/speeches/", "glossary": "/terms/", "pages": "/"}[found[1]]
            value = f"{folder}{found[2]}/{found[3] or ''}"
        elif mark.kind == "link" and not re.match(r"(?:https?:|mailto:|/|#)", value):
            problems.append(
                Problem(
                    source.path,
                    source.body_line + block.line,
                    "error",
                    "bad-link",
                    f"link to “{value}”: expected https://…, /…, #p12 or speeches/….md",
                )
            )
            continue
        marks.append(msgspec.structs.replace(mark, value=value))
    return msgspec.structs.replace(block, marks=tuple(marks))
