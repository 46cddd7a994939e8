"""How the bot receives: long polling or a webhook, never both."""

import re

from aiogram.methods import DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook

from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.methods.register import Call, plays
from delivery.sandbox.botapi.updates import MOST_AT_ONCE, Webhook

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
"""The real API wants https; here a webhook on this machine may do without."""


@plays(GetUpdates)
async def get_updates(call: Call, asked: GetUpdates) -> list[Json]:
    """The one method that waits. `allowed_updates` stays until it is given again, as in the real API."""
    updates = call.world.updates
    if asked.allowed_updates is not None:
        updates.allowed = tuple(asked.allowed_updates)
    limit = MOST_AT_ONCE if asked.limit is None else asked.limit
    return await updates.poll(asked.offset or 0, limit, asked.timeout or 0)


@plays(SetWebhook)
def set_webhook(call: Call, asked: SetWebhook) -> bool:
    """An empty url removes the webhook."""
    updates = call.world.updates
    if asked.url and not asked.url.startswith("https://") and not LOCAL.match(asked.url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if asked.secret_token is not None and not SECRET.fullmatch(asked.secret_token):
        raise bad("secret token contains unallowed characters")
    if asked.allowed_updates is not None:
        updates.allowed = tuple(asked.allowed_updates)
    if asked.drop_pending_updates:
        updates.drop()
    updates.webhook = Webhook(asked.url, asked.secret_token, asked.max_connections or 40) if asked.url else None
    updates.interrupt("terminated by setWebhook request")
    return True


@plays(DeleteWebhook)
def delete_webhook(call: Call, asked: DeleteWebhook) -> bool:
    call.world.updates.webhook = None
    if asked.drop_pending_updates:
        call.world.updates.drop()
    return True


@plays(GetWebhookInfo)
def get_webhook_info(call: Call, asked: GetWebhookInfo) -> Json:
    updates = call.world.updates
    info: Json = {
        "url": "", "has_custom_certificate": False, "pending_update_count": len(updates.pending),
        "allowed_updates": list(updates.allowed),
    }  # fmt: skip
    webhook = updates.webhook
    if webhook is None:
        return info
    info |= {"url": webhook.url, "max_connections": webhook.max_connections}
    if webhook.last_error:
        info |= {"last_error_message": webhook.last_error, "last_error_date": webhook.last_error_date}
    return info
