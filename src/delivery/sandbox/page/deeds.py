"""What people do on the page: talk, press, send files, block, invite the bot, turn the clock, send the digest."""

from collections.abc import Callable

from aiohttp import web

from delivery.sandbox.botapi import Channel, Person, Standing
from delivery.sandbox.botapi.answers import ApiError
from delivery.sandbox.botapi.chats import Chat
from delivery.sandbox.botapi.files import PHOTO_BYTES
from delivery.sandbox.botapi.groups import Room
from delivery.sandbox.page.board import Board
from delivery.sandbox.page.feed import Feed

LONGEST_NAME = 40


class Deeds:
    """The page's POST addresses. Each answers with JSON, or with `{"error": sentence}` and status 409."""

    def __init__(self, board: Board, feed: Feed) -> None:
        self._board = board
        self._feed = feed
        self._world = board.api.world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/chats/{chat:-?\\d+}/say", self.say),
            web.post("/chats/{chat:-?\\d+}/press", self.press),
            web.post("/chats/{chat:-?\\d+}/files", self.send_files),
            web.post("/chats/{chat:-?\\d+}/bot", self.move_bot),
            web.post("/people", self.add_person),
            web.post("/people/{person:\\d+}/{deed:start|block|unblock}", self.stand),
            web.post("/clock/jump", self.jump),
            web.post("/send", self.send_now),
        ]

    async def say(self, request: web.Request) -> web.Response:
        """`{"as": person, "text": …}`"""
        body = await request.json()
        person, room = self._speaker(request, body["as"])
        return _done(lambda: person.say(body["text"].strip(), chat=room))

    async def press(self, request: web.Request) -> web.Response:
        """`{"as": person, "message": id, "data": …}`"""
        body = await request.json()
        person, _ = self._speaker(request, body["as"])
        message = self._chat(request).find(body["message"])
        if message is None:
            return _problem("This message was deleted.")
        return _done(lambda: person.press(message, body["data"]))

    async def send_files(self, request: web.Request) -> web.Response:
        """A multipart form: `as`, `caption` and the `files`. Pictures become a photo or an album, others files."""
        form = await request.post()
        person, room = self._speaker(request, int(str(form["as"])))
        caption = str(form.get("caption", ""))
        uploads = [item for item in form.getall("files") if isinstance(item, web.FileField)]
        contents = [(upload, upload.file.read()) for upload in uploads]
        pictures = [data for upload, data in contents if upload.content_type.startswith("image/")]

        def send() -> None:
            if len(pictures) == len(contents) > 1:
                person.send_album(pictures, caption, chat=room)
                return
            for upload, data in contents:
                if upload.content_type.startswith("image/") and len(data) <= PHOTO_BYTES:
                    person.send_photo(data, caption, chat=room)
                else:
                    person.send_document(data, upload.filename, caption, content_type=upload.content_type, chat=room)

        return _done(send)

    async def move_bot(self, request: web.Request) -> web.Response:
        """`{"as": person, "inside": true or false}`: bring the bot into a group or channel, or throw it out."""
        body = await request.json()
        person, room = self._speaker(request, body["as"])
        if room is None:
            raise web.HTTPNotFound
        if body["inside"]:
            room.add_bot(person, administrator=isinstance(room, Channel))
        else:
            room.remove_bot(person)
        return web.json_response({})

    async def add_person(self, request: web.Request) -> web.Response:
        """`{"name": …, "language": code or ""}`; the newcomer joins the groups."""
        body = await request.json()
        name = body["name"].strip()[:LONGEST_NAME]
        if not name:
            return _problem("A person needs a name.")
        person = self._board.api.person(name, body["language"] or None)
        for chat in self._world.chats.values():
            if isinstance(chat, Room) and not isinstance(chat, Channel):
                chat.set_member(person, Standing.MEMBER)
        self._world.changed(person.chat)
        return web.json_response({"id": person.id})

    async def stand(self, request: web.Request) -> web.Response:
        """Start, block or unblock the bot."""
        person = self._person(int(request.match_info["person"]))
        deeds: dict[str, Callable[[], object]] = {
            "start": person.start,
            "block": person.block,
            "unblock": person.unblock,
        }
        return _done(deeds[request.match_info["deed"]])

    async def jump(self, request: web.Request) -> web.Response:
        """Turn the clock to the next send time and let the scheduler look."""
        self._board.clock.jump(self._board.service.next_send())
        self._feed.touch("clock")
        await self._board.service.knock()
        return web.json_response({})

    async def send_now(self, request: web.Request) -> web.Response:
        """Send this week's digest; the answer tells what happened."""
        return web.json_response({"sentence": await self._board.service.send_now()})

    def _chat(self, request: web.Request) -> Chat:
        try:
            return self._world.chats[int(request.match_info["chat"])]
        except KeyError:
            raise web.HTTPNotFound from None

    def _speaker(self, request: web.Request, person_id: int) -> tuple[Person, Room | None]:
        chat = self._chat(request)
        return self._person(person_id), chat if isinstance(chat, Room) else None

    def _person(self, person_id: int) -> Person:
        try:
            return self._world.people[person_id]
        except KeyError:
            raise web.HTTPNotFound from None


def _done(deed: Callable[[], object]) -> web.Response:
    """Do it; what a client would not let one do, or the server would refuse, comes back as a sentence."""
    try:
        deed()
    except (ValueError, LookupError, ApiError) as error:
        return _problem(str(error))
    return web.json_response({})


def _problem(sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=409)
