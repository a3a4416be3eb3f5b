"""The file of a new term, with all that the archive says about it; its definition is the editor's to write."""

from generator import frontmatter
from generator.suggest.candidates import Candidate
from generator.suggest.review import one_line


def draft(candidate: Candidate) -> str:
    """The file of a new term: its head, and who uses it where as a comment. The body is empty, so ``check`` asks for it."""
    values: dict[str, object] = {"term": candidate.phrase}
    if candidate.items:
        values["items"] = list(candidate.items)
    notes = [
        f"# {context.speech}#{context.block} {one_line(context.sentence)}\n" for context in candidate.contexts
    ]
    head = frontmatter.dump(values)
    return (
        head[: head.rindex("---")]
        + f"# 共 {candidate.uses} 处，{candidate.speeches} 篇\n"
        + "".join(notes)
        + "---\n"
    )
