"""The form (说明 二(四)): its summary, the photo, the short fields. Educations have a dialog of their own."""

from bot.dialogs.form.windows import build

__all__ = ["build"]
