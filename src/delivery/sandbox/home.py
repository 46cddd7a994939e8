"""Where the demo lives: a directory with fresh keys, a fresh database, this week's sample edition, and settings."""

import shutil
import socket
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from delivery.core.week import Week
from delivery.store.keys import KeyRing

SAMPLES = Path(__file__).parent / "editions"
LOCAL = "127.0.0.1"
OWN = ("keys.json", "demo.env", "editions")
DATABASE = "demo.db"


def fresh(directory: Path, today: date) -> None:
    """Make the directory as on the first day: what earlier demos left there goes, other files stay."""
    directory.mkdir(parents=True, exist_ok=True)
    for path in (*(directory / name for name in OWN), *directory.glob(f"{DATABASE}*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    keys = directory / "keys.json"
    keys.touch(mode=0o600)
    keys.write_text(KeyRing.generate().dump(), encoding="utf-8")
    copy_editions(SAMPLES, directory / "editions", Week.of(today))


def copy_editions(samples: Path, target: Path, newest: Week) -> None:
    """Copy the sample weeks, moved by whole weeks so that the newest becomes `newest`."""
    target.mkdir(parents=True)
    weeks = sorted(Week.parse(path.name) for path in samples.iterdir() if path.is_dir())
    for week in weeks:
        name = str(Week(week.monday + (newest.monday - weeks[-1].monday)))
        shutil.copytree(samples / str(week), target / name)
    for path in samples.iterdir():
        if path.is_file():
            shutil.copy(path, target)


def values(
    directory: Path, *, token: str, telegram: str, smtp: str, public_port: int, admins: Mapping[str, int]
) -> dict[str, str]:
    """The demo's settings, in the form of the environment. Only the two servers differ from a real set-up."""
    return {
        "DIGEST_BOT_TOKEN": token,
        "DIGEST_TELEGRAM_API": telegram,
        "DIGEST_SMTP_URL": smtp,
        "DIGEST_MAIL_FROM": "Weekly Digest <digest@example.org>",
        "DIGEST_DATABASE_URL": f"sqlite:///{directory / DATABASE}",
        "DIGEST_KEY_FILE": str(directory / "keys.json"),
        "DIGEST_EDITIONS_DIR": str(directory / "editions"),
        "DIGEST_PUBLIC_URL": f"http://{LOCAL}:{public_port}",
        "DIGEST_HTTP_HOST": LOCAL,
        "DIGEST_HTTP_PORT": str(public_port),
        "DIGEST_ADMIN_IDS": ",".join(str(number) for number in admins.values()),
        "DIGEST_LOG_LEVEL": "warning",
    }


def write_env(path: Path, settings: Mapping[str, str]) -> None:
    """Leave the settings as a .env file, so that other commands can look at the demo's data too."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8")


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody listens there, else a port that is free now."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOCAL, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on this machine")
