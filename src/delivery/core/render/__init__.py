"""One document tree → Telegram parts, e-mail html and text, web page: all computed from its arguments."""
