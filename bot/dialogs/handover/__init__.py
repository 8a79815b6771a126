"""Handing over to a person: which desk, the candidate's words, the case; quiet while a person has it, and the way back.

(``bot.calling`` opens it from anywhere, with the cause and the words that led there)
``quiet.WithAPerson`` hands every message on while a person has the case
``presses.presses``  buttons under messages: call a person, back to the assistant, did it help
``letters``          what is told of a case while the candidate isn't speaking
"""

from bot.dialogs.handover.windows import build

__all__ = ["build"]
