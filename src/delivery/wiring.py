"""Wiring: builds the service's parts from the settings. Decides nothing; whoever runs them is runtime."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from email.utils import parseaddr

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from delivery.channels.email import EmailChannel
from delivery.channels.session import telegram_session
from delivery.channels.telegram import TelegramChannel
from delivery.core.channel import ChannelName
from delivery.core.delivery import OnDoubt
from delivery.core.dkim import DkimSigner, UnusableKey
from delivery.core.links import Links
from delivery.core.smtpurl import BadSmtpUrl, parse_smtp_url
from delivery.runtime.carriers import MailCarrier, TelegramCarrier
from delivery.runtime.clock import Clock
from delivery.runtime.courtesy import Courtesy
from delivery.runtime.governor import Governor, Ungoverned
from delivery.runtime.schedule import Schedule
from delivery.runtime.sender import Sender
from delivery.services.composing import Composer, Letterhead
from delivery.settings import BadSettings, Settings
from delivery.store import KeyRing, KeysUnreadable, Store, open_store

log = structlog.get_logger(__name__)


class KeysMissing(Exception):
    """There is no key file. Make one with `digest init`, or restore yours from the backup."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The service's parts, open for as long as the block of `parts` lasts."""

    settings: Settings
    clock: Clock
    store: Store
    links: Links
    composer: Composer
    bot: Bot | None  # for replies to people: governed, before bulk; None where Telegram is off
    schedule: Schedule
    senders: tuple[Sender[object], ...]


def key_ring(settings: Settings) -> KeyRing:
    """The keys from the key file. Raises KeysMissing, KeysUnreadable."""
    try:
        return KeyRing.parse(settings.key_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KeysMissing(f"{settings.key_file}: {KeysMissing.__doc__}") from None
    except OSError as error:
        raise KeysUnreadable(f"{settings.key_file}: {error.strerror}") from None


@asynccontextmanager
async def parts(settings: Settings, clock: Clock) -> AsyncIterator[Parts]:
    """Everything that `digest run` needs. Raises BadSettings, KeysMissing, KeysUnreadable."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings.database_url, key_ring(settings)))
        links = Links(settings.public_url, settings.bounce_domain, store.keys.signing)
        composer = Composer(store, links, letterhead(settings))
        governor = Governor(settings.telegram_rate, clock)
        senders: list[Sender[object]] = []
        if settings.bot_token:
            bulk = await _bot(settings, stack)
            senders.append(Sender(store, TelegramCarrier(composer, TelegramChannel(bulk)), governor, clock))  # type: ignore[arg-type]
        if settings.smtp_url:
            channel = mail_channel(settings, clock)
            stack.push_async_callback(channel.close)
            carrier = MailCarrier(composer, channel, settings.smtp_connections)
            senders.append(Sender(store, carrier, Ungoverned(), clock))  # type: ignore[arg-type]
        yield Parts(
            settings=settings,
            clock=clock,
            store=store,
            links=links,
            composer=composer,
            bot=await _bot(settings, stack, governor) if settings.bot_token else None,
            schedule=Schedule(store, settings.slot, on_doubt(settings), clock),
            senders=tuple(senders),
        )


def letterhead(settings: Settings) -> Letterhead:
    """What stands on every mail."""
    name, address = parseaddr(settings.mail_from or "")
    return Letterhead(name, address, settings.bounce_domain)


def on_doubt(settings: Settings) -> Mapping[ChannelName, OnDoubt]:
    """The policy of each channel."""
    return {ChannelName.TELEGRAM: settings.on_doubt_telegram, ChannelName.EMAIL: settings.on_doubt_email}


def mail_channel(settings: Settings, clock: Clock) -> EmailChannel:
    """The lines to the relay. Raises BadSettings."""
    url = settings.smtp_url.get_secret_value() if settings.smtp_url else ""
    try:
        return EmailChannel(
            parse_smtp_url(url),
            settings.smtp_connections,
            clock.now,
            dkim=_signer(settings),
            local_name=settings.bounce_domain,
        )
    except BadSmtpUrl as error:
        raise BadSettings((f"DIGEST_SMTP_URL: {error}",)) from None
    except OSError as error:
        raise BadSettings((f"DIGEST_SMTP_URL: its certificate file cannot be read ({error.strerror})",)) from None


def report_channels(settings: Settings) -> None:
    """Say which channels are off, and why."""
    if not settings.bot_token:
        log.warning("telegram is off: DIGEST_BOT_TOKEN is not set")
    if not settings.smtp_url:
        log.warning("e-mail is off: DIGEST_SMTP_URL is not set")


def _signer(settings: Settings) -> DkimSigner | None:
    if not (settings.dkim_domain and settings.dkim_selector and settings.dkim_key_file):
        return None
    try:
        return DkimSigner.load(settings.dkim_domain, settings.dkim_selector, settings.dkim_key_file.read_bytes())
    except UnusableKey as error:
        raise BadSettings((f"DIGEST_DKIM_KEY_FILE: {error}",)) from None
    except OSError as error:
        raise BadSettings((f"DIGEST_DKIM_KEY_FILE: cannot be read ({error.strerror})",)) from None


async def _bot(settings: Settings, stack: AsyncExitStack, governor: Governor | None = None) -> Bot:
    """A bot with a session of its own: bulk is paced by its sender, replies by the governor."""
    session = telegram_session(settings.telegram_api)
    stack.push_async_callback(session.close)
    if governor:
        session.middleware(Courtesy(governor))
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    return Bot(token, session=session, default=DefaultBotProperties(link_preview_is_disabled=True))
