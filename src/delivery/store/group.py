"""What all query groups share: the connection of their transaction, and an upsert that both engines know."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from delivery.store.keys import KeyRing

Insert = postgresql.Insert | sqlite.Insert


class Group:
    """Queries about one noun, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def _insert(self, table: Table) -> Any:
        """INSERT with ON CONFLICT: the same words in both dialects, but two classes in SQLAlchemy."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        return dialect.insert(table)


class SealedGroup(Group):
    """Queries about a noun that holds contact data."""

    def __init__(self, connection: AsyncConnection, keys: KeyRing) -> None:
        super().__init__(connection)
        self._keys = keys
