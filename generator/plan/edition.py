"""The 校勘记 of a speech: where its text comes from, what every rule of the import did, and what the editors did since.

In: a speech with its ledger, and its blocks with their ids. Out: the view of the section, and ``edition.txt``, which lists every place. On the
page, what is long is cut, with a count: a speech has its weight.
"""

import difflib
import functools
from collections.abc import Iterator, Sequence

from generator import dates, urls
from generator.ingest.rules import RULES
from generator.load import raw_address
from generator.markdown import parse
from generator.model import Block, Edit, Ledger, Manuscripts, PlannedFile, Speech, Text, Url
from generator.plan.citations import digest
from generator.plan.common import Everything
from generator.views.speeches import (
    Change,
    Edition,
    NotePlace,
    OpenNote,
    Passage,
    Piece,
    Place,
    RawLink,
    RuleWork,
)

_WORTH_QUOTING = 12
"""Characters from which a removed passage is quoted as one."""
_CONTEXT = 12
"""Characters around the place of a note."""
_AROUND = 5
"""Characters around a change."""
_PASSAGE = 300
"""Characters of a removed passage on the page."""
_PASSAGES, _PLACES, _NOTES, _CHANGES = 6, 8, 24, 24
"""How many of each kind stand on the page."""
_IN_FILE = 1_000
"""Characters of a removed passage in edition.txt; the raw file has the rest."""
_BLOCK = 120
"""Characters of a paragraph that came or went as a whole."""
_SILENT = frozenset(
    (
        "line-ends",
        "indent",
        "hard-wrap",
        "stray-space",
        "paragraph-break",
        "last-line",
        "heading",
        "run-in",
        "escape",
        "footnote",
        "metadata",
    )
)
"""Rules that write marks or move white space: their places change no word, and stand in edition.txt only."""


def edition(
    speech: Speech, text: Text, manuscripts: Manuscripts, hidden: frozenset[str] = frozenset()
) -> Edition | None:
    """The section of one speech; None where there is no ledger, or the speech is withdrawn.

    ``hidden``: sha256 of raw files that are not published for another speech's sake.
    """
    found, source = manuscripts.ledger(speech), speech.source
    if found is None or speech.withdrawn:
        return None
    ledger, raw_text = found
    open_ = source.publish_raw
    changes, marks = _changes(manuscripts.imported(speech), text)
    notes = tuple(_notes(ledger, raw_text, None if open_ else manuscripts.body(speech)))
    return Edition(
        raw=tuple(
            RawLink(
                raw.file,
                raw.sha256,
                Url(raw_address(speech.id, i, raw)) if open_ and raw.sha256 not in hidden else None,
            )
            for i, raw in enumerate(ledger.raw, 1)
        ),
        publisher=source.publisher,
        source_url=source.url,
        retrieved=dates.in_words(source.retrieved) if source.retrieved else "",
        rights=source.rights,
        rules=tuple(_works(ledger, raw_text, open_)),
        all=Url(f"{urls.speech(speech.id)}edition.txt") if open_ and ledger.edits else None,
        notes=notes[:_NOTES],
        more_notes=sum(note.count for note in notes[_NOTES:]),
        changes=changes[:_CHANGES],
        more_changes=max(0, len(changes) - _CHANGES),
        marked=marks,
        edited=bool(changes or marks),
        raw_characters=len(raw_text),
        body_characters=speech.body_characters,
        digest=digest(speech),
    )


def files(every: Everything) -> Iterator[PlannedFile]:
    """``edition.txt`` beside every speech whose raw file may be published."""
    for speech, key in zip(every.archive.speeches, every.speech_digests, strict=True):
        is_listed = speech.origin and speech.origin.is_changed
        if is_listed and speech.source.publish_raw and not speech.withdrawn:
            make = functools.partial(_listed, speech, every.archive.manuscripts)
            yield PlannedFile(Url(f"{urls.speech(speech.id)}edition.txt"), key, make)


def _by_rule(ledger: Ledger) -> dict[str, list[Edit]]:
    """The edits by rule, in the order in which the rules are declared."""
    found: dict[str, list[Edit]] = {rule: [] for rule in RULES}
    for edit in ledger.edits:
        found.setdefault(edit.rule, []).append(edit)
    return {rule: edits for rule, edits in found.items() if edits}


def _works(ledger: Ledger, raw: str, quoted: bool) -> Iterator[RuleWork]:
    for rule, edits in _by_rule(ledger).items():
        size = sum(max(0, edit.end - edit.start - len(edit.after)) for edit in edits)
        if not quoted:
            yield RuleWork(rule, len(edits), size)
            continue
        long = [edit for edit in edits if _is_passage(edit, raw)]
        short = [] if rule in _SILENT else [edit for edit in edits if not _is_passage(edit, raw)]
        passages = tuple(_passage(raw[edit.start : edit.end].strip(), _PASSAGE) for edit in long[:_PASSAGES])
        places = tuple(_place(raw, edit) for edit in short[:_PLACES])
        yield RuleWork(rule, len(edits), size, passages, len(long), places, len(short))


def _is_passage(edit: Edit, raw: str) -> bool:
    gone = edit.end - edit.start - len(edit.after)
    return gone > _WORTH_QUOTING and len(raw[edit.start : edit.end].strip()) > _WORTH_QUOTING


def _passage(text: str, most: int) -> Passage:
    return Passage(text, 0) if len(text) <= most + 20 else Passage(text[:most], len(text) - most)


def _place(raw: str, edit: Edit) -> Place:
    """A change with a few characters of its line on both sides."""
    before = raw[max(0, edit.start - _AROUND) : edit.start].rpartition("\n")[2]
    after = raw[edit.end : edit.end + _AROUND].partition("\n")[0]
    return Place(_shown(before), _shown(raw[edit.start : edit.end]), _shown(edit.after), _shown(after))


def _shown(text: str) -> str:
    """A piece of raw text on one line: what cannot be seen has a sign."""
    return "".join(_SIGNS.get(c, c if c.isprintable() else f"[U+{ord(c):04X}]") for c in text)


_SIGNS = {"\n": "⏎", "\r": "␍", "\t": "⇥", " ": "␣", "\u00a0": "⍽", "\u3000": "□", "\ue000": "[U+E000]"}


def _notes(ledger: Ledger, raw: str, body: str | None) -> Iterator[OpenNote]:
    """Open notes, those that say the same in one; where the raw text may not be published (``body`` given), only words that stand
    in the body are quoted."""
    alike: dict[tuple[str, str, str], list[NotePlace]] = {}
    for note in ledger.notes:
        end = min(note.end, note.start + 60)
        around = _CONTEXT if end - note.start < 4 else 0
        quote = " ".join(raw[max(0, note.start - around) : end + around].split())
        if body is not None and quote not in body:
            quote = ""
        key = (note.rule, note.message, note.proposal or "")
        alike.setdefault(key, []).append(NotePlace(note.start, note.end, quote))
    for key, places in alike.items():
        if key[2]:  # each proposal has its own place
            yield from (OpenNote(*key, (place,), 1) for place in places)
        else:
            yield OpenNote(*key, tuple(places[:_PLACES]), len(places))


# ------------------------------------------------------------------------------------------- the editors' changes


def _changes(imported: str | None, text: Text) -> tuple[tuple[Change, ...], int]:
    """What the editors changed since the import, block by block; and in how many blocks they changed marks only."""
    return ((), 0) if imported is None else compared(parse(imported), text)


def compared(imported: Sequence[Block], text: Text) -> tuple[tuple[Change, ...], int]:
    """Changes between imported blocks and a present text whose blocks have their ids; blocks changed in their marks only."""
    old = {f"p{block.n}": block for block in imported}
    changes: list[Change] = []
    marked = 0
    for block in text.blocks:
        changes += [Change(id, "removed", _whole("del", old[id].text)) for id in block.gone if id in old]
        origins = [old[id] for id in (block.id, *block.also) if id in old]
        origins.sort(key=lambda origin: origin.n)
        if not origins:
            changes.append(Change(block.id, "added", _whole("ins", block.text)))
            continue
        before = "".join(origin.text for origin in origins)
        if before != block.text:
            changes.append(
                Change(
                    block.id,
                    "joined" if len(origins) > 1 else "corrected",
                    tuple(_pieces(before, block.text)),
                )
            )
        elif len(origins) == 1 and (origins[0].kind, origins[0].level, origins[0].marks) != (
            block.kind,
            block.level,
            block.marks,
        ):
            marked += 1
        elif len(origins) > 1:
            changes.append(Change(block.id, "joined", _whole("", block.text)))
    changes += [Change(id, "removed", _whole("del", old[id].text)) for id in text.gone if id in old]
    return tuple(changes), marked


def _whole(kind: str, text: str) -> tuple[Piece, ...]:
    passage = _passage(text, _BLOCK)
    return (
        (Piece(kind, passage.text), Piece("cut", str(passage.left_out)))
        if passage.left_out
        else (Piece(kind, text),)
    )


@functools.lru_cache(maxsize=512)
def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The changes in a paragraph with some words around each; what stayed in between is an ellipsis."""
    pieces: list[Piece] = []
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for k, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag == "equal":
            left = _CONTEXT if k else 0
            right = _CONTEXT if k + 1 < len(codes) else 0
            same = old[i1:i2]
            pieces.append(
                Piece(
                    "",
                    same
                    if len(same) <= left + right + 3
                    else f"{same[:left]}…{same[-right:] if right else ''}",
                )
            )
            continue
        pieces += _whole("del", old[i1:i2]) if i2 > i1 else ()
        pieces += _whole("ins", new[j1:j2]) if j2 > j1 else ()
    return tuple(pieces)


# ----------------------------------------------------------------------------------------------------- edition.txt


def _listed(speech: Speech, manuscripts: Manuscripts) -> bytes:
    """Every place of every rule, in the raw text's own script; equal changes stand together."""
    found = manuscripts.ledger(speech)
    assert found
    ledger, raw = found
    after = len(raw) + sum(len(edit.after) - edit.end + edit.start for edit in ledger.edits)
    lines = [speech.title, *(f"原件 {file.file}  sha256 {file.sha256}" for file in ledger.raw)]
    lines.append(
        f"原件{len(raw):,}字，整理后{after:,}字。数字是原件中的位置（第几个字符，自0起），｜是改动之处。"
    )
    for rule, edits in _by_rule(ledger).items():
        lines += ["", f"【{RULES[rule].says if rule in RULES else rule}】{len(edits)}处"]
        alike: dict[tuple[str, str], list[Edit]] = {}
        for edit in edits:
            if _is_passage(edit, raw):
                passage = _passage(raw[edit.start : edit.end].strip("\n"), _IN_FILE)
                more = f"……（另有{passage.left_out:,}字从略，见原件）" if passage.left_out else ""
                lines.append(
                    f"{edit.start} 〔{passage.text}{more}〕{'→' + _shown(edit.after) if edit.after.strip() else ''}"
                )
            else:
                alike.setdefault((_shown(raw[edit.start : edit.end]), _shown(edit.after)), []).append(edit)
        for (gone, came), same in alike.items():
            lines.append(
                f"〔{gone}→{came}〕{len(same)}处："
                + "　".join(_located(raw, edit, rule in _SILENT) for edit in same)
            )
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _located(raw: str, edit: Edit, silent: bool) -> str:
    """The place of a change, with the words around it where they matter."""
    if silent:
        return str(edit.start)
    place = _place(raw, edit)
    return f"{edit.start} {place.before[-3:]}｜{place.after[:3]}"
