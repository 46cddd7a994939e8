"""Leaving by a link: one press, by a person on the page or by a mail program for its user, and the way back."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import aiohttp
import pytest

from delivery.core.campaign import Audience, CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.services import owndata
from delivery.store import Store
from tests.support.people import Person
from tests.web.visits import Visitor, contents, statuses

MakeReader = Callable[..., Awaitable[Person]]
PathOf = Callable[[int], str]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def multipart() -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("List-Unsubscribe", "One-Click")
    return form


async def via(store: Store, person: Person) -> Via:
    """By which door the last change of consent came."""
    async with store.read() as tx:
        return (await tx.subscriptions.proofs(person.subscription_id))[-1][1]


async def test_looking_shows_a_button_and_changes_nothing(
    visitor: Visitor, store: Store, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    path = unsubscribe_path((await mail_reader()).subscription_id)
    before = await contents(store)
    answer = await visitor.get(path)
    assert (answer.status, answer.page, answer.form) == (200, "unsubscribe", path)
    assert await contents(store) == before


async def test_the_button_unsubscribes_at_once(
    visitor: Visitor, store: Store, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    person = await mail_reader()
    path = unsubscribe_path(person.subscription_id)
    answer = await visitor.post(path)
    assert (answer.status, answer.page, answer.form) == (200, "unsubscribed", f"{path}/return")
    assert (await statuses(store, person.subscriber_id))[ChannelName.EMAIL] is SubscriptionStatus.UNSUBSCRIBED
    assert await via(store, person) is Via.WEB
    assert (await visitor.get(path)).page == "unsubscribed"


@pytest.mark.parametrize("body", [lambda: ONE_CLICK, multipart], ids=["urlencoded", "multipart"])
async def test_one_click_acts_at_once_without_page_cookie_or_redirect(
    visitor: Visitor,
    store: Store,
    mail_reader: MakeReader,
    unsubscribe_path: PathOf,
    body: Callable[[], object],
) -> None:
    person = await mail_reader()
    answer = await visitor.post(unsubscribe_path(person.subscription_id), body())
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text
    assert "Set-Cookie" not in answer.headers
    assert (await statuses(store, person.subscriber_id))[ChannelName.EMAIL] is SubscriptionStatus.UNSUBSCRIBED
    assert await via(store, person) is Via.ONE_CLICK


async def test_one_click_again_says_the_same_and_changes_nothing_more(
    visitor: Visitor, store: Store, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    path = unsubscribe_path((await mail_reader()).subscription_id)
    first = await visitor.post(path, ONE_CLICK)
    after_first = await contents(store)
    second = await visitor.post(path, ONE_CLICK)
    assert (second.status, second.text) == (first.status, first.text)
    assert await contents(store) == after_first


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b"\xff\xfe%", "application/x-www-form-urlencoded; charset=nothing"),
        (b"{}", "application/json"),
    ],
)
async def test_a_body_that_cannot_be_read_still_unsubscribes(
    visitor: Visitor,
    store: Store,
    mail_reader: MakeReader,
    unsubscribe_path: PathOf,
    body: bytes,
    content_type: str,
) -> None:
    person = await mail_reader()
    path = unsubscribe_path(person.subscription_id)
    answer = await visitor.post(path, body, headers={"Content-Type": content_type})
    assert (answer.status, answer.page) == (200, "unsubscribed")
    assert (await statuses(store, person.subscriber_id))[ChannelName.EMAIL] is SubscriptionStatus.UNSUBSCRIBED


async def test_leaving_withdraws_what_waits(
    visitor: Visitor, store: Store, now: datetime, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    person = await mail_reader()
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.open(CampaignKind.BROADCAST, "broadcast:1", Audience(), now)
        assert campaign_id is not None
        await tx.outbox.fan_out(campaign_id, CampaignKind.BROADCAST, Audience(), now)
    await visitor.post(unsubscribe_path(person.subscription_id), ONE_CLICK)
    async with store.read() as tx:
        assert (await tx.report.progress(campaign_id))[ChannelName.EMAIL].withdrawn == 1


async def test_coming_back_undoes_it(
    visitor: Visitor, store: Store, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    person = await mail_reader()
    path = unsubscribe_path(person.subscription_id)
    await visitor.post(path)
    answer = await visitor.post(f"{path}/return")
    assert (answer.status, answer.page) == (200, "returned")
    assert (await statuses(store, person.subscriber_id))[ChannelName.EMAIL] is SubscriptionStatus.ACTIVE
    assert (await visitor.get(path)).page == "unsubscribe"


async def test_looking_at_the_way_back_brings_nobody_back(
    visitor: Visitor, store: Store, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    path = unsubscribe_path((await mail_reader()).subscription_id)
    await visitor.post(path)
    before = await contents(store)
    assert (await visitor.get(f"{path}/return")).page == "unsubscribed"
    assert await contents(store) == before


async def test_a_mailbox_that_was_never_confirmed_cannot_be_brought_back_by_its_link(
    visitor: Visitor, store: Store, reader: Person, asked: str, unsubscribe_path: PathOf
) -> None:
    async with store.read() as tx:
        found = await tx.subscribers.get(reader.subscriber_id)
        assert found is not None
        wish = found.on(ChannelName.EMAIL, SubscriptionStatus.PENDING)
        assert wish is not None
    path = unsubscribe_path(wish.id)
    assert (await visitor.post(path)).page == "unsubscribed-for-good"
    assert (await visitor.post(f"{path}/return")).page == "unsubscribed-for-good"
    assert (await statuses(store, reader.subscriber_id))[ChannelName.EMAIL] is SubscriptionStatus.UNSUBSCRIBED
    assert (await visitor.post(f"/c/{asked}")).page == "confirm-expired"


async def test_a_tampered_link_moves_nobody(
    visitor: Visitor, store: Store, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    path = unsubscribe_path((await mail_reader()).subscription_id)
    before = await contents(store)
    for place in range(len("/u/"), len(path)):
        tampered = path[:place] + ("b" if path[place] != "b" else "c") + path[place + 1 :]
        assert (await visitor.post(tampered)).page == "unsubscribe-unknown"
    assert (await visitor.post("/u/x", ONE_CLICK)).status == 404
    assert (await visitor.get("/u/%D1%9E%00")).page == "unsubscribe-unknown"
    assert (await visitor.post(f"{tampered}/return")).status == 404
    assert await contents(store) == before


async def test_the_link_of_somebody_erased_is_unknown(
    visitor: Visitor, store: Store, now: datetime, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    person = await mail_reader()
    await owndata.erase(store, person.subscriber_id, Via.BOT, now)
    answer = await visitor.post(unsubscribe_path(person.subscription_id))
    assert (answer.status, answer.page) == (404, "unsubscribe-unknown")


async def test_a_body_that_is_too_large_is_refused(
    visitor: Visitor, store: Store, mail_reader: MakeReader, unsubscribe_path: PathOf
) -> None:
    path = unsubscribe_path((await mail_reader()).subscription_id)
    before = await contents(store)
    answer = await visitor.post(path, {"x": "y" * 100_000})
    assert (answer.status, answer.page) == (413, "fault")
    assert await contents(store) == before


@pytest.mark.parametrize("language", list(Language))
async def test_the_page_speaks_the_subscribers_language_until_the_visitor_switches(
    visitor: Visitor, mail_reader: MakeReader, unsubscribe_path: PathOf, language: Language
) -> None:
    path = unsubscribe_path((await mail_reader(language)).subscription_id)
    assert (await visitor.get(path, Accept_Language="de")).language == language
    for other in Language:
        switched = await visitor.get(f"{path}?language={other}")
        assert (switched.page, switched.language) == ("unsubscribe", other)
        assert switched.form == f"{path}?language={other}"
        done = await visitor.post(f"{path}/return?language={other}")
        assert done.language == other
        assert done.switches[language] == f"{path}?language={language}"
