"""The yard: the outside world on this machine. A Bot API simulator, a mail catcher, and a page to play with both.

Tests and `digest demo` use the same classes. Production rooms never import this one.
"""
