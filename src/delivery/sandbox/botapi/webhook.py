"""Delivery to a webhook: one update after the other, each until it is answered with 200."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from aiohttp import ClientError, ClientSession, ClientTimeout

from delivery.sandbox.bell import Bell
from delivery.sandbox.botapi.answers import Json
from delivery.sandbox.botapi.updates import Update, Updates, Webhook

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE = ClientTimeout(total=60)


async def deliver(updates: Updates, bell: Bell, pause: timedelta, timestamp: Callable[[], int]) -> None:
    """Post updates for ever, whenever a webhook is set. What it answers in the body is not carried out.

    pause: the wait before an update that was not accepted is sent again. timestamp: the Unix time now.
    """
    async with ClientSession(timeout=PATIENCE) as client:
        while True:
            webhook, update = await bell.until(lambda: _due(updates))
            problem = await _post(client, webhook, update.raw())
            if problem is None:
                updates.confirm(update.id + 1)
                continue
            webhook.last_error, webhook.last_error_date = problem, timestamp()
            await asyncio.sleep(pause.total_seconds())


def _due(updates: Updates) -> tuple[Webhook, Update] | None:
    pending = updates.pending
    return (updates.webhook, pending[0]) if updates.webhook is not None and pending else None


async def _post(client: ClientSession, webhook: Webhook, update: Json) -> str | None:
    """What went wrong; None if nothing did."""
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        async with client.post(webhook.url, json=update, headers=headers) as answer:
            return None if answer.status == 200 else f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (ClientError, TimeoutError) as error:
        return f"Connection failed: {type(error).__name__}"
