"""One text and a matcher to blocks and mentions.

In: a Markdown body. Out: a ``Text``, whose mentions carry the offsets of the plain text of their block. Every mention is recorded; which
of them become links is the site's policy.
"""

import difflib
import itertools
from collections.abc import Iterator, Sequence

import msgspec

from generator import frontmatter, paragraphs, targets
from generator.markdown import parse
from generator.matcher import Entry, Found, Matcher, Placed, Squeezed, key
from generator.model import Block, Mark, Mention, Problem, Slug, Span, SpeechId, Text, Value
from generator.senses import choose
from generator.sentences import PART
from generator.voices import Voices

_HINDERING = ("link", "code", "explicit", "not")
"""Marks that matter to the mentions of a block; emphasis does not."""


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
    file: bytes = b""
    """In place of the body the file in which it stands: it is sent to another process as it is, and read there."""
    own: Slug | None = None
    """The term that this text defines, which is not linked in its own definition."""


def annotate_one(source: Source, matcher: Matcher, policy: str) -> Text:
    """Read one body: blocks with ids, mentions with senses and links, and the problems found on the way."""
    imported = parse(source.imported) if source.imported is not None else None
    parsed = parse(frontmatter.body(source.file.decode("utf-8")) if source.file else source.body)
    problems = list(_pinned_twice(source, parsed))
    numbered, gone = paragraphs.number(parsed, imported)
    blocks = tuple([_resolved(source, block, problems) if block.marks else block for block in numbered])
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


def _resolved(source: Source, block: Block, problems: list[Problem]) -> Block:
    """The block with the addresses of its links and images; what leads nowhere becomes problems."""
    resolved, faults = targets.resolve(block)
    problems += [Problem(source.path, source.body_line + block.line, "error", *fault) for fault in faults]
    return resolved


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
        text = PART.join(texts)
        self.words = Squeezed(text)
        self.voices = Voices(text, self.words.marks)
        matches = self.words.placed(self.matcher.find(self.words))
        ends = itertools.accumulate(len(text) + 1 for text in texts)
        at = first = 0
        for block, end in zip(blocks, ends, strict=True):
            if block.kind == "heading" and self.policy == "section":
                self.linked.clear()
            last = first
            while last < len(matches) and matches[last][1] < end:
                last += 1
            if first < last or block.marks:
                self.at = at
                self._read(block, matches[first:last])
            at, first = end, last

    def _read(self, block: Block, matches: Sequence[Placed]) -> None:
        """Record the mentions of one block."""
        hindering = [mark for mark in block.marks if mark.kind in _HINDERING]
        self.around = [mark for mark in hindering if mark.kind in ("link", "code")]
        if hindering:
            self._read_marked(block, matches, hindering)
            return
        at = self.at
        for found, start, end in matches:
            if found.rejected:
                self._reject(block, found, start - at, end - at, found.rejected)
            else:
                self._use(block, start - at, end - at, self._sense(block, found), "match")

    def _read_marked(self, block: Block, matches: Sequence[Placed], marks: Sequence[Mark]) -> None:
        """The same of a block in which an editor marked what is a mention and what is none."""
        explicit = self._explicit(block)
        refused = [mark for mark in marks if mark.kind == "not"]
        uses = [(m.start, m.end, m.term, m.via) for m in explicit]
        for found, begin, stop in matches:
            start, end = begin - self.at, stop - self.at
            if any(start < m.end and m.start < end for m in explicit):
                continue
            reason = found.rejected
            if any(start < mark.end and mark.start < end for mark in refused):
                reason = "editor"
            if reason:
                self._reject(block, found, start, end, reason)
            else:
                uses.append((start, end, self._sense(block, found), "match"))
        for start, end, slug, via in sorted(uses, key=lambda use: use[0]):
            self._use(block, start, end, slug, via)

    def _use(self, block: Block, start: int, end: int, slug: Slug, via: str) -> None:
        """Record one use, and those of other terms inside it."""
        reason = self._why_no_link(block, start, end, slug, via)
        mention = self._mention(block, start, end, slug, via, reason)
        self.mentions.append(mention)
        if not reason:
            self.linked.add(slug)
        if slug in self.matcher.outer:
            self.mentions += self._parts(block, mention)

    def _reject(self, block: Block, found: Found, start: int, end: int, reason: str) -> None:
        self.rejected.append(self._mention(block, start, end, found.entries[0].slug, "match", reason))

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
