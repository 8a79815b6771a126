"""Ready replies that come with the product; an office adds its own. ``{places}`` are filled in from the case."""

from locales.words import T

PLACES = ("case", "agent", "status", "position", "until", "left", "exam", "desk", "phone", "mail")

_GREETING = T("Hello, I am {agent} and have read your case #{case}. I am looking into it now and will answer here.")
_MORE = T("Please write what you pressed last and what was shown then. A screenshot helps; send no passwords or card numbers.")
_TIME = T('Your application stands at "{status}". The next step is possible until {until}.')
_POLICY = T("Whether you meet a position's conditions is decided by its recruiting unit; its phone is in the row of the position.")
_SOLVED = T("I think that settles it. If anything is still open, just write here; otherwise I close case #{case}.")

STARTERS: tuple[tuple[str, str], ...] = (
    (T("Greeting"), _GREETING),
    (T("Ask for more"), _MORE),
    (T("Time left"), _TIME),
    (T("Policy isn't ours"), _POLICY),
    (T("Solved?"), _SOLVED),
)
