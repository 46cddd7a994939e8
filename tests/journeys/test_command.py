"""The `digest` command, as an operator types it: one process per call."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.place import ROOT

SAMPLE = ROOT / "src/delivery/sandbox/editions"
WEEK = "2026-11-16"


class Shell:
    """A folder in which `digest` is called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"PYTHONPATH": str(ROOT), "COLUMNS": "120"}

    def digest(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def good(self, *arguments: str) -> str:
        """What it prints; it must succeed."""
        done = self.digest(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def ready(shell: Shell) -> Shell:
    """After `digest init` and an import."""
    shell.good("init")
    shell.good("edition", "import", str(SAMPLE))
    return shell


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom bot.__main__ import main\nsys.argv = ['digest', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('sqlalchemy', 'aiogram', 'aiohttp', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_init_writes_keys_that_only_their_owner_can_read(shell: Shell) -> None:
    shell.good("init")
    for name in ("data/keys.json", ".env"):
        mode = stat.S_IMODE(os.stat(shell.folder / name).st_mode)
        assert mode == stat.S_IRUSR | stat.S_IWUSR


def test_init_refuses_to_overwrite(shell: Shell) -> None:
    shell.good("init")
    keys = (shell.folder / "data/keys.json").read_text()
    again = shell.digest("init")
    assert again.returncode == 1
    assert "Nothing was written" in again.stderr
    assert (shell.folder / "data/keys.json").read_text() == keys


def test_every_problem_of_the_settings_is_told_at_once(shell: Shell) -> None:
    (shell.folder / ".env").write_text("DIGEST_HTTP_PORT=99999\nDIGEST_TIMEZONE=Minsk\nDIGEST_TELEGRAM_RATE=-1\n")
    told = shell.digest("status")
    assert told.returncode == 2
    for name in ("DIGEST_HTTP_PORT", "DIGEST_TIMEZONE", "DIGEST_TELEGRAM_RATE"):
        assert name in told.stderr


def test_without_keys_the_service_says_what_to_do(shell: Shell) -> None:
    told = shell.digest("status")
    assert told.returncode == 1
    assert "digest init" in told.stderr


def test_importing_twice_changes_nothing(ready: Shell) -> None:
    assert "unchanged" in ready.good("edition", "import", str(SAMPLE))


@pytest.mark.parametrize("channel", ["telegram", "email", "web"])
@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_an_edition_is_previewed_as_each_reader_sees_it(ready: Shell, channel: str, language: str) -> None:
    out = ready.folder / "preview"
    ready.good("edition", "preview", WEEK, "--language", language, "--channel", channel, "--out", str(out))
    assert "2026" in out.read_text(encoding="utf-8")


def test_a_draft_is_not_sent(ready: Shell) -> None:
    refused = ready.digest("send", WEEK, "--yes")
    assert refused.returncode == 1
    assert "not approved" in refused.stderr


def test_an_approved_edition_is_sent_once(ready: Shell) -> None:
    ready.good("edition", "approve", WEEK)
    assert "deliveries queued" in ready.good("send", WEEK, "--yes")
    again = ready.digest("send", WEEK, "--yes")
    assert again.returncode == 1
    assert "already been sent" in again.stderr


def test_a_test_goes_to_its_addressees_only(ready: Shell) -> None:
    told = ready.good("send", WEEK, "--test", "email:kate@example.org", "--test", "telegram:123456789")
    assert "2 deliveries" in told
    [campaign] = json.loads(ready.good("status", "--json"))["campaigns"]
    assert campaign["kind"] == "test"
    assert {channel: counts["queued"] for channel, counts in campaign["deliveries"].items()} == {
        "email": 1,
        "telegram": 1,
    }


def test_a_campaign_is_paused_resumed_and_stopped(ready: Shell) -> None:
    ready.good("send", WEEK, "--test", "telegram:123456789")
    for what, status in (("pause", "paused"), ("resume", "running"), ("stop", "cancelled")):
        ready.good("campaign", what, "1")
        [campaign] = json.loads(ready.good("status", "--json"))["campaigns"]
        assert campaign["status"] == status
    assert campaign["deliveries"]["telegram"]["withdrawn"] == 1


@pytest.mark.parametrize("week", ["2026-11-17", "next week"])
def test_a_week_that_is_none_is_refused_with_a_word_on_what_is(ready: Shell, week: str) -> None:
    refused = ready.digest("edition", "approve", week)
    assert refused.returncode == 2
    assert "Monday" in refused.stderr
