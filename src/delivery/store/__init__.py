"""What is remembered: the only room that speaks SQL, and the only one that seals and opens contact data."""

from delivery.store.keys import KeyRing, KeysUnreadable
from delivery.store.store import Store, Transaction, open_store

__all__ = ["KeyRing", "KeysUnreadable", "Store", "Transaction", "open_store"]
