"""Migrations: Alembic, run by the service itself at start, so that an upgrade is one restart."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

SCRIPTS = Path(__file__).with_name("migrations")
LOCK = 0x64696765  # PostgreSQL's advisory lock: two processes that start together migrate one after the other


def configuration() -> Config:
    """Alembic's configuration; the scripts travel inside the package."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database to the newest form."""
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
