"""What the bot says about itself: per language, per scope, and only where it changed."""

from bot.setup import introduce
from delivery.sandbox.botapi import BotApi, Person
from tests.bot.home import ADMIN, Home


async def test_readers_see_commands_in_every_language(home: Home, api: BotApi, ann: Person) -> None:
    await introduce(home.bot, ())
    for language in ("be", "ru", "en", "pl"):
        names = [command["command"] for command in api.world.profile.commands_for(ann.id, language)]
        assert names[0] == "latest"
        assert "broadcast" not in names


async def test_admins_see_theirs_in_their_own_chat_after_they_start(home: Home, api: BotApi, admin: Person) -> None:
    async with home.awake():
        admin.start()
        await admin.expect()
        await api.consumed()
    names = [command["command"] for command in api.world.profile.commands_for(ADMIN, "en")]
    assert names[:2] == ["broadcast", "publish"]
    assert "latest" in names


async def test_a_second_time_nothing_is_sent(home: Home, api: BotApi, admin: Person) -> None:
    async with home.awake():
        await home.said(admin, "/start")
        await api.consumed()
    await introduce(home.bot, (ADMIN,))
    before = {method: n for method, n in api.ledger.requests.items() if method.startswith("set")}
    await introduce(home.bot, (ADMIN,))
    assert {method: n for method, n in api.ledger.requests.items() if method.startswith("set")} == before


async def test_the_descriptions_fit(home: Home, api: BotApi) -> None:
    await introduce(home.bot, ())
    assert "once a week" in api.world.profile.text("description", None)
    assert api.world.profile.text("short_description", "be")
    assert not api.ledger.errors
