"""Confirming an address: looking changes nothing, one press confirms, every state of the link has its page."""

from datetime import timedelta

import pytest

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus
from delivery.services import confirming, subscribing
from delivery.store import Store
from tests.support.people import Person
from tests.web.visits import Clock, Visitor, contents, statuses


async def test_looking_shows_a_button_and_confirms_nothing(
    visitor: Visitor, store: Store, reader: Person, asked: str
) -> None:
    before = await contents(store)
    answer = await visitor.get(f"/c/{asked}")
    assert (answer.status, answer.page, answer.form) == (200, "confirm", f"/c/{asked}")
    assert await contents(store) == before


async def test_pressing_the_button_confirms(visitor: Visitor, store: Store, reader: Person, asked: str) -> None:
    answer = await visitor.post(f"/c/{asked}")
    assert (answer.status, answer.page, answer.form) == (200, "confirmed", "")
    assert (await statuses(store, reader.subscriber_id))[ChannelName.EMAIL] is SubscriptionStatus.ACTIVE


async def test_pressing_twice_says_the_same_and_changes_nothing_more(
    visitor: Visitor, store: Store, asked: str
) -> None:
    first = await visitor.post(f"/c/{asked}")
    after_first = await contents(store)
    second = await visitor.post(f"/c/{asked}")
    assert (second.status, second.text) == (first.status, first.text)
    assert await contents(store) == after_first
    assert (await visitor.get(f"/c/{asked}")).page == "confirmed"


async def test_an_expired_link_is_gone_and_confirms_nothing(
    visitor: Visitor, store: Store, clock: Clock, asked: str
) -> None:
    before = await contents(store)
    clock.moment += confirming.LIFE
    for method in ("GET", "POST"):
        answer = await visitor.ask(method, f"/c/{asked}")
        assert (answer.status, answer.page, answer.form) == (410, "confirm-expired", "")
    assert await contents(store) == before


async def test_a_link_is_good_until_the_last_moment(visitor: Visitor, clock: Clock, asked: str) -> None:
    clock.moment += confirming.LIFE - timedelta(seconds=1)
    assert (await visitor.post(f"/c/{asked}")).page == "confirmed"


@pytest.mark.parametrize("token", ["nobody-knows-me", "%00", "%D1%9E", "a%2Fb", "x" * 4000, "'\"<script>"])
async def test_an_unknown_link_has_a_page_of_its_own(visitor: Visitor, asked: str, token: str) -> None:
    for method in ("GET", "POST"):
        answer = await visitor.ask(method, f"/c/{token}")
        assert (answer.status, answer.page) == (404, "confirm-unknown")
        assert "<script" not in answer.text


async def test_a_changed_letter_makes_a_link_unknown(visitor: Visitor, store: Store, asked: str) -> None:
    before = await contents(store)
    for place in range(len(asked)):
        tampered = asked[:place] + ("A" if asked[place] != "A" else "B") + asked[place + 1 :]
        assert (await visitor.post(f"/c/{tampered}")).status == 404
    assert await contents(store) == before


@pytest.mark.parametrize("language", list(Language))
async def test_the_page_speaks_the_subscribers_language(
    visitor: Visitor, store: Store, reader: Person, asked: str, language: Language
) -> None:
    await subscribing.choose_language(store, reader.subscriber_id, language)
    answer = await visitor.get(f"/c/{asked}", Accept_Language="de")
    assert (answer.language, answer.headers["Content-Language"]) == (language, language)


async def test_no_page_tells_the_address(visitor: Visitor, asked: str) -> None:
    texts = [(await visitor.ask(method, f"/c/{asked}")).text for method in ("GET", "POST", "GET")]
    assert not any("reader@" in text or "example.org" in text for text in texts)
