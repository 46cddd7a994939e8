"""Settings: the environment or `.env`, prefix `DIGEST_`. The only reader of both; every problem is listed at once."""

import re
from datetime import time
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from delivery.core.delivery import OnDoubt
from delivery.core.smtpurl import parse_smtp_url
from delivery.core.week import SendTime

LogLevel = Literal["debug", "info", "warning", "error"]

TOKEN = re.compile(r"[0-9]+:\S+")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook
EARLIEST = time(4)  # no zone changes its clock later in the day


class BadSettings(Exception):
    """The settings cannot be used; `problems` says what to change, one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _empty_is_unset(value: object) -> object:
    """`DIGEST_X=` in a .env file means: not set."""
    return None if isinstance(value, str) and not value.strip() else value


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected a web address, for example https://digest.example.org")
    return value.rstrip("/")


def _ids(value: object) -> object:
    return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Unset = BeforeValidator(_empty_is_unset)


class Settings(BaseSettings):
    """All settings; each description is the sentence that `.env.example` shows."""

    model_config = SettingsConfigDict(
        env_prefix="DIGEST_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    bot_token: Annotated[SecretStr | None, Unset] = Field(
        None, description="The bot's token from @BotFather. Without it Telegram is off."
    )
    telegram_api: HttpUrl = Field(
        "https://api.telegram.org", description="The Bot API server: Telegram's own, or one that you run."
    )
    telegram_rate: float = Field(
        25, gt=0, le=1000, description="Messages per second over all chats; Telegram's own limit is about 30."
    )
    telegram_webhook_secret: Annotated[SecretStr | None, Unset] = Field(
        None,
        description="Set it (1-256 letters, digits, _ or -) to receive updates by webhook at PUBLIC_URL, not polling.",
    )
    database_url: str = Field(
        "sqlite:///data/digest.db", description="sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/DATABASE."
    )
    smtp_url: Annotated[SecretStr | None, Unset] = Field(
        None,
        description="The relay: smtp://, smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT. Without it mail is off.",
    )
    smtp_connections: int = Field(10, ge=1, le=100, description="Connections to the relay held open while sending.")
    mail_from: Annotated[str | None, Unset] = Field(
        None, validate_default=True, description="The sender that readers see: Weekly Digest <digest@example.org>."
    )
    mail_bounce_domain: Annotated[str | None, Unset] = Field(
        None, description="Where bounces go: envelope senders are b+TOKEN@THIS. Default: the domain of MAIL_FROM."
    )
    dkim_domain: Annotated[str | None, Unset] = Field(
        None, description="Sign mail by DKIM for this domain; only for sending without a relay that signs."
    )
    dkim_selector: Annotated[str | None, Unset] = Field(None, description="The DKIM selector: its name in the DNS.")
    dkim_key_file: Annotated[Path | None, Unset] = Field(
        None, validate_default=True, description="The DKIM private key, PEM (RSA or Ed25519)."
    )
    public_url: HttpUrl = Field(
        "http://localhost:8080", description="The address under which readers reach the web pages."
    )
    http_host: str = Field("127.0.0.1", description="Where the web pages listen.")
    http_port: int = Field(8080, ge=0, le=65535, description="The port of the web pages.")
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = Field(
        frozenset(), description="Telegram user ids of the admins, separated by commas."
    )
    timezone: str = Field("Europe/Minsk", description="The time zone of SEND_AT.")
    send_at: str = Field("mon 09:00", description="When the newest approved edition goes out, weekly.")
    editions_dir: Path = Field(Path("editions"), description="The folder with topics.yaml and a folder per week.")
    key_file: Path = Field(
        Path("data/keys.json"), description="The keys of contact data and links. `digest init` writes it."
    )
    on_doubt_telegram: OnDoubt = Field(
        OnDoubt.HOLD,
        description="When nobody knows whether a message arrived: hold (list it to the operator) or resend (once).",
    )
    on_doubt_email: OnDoubt = Field(
        OnDoubt.RESEND, description="The same for mail; a second copy carries the same Message-ID."
    )
    log_level: LogLevel = Field("info", description="debug, info, warning or error.")
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="json for machines, text for a terminal; auto asks whether there is one."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        scheme = value.partition("://")[0]
        known = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
        known |= {driver: driver for driver in known.values()}
        if scheme not in known:
            raise ValueError("expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
        return known[scheme] + value[len(scheme) :]

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is no time zone; expected a name such as Europe/Minsk or UTC") from None
        return value

    @field_validator("bot_token")
    @classmethod
    def _whole_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("expected the whole token as @BotFather shows it: digits, a colon, letters")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _plain_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("expected 1-256 letters, digits, _ or -")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _usable_relay(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parse_smtp_url(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _has_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("smtp_url"):
            raise ValueError("is needed when SMTP_URL is set, for example Weekly Digest <digest@example.org>")
        if value is not None and "@" not in parseaddr(value)[1]:
            raise ValueError("expected a sender, for example Weekly Digest <digest@example.org>")
        return value

    @field_validator("dkim_key_file")
    @classmethod
    def _all_or_none(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        """Asked of the last of the three, since a field sees those before it."""
        dkim = (info.data.get("dkim_domain"), info.data.get("dkim_selector"), value)
        if any(dkim) and not all(dkim):
            raise ValueError("set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE all three, or none of them")
        return value

    @field_validator("send_at")
    @classmethod
    def _outside_clock_changes(cls, value: str) -> str:
        if SendTime.parse(value, ZoneInfo("UTC")).at < EARLIEST:
            raise ValueError("choose 04:00 or later; the clock change may skip or repeat an earlier hour")
        return value

    @property
    def slot(self) -> SendTime:
        """SEND_AT in TIMEZONE."""
        return SendTime.parse(self.send_at, ZoneInfo(self.timezone))

    @property
    def bounce_domain(self) -> str:
        """The domain of envelope senders and message ids."""
        return self.mail_bounce_domain or parseaddr(self.mail_from or "")[1].rpartition("@")[2]


def load(**overrides: object) -> Settings:
    """Settings from the environment and `.env`; `overrides` win. Raises BadSettings with every problem."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise BadSettings(tuple(_sentence(dict(problem)) for problem in error.errors())) from None
    except UnicodeDecodeError:
        raise BadSettings((".env: is not in UTF-8",)) from None


def _sentence(problem: dict[str, object]) -> str:
    """One problem in words. The value itself is left out: it may be a secret."""
    place = problem["loc"]
    name = f"DIGEST_{place[0]}".upper() if isinstance(place, tuple) and place else "DIGEST_*"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}"
