"""Answers to typed questions: routed offline, written down masked, never guessed."""

from core.services.answers.asking import Answers, Asked, Outcome, entry_of

__all__ = ["Answers", "Asked", "Outcome", "entry_of"]
