"""The mail to a desk, ready to be opened in the reader's own mail program (说明 三(五))."""
