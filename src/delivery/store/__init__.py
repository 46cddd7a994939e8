"""What is remembered: the only room that speaks SQL, and the only one that seals and opens contact data."""

from sqlalchemy.exc import SQLAlchemyError

from delivery.store.keys import KeyRing, KeysUnreadable
from delivery.store.store import Store, Transaction, open_store

# What the store raises while it is away: locked, restarted, out of disk. Who waits and tries again catches these.
STORE_ERRORS = (SQLAlchemyError, OSError)

__all__ = ["STORE_ERRORS", "KeyRing", "KeysUnreadable", "Store", "Transaction", "open_store"]
