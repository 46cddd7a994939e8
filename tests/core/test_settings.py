"""Settings: every problem at once, in sentences that show no secret; `.env.example` says what there is."""

from datetime import time
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from delivery.core.delivery import OnDoubt
from delivery.ops.envfile import PREFIX, example, filled
from delivery.settings import BadSettings, Settings, load

ROOT = Path(__file__).parents[2]
PASSWORD = "s3cr3t-p4ssword"
TOKEN = "1234567:abc-secret-token"


def _problems(**values: object) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as error:
        load(_env_file=None, **values)
    return error.value.problems


def test_nothing_has_to_be_set() -> None:
    settings = load(_env_file=None)

    assert settings.bot_token is None
    assert settings.smtp_url is None
    assert settings.slot.at == time(9)
    assert (settings.on_doubt_telegram, settings.on_doubt_email) == (OnDoubt.HOLD, OnDoubt.RESEND)
    assert settings.database_url == "sqlite+aiosqlite:///data/digest.db"


def test_every_problem_is_listed_at_once() -> None:
    wrong: dict[str, object] = {
        "bot_token": "no colon",
        "telegram_api": "ftp://example.org",
        "telegram_rate": 0,
        "telegram_webhook_secret": "spaces are wrong",
        "database_url": "mysql://localhost/digest",
        "smtp_url": "imap://example.org",
        "smtp_connections": 0,
        "mail_from": "nobody",
        "dkim_domain": "example.org",
        "public_url": "example.org",
        "http_port": 65536,
        "admin_ids": "42, anna",
        "timezone": "Europe/Nowhere",
        "send_at": "someday",
        "on_doubt_email": "perhaps",
        "log_level": "loud",
    }
    named = {problem.partition(":")[0] for problem in _problems(**wrong)}

    assert named == {PREFIX + name.upper() for name in wrong if name != "dkim_domain"} | {"DIGEST_DKIM_KEY_FILE"}


def test_what_does_not_fit_together_is_told_with_the_rest() -> None:
    problems = _problems(smtp_url="smtp://localhost", dkim_selector="s1", timezone="Mars", send_at="mon 03:59")

    assert [problem.partition(":")[0] for problem in problems] == [
        "DIGEST_MAIL_FROM",
        "DIGEST_DKIM_KEY_FILE",
        "DIGEST_TIMEZONE",
        "DIGEST_SEND_AT",
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"smtp_url": f"smtps://anna:{PASSWORD}@[bad/host"},
        {"smtp_url": f"smtp://anna:{PASSWORD}@relay.example.org"},
        {"smtp_url": f"http://anna:{PASSWORD}@relay.example.org"},
        {"bot_token": f"{PASSWORD} {TOKEN}"},
        {"telegram_webhook_secret": f"{PASSWORD} {PASSWORD}"},
        {"database_url": f"mysql://anna:{PASSWORD}@localhost/digest"},
    ],
)
def test_no_secret_is_told(values: dict[str, object]) -> None:
    told = "\n".join(_problems(**values))

    assert PASSWORD not in told
    assert TOKEN not in told


def test_no_secret_shows_in_a_repr() -> None:
    url = f"smtps://anna:{PASSWORD}@relay.example.org"
    settings = load(_env_file=None, bot_token=TOKEN, smtp_url=url, mail_from="digest@example.org")

    assert isinstance(settings.smtp_url, SecretStr)
    assert PASSWORD not in repr(settings) + str(settings)
    assert TOKEN not in repr(settings) + str(settings)


@pytest.mark.parametrize("name", ["bot_token", "smtp_url", "mail_from", "dkim_key_file", "mail_bounce_domain"])
def test_what_is_left_empty_is_not_set(name: str) -> None:
    assert getattr(load(_env_file=None, **{name: "  "}), name) is None


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("sqlite:///data/x.db", "sqlite+aiosqlite:///data/x.db"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
    ],
)
def test_a_database_is_named_as_operators_name_it(given_url: str, used: str) -> None:
    assert load(_env_file=None, database_url=given_url).database_url == used


@pytest.mark.parametrize("written", ["42,43", "42, 43", " 42  43 "])
def test_admins_are_a_list_of_ids(written: str) -> None:
    assert load(_env_file=None, admin_ids=written).admin_ids == {42, 43}


def test_bounces_go_to_the_senders_domain_unless_said_otherwise() -> None:
    sender = "Weekly Digest <digest@example.org>"

    assert load(_env_file=None, mail_from=sender).bounce_domain == "example.org"
    assert load(_env_file=None, mail_from=sender, mail_bounce_domain="b.example.org").bounce_domain == "b.example.org"


def test_a_file_in_another_encoding_is_a_problem_in_words(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("DIGEST_MAIL_FROM=Тыдзень <digest@example.org>".encode("cp1251"))

    with pytest.raises(BadSettings, match="UTF-8"):
        load(_env_file=file)


def test_the_example_is_what_the_settings_say() -> None:
    """When this fails: `make example`."""
    assert (ROOT / ".env.example").read_text("utf-8") == example(Settings)


def test_the_example_can_be_used_as_it_is() -> None:
    assert load(_env_file=ROOT / ".env.example") == load(_env_file=None)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_its_sentence(name: str) -> None:
    sentence = Settings.model_fields[name].description

    assert sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@given(st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"])))
def test_a_filled_value_is_read_again_as_it_was(value: str) -> None:
    from io import StringIO

    written = filled(Settings, {"mail_from": value})

    assert dotenv_values(stream=StringIO(written), interpolate=False)["DIGEST_MAIL_FROM"] == value


def test_an_unknown_setting_is_not_written() -> None:
    with pytest.raises(KeyError, match="no_such_thing"):
        filled(Settings, {"no_such_thing": "1"})
