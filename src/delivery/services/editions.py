"""Editions: files become drafts, drafts are approved, corrections become new versions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from delivery.core.edition import Edition, EditionStatus
from delivery.core.editionfile import Checked, check, fingerprint
from delivery.core.errors import Refusal
from delivery.core.language import Language
from delivery.core.week import Week
from delivery.store import Store, Transaction
from delivery.store.editions import EditionRow

# The limits of the reading itself; what is inside the files is judged by core.
MAX_FILES = 20_000
MAX_BYTES = 1_100_000  # a little over the limit of a file: the check then says that it is too large


class NoEdition(Refusal):
    """There is no edition of this week. Import it first."""

    code = "no-edition"


class NotApproved(Refusal):
    """This edition is not approved yet. Approve it first."""

    code = "not-approved"


class Incomplete(Refusal):
    """This edition has gaps: a topic or a translation is missing."""

    code = "incomplete"

    def __init__(self, gaps: tuple[tuple[str, Language], ...]) -> None:
        super().__init__(gaps)
        self.gaps = gaps


class Change(StrEnum):
    """What importing an edition did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    NEW_VERSION = "new version"


@dataclass(frozen=True, slots=True)
class Imported:
    """One week's import."""

    week: Week
    version: int
    change: Change


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """The files of an editions folder by their relative path. Links that lead out of the folder are not followed."""
    root = folder.resolve()
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.resolve().is_relative_to(root))
    return {path.relative_to(root).as_posix(): _read(path) for path in files[:MAX_FILES]}


def check_folder(folder: Path) -> Checked:
    """The editions in `folder` and every fault at once."""
    return check(read_folder(folder))


async def import_editions(store: Store, editions: tuple[Edition, ...], now: datetime) -> tuple[Imported, ...]:
    """Keep what is new, in one transaction. Importing the same again changes nothing."""
    async with store.begin() as tx:
        return tuple([await _import(tx, edition, now) for edition in editions])


async def approve(store: Store, week: Week, now: datetime, *, accept_gaps: bool = False) -> EditionRow:
    """draft → ready. Raises NoEdition; Incomplete unless `accept_gaps`. An approved edition stays as it is."""
    async with store.begin() as tx:
        row = await tx.editions.newest(week)
        if row is None:
            raise NoEdition
        missing = (await tx.editions.load(row.id)).gaps()
        if row.status is EditionStatus.DRAFT and missing and not accept_gaps:
            raise Incomplete(missing)
        await tx.editions.approve(row.id, now)
        return await tx.editions.newest(week) or row


async def all_editions(store: Store) -> tuple[EditionRow, ...]:
    """Every version of every week, newest first."""
    async with store.read() as tx:
        return await tx.editions.all()


async def edition_of(store: Store, week: Week) -> Edition:
    """The week's newest version, published or not. Raises NoEdition."""
    async with store.read() as tx:
        row = await tx.editions.newest(week)
        if row is None:
            raise NoEdition
        return await tx.editions.load(row.id)


async def published(store: Store, week: Week) -> Edition | None:
    """What readers of this week may see: its newest published version."""
    async with store.read() as tx:
        row = await tx.editions.newest(week, EditionStatus.PUBLISHED)
        return await tx.editions.load(row.id) if row else None


async def latest_published(store: Store) -> Edition | None:
    """What a new reader is shown first."""
    async with store.read() as tx:
        row = await tx.editions.newest_in(EditionStatus.PUBLISHED)
        return await tx.editions.load(row.id) if row else None


async def topics_in_use(store: Store) -> tuple[tuple[str, Mapping[Language, str]], ...]:
    """The topics a reader may choose from: slug and names, in the order of the newest edition."""
    async with store.read() as tx:
        row = await tx.editions.newest_in(*EditionStatus)
        edition = await tx.editions.load(row.id) if row else None
    return tuple((topic.slug, topic.names) for topic in edition.topics) if edition else ()


async def _import(tx: Transaction, edition: Edition, now: datetime) -> Imported:
    present = await tx.editions.newest(edition.week)
    mark = fingerprint(edition)
    if present is None:
        await tx.editions.add(replace(edition, version=1), mark, now)
        return Imported(edition.week, 1, Change.ADDED)
    if present.fingerprint == mark:
        return Imported(edition.week, present.version, Change.UNCHANGED)
    if present.status is EditionStatus.PUBLISHED:
        version = present.version + 1
        await tx.editions.add(replace(edition, version=version), mark, now)
        return Imported(edition.week, version, Change.NEW_VERSION)
    await tx.editions.replace(present.id, edition, mark, now)
    return Imported(edition.week, present.version, Change.UPDATED)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)
