"""Editions: content comes back as it was, versions stand side by side, and statuses go one way."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy.exc import IntegrityError

from delivery.core.edition import Edition, EditionStatus, Picture, Section, Topic, Trend
from delivery.core.language import Language
from delivery.core.week import Week
from delivery.store import Store

WEEK = Week(date(2024, 1, 15))
NEXT = Week(date(2024, 1, 22))


def _picture(data: bytes = b"\x89PNG...") -> Picture:
    return Picture(sha256(data).hexdigest(), "image/png", 640, 480, data)


def _edition(week: Week = WEEK, version: int = 1, title: str = "Тыдзень") -> Edition:
    topics = (
        Topic("west", {Language.BE: "Захад", Language.RU: "Запад", Language.EN: "West"}),
        Topic("east", {Language.BE: "Усход", Language.RU: "Восток", Language.EN: "East"}),
    )
    sections = tuple(
        Section(topic.slug, language, Trend.WORSE, title, "Тэкст з *націскам*.", _picture(), "карта", "Крыніца: архіў")
        for topic in topics
        for language in Language
    )
    return Edition(week, topics, (*sections[:-1], replace(sections[-1], picture=None)), version)


async def test_an_edition_comes_back_as_it_was(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        edition_id = await tx.editions.add(_edition(), "f1", now)
    async with store.read() as tx:
        assert await tx.editions.load(edition_id) == _edition()
        (row,) = await tx.editions.all()

    assert (row.id, row.week, row.version, row.status) == (edition_id, WEEK, 1, EditionStatus.DRAFT)
    assert (row.fingerprint, row.imported_at, row.approved_at, row.published_at) == ("f1", now, None, None)


async def test_a_corrected_draft_is_replaced_whole(store: Store, now: datetime) -> None:
    later = now + timedelta(hours=1)
    corrected = replace(_edition(title="Папраўка"), sections=_edition(title="Папраўка").sections[:2])
    async with store.begin() as tx:
        edition_id = await tx.editions.add(_edition(), "f1", now)
        await tx.editions.approve(edition_id, now)
        await tx.editions.replace(edition_id, corrected, "f2", later)
        (row,) = await tx.editions.all()

        assert await tx.editions.load(edition_id) == corrected
    assert (row.status, row.fingerprint, row.imported_at) == (EditionStatus.DRAFT, "f2", later)
    assert row.approved_at is None


async def test_statuses_go_one_way_and_once(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        edition_id = await tx.editions.add(_edition(), "f1", now)
        assert not await tx.editions.publish(edition_id, now), "what was not approved is not published"
        assert await tx.editions.approve(edition_id, now)
        assert not await tx.editions.approve(edition_id, now)
        assert await tx.editions.publish(edition_id, now)
        assert not await tx.editions.publish(edition_id, now)
        assert not await tx.editions.approve(edition_id, now)
        (row,) = await tx.editions.all()

    assert (row.status, row.approved_at, row.published_at) == (EditionStatus.PUBLISHED, now, now)


async def test_a_correction_of_a_published_edition_is_a_version_beside_it(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        first = await tx.editions.add(_edition(), "f1", now)
        await tx.editions.approve(first, now)
        await tx.editions.publish(first, now)
        second = await tx.editions.add(_edition(version=2, title="Папраўка"), "f2", now)

        assert [row.id for row in await tx.editions.all()] == [second, first]
        newest = await tx.editions.newest(WEEK)
        published = await tx.editions.newest(WEEK, EditionStatus.PUBLISHED)
        assert (await tx.editions.load(first)).sections[0].title == "Тыдзень"

    assert newest is not None
    assert published is not None
    assert (newest.id, published.id) == (second, first)
    with pytest.raises(IntegrityError):
        async with store.begin() as tx:
            await tx.editions.add(_edition(version=2), "f3", now)


async def test_the_unsent_edition_is_the_newest_approved_one_after_all_published(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        assert await tx.editions.unsent() is None
        first = await tx.editions.add(_edition(), "f1", now)
        assert await tx.editions.unsent() is None, "a draft is not approved"
        await tx.editions.approve(first, now)
        unsent = await tx.editions.unsent()
        assert unsent is not None
        assert unsent.id == first

        second = await tx.editions.add(_edition(NEXT), "f2", now)
        await tx.editions.approve(second, now)
        await tx.editions.publish(second, now)
        assert await tx.editions.unsent() is None, "an older week is not sent after a newer one"


async def test_a_picture_is_stored_once(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        first = await tx.editions.add(_edition(), "f1", now)
        second = await tx.editions.add(_edition(NEXT), "f2", now)
        loaded = [await tx.editions.load(edition_id) for edition_id in (first, second)]

    assert {section.picture for edition in loaded for section in edition.sections} == {_picture(), None}
