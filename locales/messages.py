"""Short messages to phones: one code or one name each, and what not to do with it."""

from locales.words import T, words_in


class ShortMessages:
    """Writes short messages in the reader's language."""

    def code(self, locale: str, code: str, minutes: int) -> str:
        """The message that carries a code."""
        return words_in(locale)(
            T("[Kaoban] Your code is {code}, valid for {minutes} minutes. Never pass it on."), code=code, minutes=minutes
        )

    def username(self, locale: str, username: str) -> str:
        """The message that carries a username."""
        return words_in(locale)(T("[Kaoban] Your username is {username}."), username=username)
