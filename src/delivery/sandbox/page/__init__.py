"""The page of the demo: a chat, a mailbox and a clock in the browser. Start with `Page`."""

from delivery.sandbox.page.board import Board, Service
from delivery.sandbox.page.server import Page

__all__ = ["Board", "Page", "Service"]
