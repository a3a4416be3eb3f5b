"""What an editor might do for the glossary: phrases to take up, drafts of their files, and how its entries fare in the archive."""

from generator.suggest.candidates import CONTEXTS, Candidate, Context, candidates
from generator.suggest.drafts import draft
from generator.suggest.review import Busy, Rejected, Review, review
from generator.suggest.spellings import Spelling, spellings

__all__ = [
    "CONTEXTS",
    "Busy",
    "Candidate",
    "Context",
    "Rejected",
    "Review",
    "Spelling",
    "candidates",
    "draft",
    "review",
    "spellings",
]
