"""Editions: the weeks' digests with their sections and pictures, each version kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from delivery.core.edition import Edition, EditionStatus, Picture, Section, Topic, Trend
from delivery.core.language import Language
from delivery.core.week import Week
from delivery.store.group import Group
from delivery.store.tables import edition, picture, section


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition's place in the store, without its content."""

    id: int
    week: Week
    version: int
    status: EditionStatus
    fingerprint: str
    imported_at: datetime
    approved_at: datetime | None
    published_at: datetime | None


class Editions(Group):
    """What was written."""

    async def all(self, limit: int = 520) -> tuple[EditionRow, ...]:
        """Editions, newest week and version first."""
        query = select(edition).order_by(edition.c.week.desc(), edition.c.version.desc()).limit(limit)
        return tuple(map(_row, await self._connection.execute(query)))

    async def newest(self, week: Week, *statuses: EditionStatus) -> EditionRow | None:
        """The week's newest version with one of `statuses` (default: any)."""
        query = select(edition).where(edition.c.week == week.monday).order_by(edition.c.version.desc()).limit(1)
        if statuses:
            query = query.where(edition.c.status.in_(statuses))
        row = (await self._connection.execute(query)).one_or_none()
        return _row(row) if row else None

    async def newest_in(self, *statuses: EditionStatus) -> EditionRow | None:
        """The newest week's newest version with one of `statuses`."""
        query = (
            select(edition)
            .where(edition.c.status.in_(statuses))
            .order_by(edition.c.week.desc(), edition.c.version.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return _row(row) if row else None

    async def unsent(self) -> EditionRow | None:
        """The newest approved edition of a week that is newer than everything published."""
        row = await self.newest_in(EditionStatus.READY)
        last = await self.newest_in(EditionStatus.PUBLISHED)
        return None if row is None or (last and row.week <= last.week) else row

    async def load(self, edition_id: int) -> Edition:
        """The edition with its sections and pictures."""
        head = (await self._connection.execute(select(edition).where(edition.c.id == edition_id))).one()
        sections = await self._connection.execute(
            select(section, picture.c.media_type, picture.c.width, picture.c.height, picture.c.data)
            .outerjoin(picture, picture.c.sha256 == section.c.picture_sha256)
            .where(section.c.edition_id == edition_id)
            .order_by(section.c.id)
        )
        return Edition(Week(head.week), _topics(head.topics), tuple(map(_section, sections)), head.version)

    async def add(self, content: Edition, fingerprint: str, now: datetime) -> int:
        """A new draft of this week and version; returns its id."""
        row = await self._connection.execute(
            insert(edition)
            .values(
                week=content.week.monday,
                version=content.version,
                status=EditionStatus.DRAFT,
                fingerprint=fingerprint,
                topics=_dump(content.topics),
                imported_at=now,
            )
            .returning(edition.c.id)
        )
        edition_id = int(row.scalar_one())
        await self._fill(edition_id, content.sections)
        return edition_id

    async def replace(self, edition_id: int, content: Edition, fingerprint: str, now: datetime) -> None:
        """New content for an unpublished edition, which becomes a draft again."""
        await self._connection.execute(delete(section).where(section.c.edition_id == edition_id))
        await self._connection.execute(
            update(edition)
            .where(edition.c.id == edition_id)
            .values(
                status=EditionStatus.DRAFT,
                fingerprint=fingerprint,
                topics=_dump(content.topics),
                imported_at=now,
                approved_at=None,
            )
        )
        await self._fill(edition_id, content.sections)

    async def approve(self, edition_id: int, now: datetime) -> bool:
        """draft → ready; False if it was no draft."""
        result = await self._connection.execute(
            update(edition)
            .where(edition.c.id == edition_id, edition.c.status == EditionStatus.DRAFT)
            .values(status=EditionStatus.READY, approved_at=now)
        )
        return result.rowcount == 1

    async def publish(self, edition_id: int, now: datetime) -> bool:
        """ready → published; False if it was not ready."""
        result = await self._connection.execute(
            update(edition)
            .where(edition.c.id == edition_id, edition.c.status == EditionStatus.READY)
            .values(status=EditionStatus.PUBLISHED, published_at=now)
        )
        return result.rowcount == 1

    async def _fill(self, edition_id: int, sections: Iterable[Section]) -> None:
        sections = tuple(sections)
        for found in {s.picture.sha256: s.picture for s in sections if s.picture}.values():
            await self._keep(found)
        await self._connection.execute(insert(section), [_section_values(edition_id, s) for s in sections])

    async def _keep(self, found: Picture) -> None:
        await self._connection.execute(
            self._insert(picture)
            .values(
                sha256=found.sha256,
                media_type=found.media_type,
                width=found.width,
                height=found.height,
                data=found.data,
            )
            .on_conflict_do_nothing()
        )


def _section_values(edition_id: int, value: Section) -> dict[str, Any]:
    return {
        "edition_id": edition_id,
        "topic": value.topic,
        "language": value.language,
        "trend": value.trend,
        "title": value.title,
        "body": value.body,
        "picture_sha256": value.picture.sha256 if value.picture else None,
        "picture_alt": value.picture_alt,
        "picture_caption": value.picture_caption,
    }


def _row(row: Row[Any]) -> EditionRow:
    return EditionRow(
        row.id,
        Week(row.week),
        row.version,
        EditionStatus(row.status),
        row.fingerprint,
        row.imported_at,
        row.approved_at,
        row.published_at,
    )


def _section(row: Row[Any]) -> Section:
    found = row.picture_sha256 and Picture(row.picture_sha256, row.media_type, row.width, row.height, row.data)
    return Section(
        row.topic,
        Language(row.language),
        Trend(row.trend),
        row.title,
        row.body,
        found or None,
        row.picture_alt,
        row.picture_caption,
    )


def _dump(topics: tuple[Topic, ...]) -> str:
    return json.dumps([[topic.slug, dict(topic.names)] for topic in topics], ensure_ascii=False)


def _topics(stored: str) -> tuple[Topic, ...]:
    return tuple(
        Topic(slug, {Language(code): name for code, name in names.items()}) for slug, names in json.loads(stored)
    )
