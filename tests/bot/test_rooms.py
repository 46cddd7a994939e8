"""Groups and channels: admins decide, everybody else is left in peace."""

import pytest

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriberKind, SubscriptionStatus
from delivery.sandbox.botapi import BotApi, Channel, Group, Message, Person, Standing
from tests.bot.home import Home


@pytest.fixture
def boss(api: BotApi) -> Person:
    """Owns the group and the channel."""
    return api.person("Boss", "en")


@pytest.fixture
def group(api: BotApi, boss: Person, ann: Person) -> Group:
    """A group of two; the bot is not in it."""
    group = api.group("Readers")
    group.set_member(boss, Standing.CREATOR)
    group.set_member(ann)
    return group


@pytest.fixture
def channel(api: BotApi, boss: Person) -> Channel:
    channel = api.channel("News")
    channel.set_member(boss, Standing.CREATOR)
    return channel


async def brought_in(home: Home, group: Group, by: Person) -> Message:
    """The bot is added; its question for the language."""
    group.add_bot(by)
    return await group.expect("An admin of this chat chooses the language")


async def subscribed(home: Home, group: Group, boss: Person) -> None:
    """The group reads English."""
    boss.press(await brought_in(home, group, boss), "English")
    await group.expect("You have been successfully subscribed")
    await boss.expect_answer()


async def test_an_admin_chooses_the_language_of_a_group(any_home: Home, group: Group, boss: Person) -> None:
    async with any_home.awake():
        await subscribed(any_home, group, boss)
    reader = await any_home.reader(group.id)
    assert reader is not None
    assert (reader.kind, reader.language) == (SubscriberKind.GROUP, Language.EN)
    assert "/unsubscribe" in group.messages[-1].text


async def test_a_member_cannot_choose(home: Home, group: Group, boss: Person, ann: Person) -> None:
    async with home.awake():
        ann.press(await brought_in(home, group, boss), "English")
        answer = await ann.expect_answer()
    assert answer.alert
    assert "Only admins of this chat" in answer.text
    assert await home.reader(group.id) is None


async def test_a_group_brought_in_by_a_member_waits_for_an_admin(
    home: Home, group: Group, boss: Person, ann: Person
) -> None:
    async with home.awake():
        question = await brought_in(home, group, ann)
        boss.press(question, "English")
        await group.expect("You have been successfully subscribed")
    assert await home.active(group.id)


@pytest.mark.parametrize("command", ["/language", "/settings", "/unsubscribe"])
async def test_commands_of_members_are_passed_over(
    home: Home, api: BotApi, group: Group, boss: Person, ann: Person, command: str
) -> None:
    async with home.awake():
        await subscribed(home, group, boss)
        before = len(group.messages)
        ann.say(command, chat=group)
        await api.consumed()
    assert len(group.messages) == before
    assert await home.active(group.id)


async def test_the_bot_is_silent_to_everything_else(home: Home, api: BotApi, group: Group, boss: Person) -> None:
    async with home.awake():
        await subscribed(home, group, boss)
        before = len(group.messages)
        for text in ("/help", "/start", "/latest", "/nonsense", "@weekly_digest_bot hello"):
            boss.say(text, chat=group)
        await api.consumed()
    assert len(group.messages) == before


async def test_an_admin_sets_and_leaves(home: Home, group: Group, boss: Person) -> None:
    async with home.awake():
        await subscribed(home, group, boss)
        boss.say("/settings@weekly_digest_bot", chat=group)
        page = await group.expect("Settings")
        assert "E-mail" not in page.labels
        boss.press(page, "Pause for 4 weeks")
        await group.expect("Paused until")
        boss.say("/language", chat=group)
        boss.press(await group.expect("the check mark"), "Беларуская")
        await group.expect(lambda message: "✓ Беларуская" in message.labels)
        boss.press(group.messages[-1], "English")
        await group.expect(lambda message: "✓ English" in message.labels)
        boss.say("/unsubscribe", chat=group)
        goodbye = await group.expect("Nothing more comes")
        assert not await home.active(group.id)
        boss.press(goodbye, "Subscribe again")
        await group.expect("You are subscribed again")
    assert await home.active(group.id)


async def test_an_anonymous_admin_decides_too(home: Home, api: BotApi, group: Group, boss: Person) -> None:
    async with home.awake():
        await subscribed(home, group, boss)
        hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        message = group.put({"from": hidden, "sender_chat": group.raw(), "text": "/settings"}, by_bot=False)
        entities = [{"type": "bot_command", "offset": 0, "length": 9}]
        api.world.updates.add("message", message.raw | {"entities": entities})
        await group.expect("Settings")


async def test_buttons_under_a_digest_in_a_group_are_for_admins(
    home: Home, group: Group, boss: Person, ann: Person
) -> None:
    async with home.awake():
        await subscribed(home, group, boss)
        ann.call_back(group.messages[-1], "digest:unsubscribe")
        assert "Only admins" in (await ann.expect_answer()).text
        assert await home.active(group.id)
        boss.call_back(group.messages[-1], "digest:unsubscribe")
        assert "no longer comes to this chat" in (await boss.expect_answer()).text
    assert not await home.active(group.id)


async def test_thrown_out_and_brought_back(any_home: Home, api: BotApi, group: Group, boss: Person) -> None:
    async with any_home.awake():
        await subscribed(any_home, group, boss)
        group.remove_bot(boss)
        await api.consumed()
        lost = await any_home.reader(group.id)
        assert lost is not None
        assert lost.on(ChannelName.TELEGRAM, SubscriptionStatus.BLOCKED)
        question = await brought_in(any_home, group, boss)
        assert "✓ English" in question.labels
        boss.press(question, "✓ English")
        await group.expect("You have been successfully subscribed")
    assert await any_home.active(group.id)


async def test_a_group_that_becomes_a_supergroup_goes_on(
    any_home: Home, api: BotApi, group: Group, boss: Person
) -> None:
    async with any_home.awake():
        await subscribed(any_home, group, boss)
        new = group.migrate()
        await api.consumed()
    assert await any_home.reader(group.id) is None
    assert await any_home.active(new.id)


async def test_a_channel_is_decided_in_private(home: Home, channel: Channel, boss: Person) -> None:
    async with home.awake():
        await home.subscribed(boss)
        channel.add_bot(boss, administrator=True)
        question = await boss.expect("comes to your channel")
        shown = await home.pressed(boss, question, "Русский")
        assert not channel.messages
        reader = await home.reader(channel.id)
        assert reader is not None
        assert (reader.kind, reader.language) == (SubscriberKind.CHANNEL, Language.RU)
        boss.press(shown, shown.labels[-1])
        await boss.expect()
    assert not await home.active(channel.id)
    assert await home.active(boss)


async def test_a_channel_is_asked_itself_where_its_admin_cannot_be_reached(
    home: Home, channel: Channel, boss: Person
) -> None:
    async with home.awake():
        channel.add_bot(boss, administrator=True)
        question = await channel.expect("An admin of this chat")
        boss.press(question, "English")
        await channel.expect("You have been successfully subscribed")
    assert await home.active(channel.id)


async def test_nobody_decides_for_a_channel_of_others(home: Home, channel: Channel, boss: Person, ann: Person) -> None:
    async with home.awake():
        channel.add_bot(boss, administrator=True)
        greeting = await home.said(ann, "/help")
        ann.call_back(greeting, f"room:{channel.id}:en")
        assert "Only admins of this chat" in (await ann.expect_answer()).text
        ann.call_back(greeting, f"room-leave:{channel.id}")
        assert "Only admins of this chat" in (await ann.expect_answer()).text
    assert await home.reader(channel.id) is None


async def test_a_post_in_a_channel_opens_its_settings(home: Home, channel: Channel, boss: Person) -> None:
    async with home.awake():
        channel.add_bot(boss, administrator=True)
        boss.press(await channel.expect("An admin of this chat"), "English")
        await channel.expect("You have been successfully subscribed")
        boss.say("/settings", chat=channel)
        await channel.expect("Settings")
