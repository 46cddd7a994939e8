"""The page of a week: what was published, in each language, complete in itself."""

import re
from datetime import datetime

import pytest

from delivery.core.week import Week
from delivery.services import editions, sending
from delivery.store import Store
from tests.support.editions import TITLES, an_edition
from tests.web.visits import Visitor

WEEK = "2024-01-15"


@pytest.fixture
async def draft(store: Store, now: datetime) -> None:
    await editions.import_editions(store, (an_edition(WEEK),), now)


@pytest.fixture
async def published(store: Store, draft: None, now: datetime) -> None:
    await editions.approve(store, Week.parse(WEEK), now)
    await sending.send_week(store, Week.parse(WEEK), now)


@pytest.mark.usefixtures("published")
async def test_a_published_week_has_a_page_in_each_language(visitor: Visitor) -> None:
    for language, title in TITLES.items():
        answer = await visitor.get(f"/{language}/{WEEK}/")
        assert answer.status == 200
        assert title in answer.text
        assert f'lang="{language}"' in answer.text


@pytest.mark.usefixtures("published")
async def test_the_page_loads_nothing_and_runs_nothing(visitor: Visitor) -> None:
    answer = await visitor.get(f"/be/{WEEK}/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<link|@import|url\(http", answer.text)


@pytest.mark.usefixtures("draft")
async def test_a_draft_has_no_page(visitor: Visitor) -> None:
    assert (await visitor.get(f"/be/{WEEK}/")).status == 404


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("week", ["2024-01-16", "2024-13-01", "2031-01-06"])
async def test_other_days_have_none(visitor: Visitor, week: str) -> None:
    assert (await visitor.get(f"/be/{week}/")).status == 404
