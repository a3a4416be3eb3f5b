"""Every text of an archive to blocks and mentions (``mentions.py``), from memory where nothing that it depends on has changed.

In: an archive. Out: ``Annotated``, of which each text is read when it is asked for.
"""

import functools
from collections.abc import Sequence
from concurrent.futures import Executor

import msgspec

from generator import work
from generator.gist import Details, EncodedRows, Gist, encoded_rows, gist
from generator.matcher import Lexicon, Matcher, Verdict, lexicon
from generator.memo import Memo, digest_of
from generator.mentions import Source, annotate_one
from generator.model import Archive, Problem, Speech, Text, Value
from generator.tables import Tables, tables

_ROWS_HELD = 20_000
"""Speeches whose encoded rows, some 10 KB each, are held at once: every page of a term reads a few of each."""
_AT_ONCE = 256
"""Speeches whose results are written to the memo together."""


Verdicts = tuple[Verdict, ...]


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
    made: int
    """How many of the speeches were not remembered."""
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
    file = b"" if speech.withdrawn else archive.manuscripts.file(speech)
    imported = archive.manuscripts.imported(speech)
    return Source(
        speech.id, speech.path, "", speech.body_line, imported, speech.place, speech.date, speech.unlink, file
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
) -> tuple[Sequence[Text], Sequence[Details], Sequence[EncodedRows], Sequence[Tables], tuple[Gist, ...], int]:
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
        len(missing),
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
