"""What short messages say. They cost by length and stand on a lock screen: short, and never more than what they are for."""

from locales.words import T, words_in


class ShortMessages:
    """Writes short messages in the reader's language."""

    def code(self, locale: str, code: str, minutes: int) -> str:
        """The message that carries a code."""
        return words_in(locale)(
            T("[Kaoban] Your code is {code}, valid for {minutes} minutes. Type it in your chat only and tell nobody."),
            code=code,
            minutes=minutes,
        )

    def username(self, locale: str, username: str) -> str:
        """The message that carries a username."""
        return words_in(locale)(T("[Kaoban] Your username is {username}. You can log in with it now."), username=username)
