"""What ``yanlu suggest`` prints and writes: candidates for the glossary, spellings it lacks, and how its entries fare."""

from collections.abc import Sequence
from pathlib import Path

from generator.suggest import Candidate, Review, Spelling, draft
from generator.terminal import plural, write
from generator.urls import slugify

_WHY = {
    "numeral": "another numeral",
    "measure": "with or without a measure word",
    "de": "with or without 的",
    "sound": "the same sound: a slip?",
    "longer": "more words inside the quotation marks",
    "items": "its items as a list",
}


def show(candidates: Sequence[Candidate], spellings: Sequence[Spelling], review: Review) -> None:
    """Print each part that has something to say, under a head line that begins with #."""
    _show_candidates(candidates)
    _show_spellings(spellings)
    _show_review(review)


def write_drafts(content: Path, candidates: Sequence[Candidate]) -> None:
    """Write a file for each set phrase whose items a speech spells out; none is overwritten."""
    for candidate in candidates:
        path = content / "glossary" / f"{slugify(candidate.phrase)}.md"
        if not (candidate.items and candidate.is_set):
            continue
        if path.exists():
            print(f"kept: {path} is there already")
        else:
            write(path, draft(candidate).encode())
            print(f"written: {path} (its definition is yours to write)")


def _show_candidates(candidates: Sequence[Candidate]) -> None:
    if candidates:
        print("# phrases that the glossary does not have, the best evidence first")
    for candidate in candidates:
        print(f"{candidate.phrase}\t{_places(candidate.uses, candidate.speeches)}")
        if candidate.items:
            print(f"    items: {'、'.join(candidate.items)}")
        for context in candidate.contexts:
            print(f"    {context.speech}#{context.block}: {context.sentence}")


def _show_spellings(spellings: Sequence[Spelling]) -> None:
    if spellings:
        print("# other spellings of its terms: aliases to be added, or slips in the texts")
    for spelling in spellings:
        speech, block, words = spelling.first
        print(f"{spelling.words}\t{spelling.term.term} ({spelling.term.path}): {_WHY[spelling.why]}")
        print(f"    {_places(spelling.uses, spelling.speeches)}; {speech}#{block}: {words}")


def _show_review(review: Review) -> None:
    if review.busy:
        print(
            "# terms that more than half of the speeches use, five times each or more: are all of their links wanted?"
        )
    for busy in review.busy:
        print(
            f"{busy.term.term}\t{_places(busy.uses, busy.speeches)}, {busy.links} {plural(busy.links, 'link')}"
        )
    if review.rejected:
        print(
            "# matches that were refused; where they were wrongly refused, add the word to segment_allow in site.yaml"
        )
    for refused in review.rejected:
        why = "part of another word" if refused.reason == "straddle" else "not_in"
        print(f"{refused.term.term}\t{refused.times} refused ({why}), {refused.uses} taken")
        for speech, block, words in refused.places:
            print(f"    {speech}#{block}: {words}")
    if review.unused:
        print("# terms that no speech uses")
        print("、".join(term.term for term in review.unused))


def _places(uses: int, speeches: int) -> str:
    return f"{uses} in {speeches} {'speech' if speeches == 1 else 'speeches'}"
