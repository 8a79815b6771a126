"""Answers to typed questions: routed offline, written down masked, never guessed; new ones written by staff, approved by two."""

from core.services.answers.asking import Answers, Asked, Outcome, entry_of
from core.services.answers.writing import Writing

__all__ = ["Answers", "Asked", "Outcome", "Writing", "entry_of"]
