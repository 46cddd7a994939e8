"""The `digest` command: what the operator types. Commands import what they need when they run: --help is quick."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click

from delivery.cli.campaigns import campaign
from delivery.cli.editions import edition
from delivery.cli.init import init
from delivery.cli.send import send
from delivery.cli.status import status

ROLES = ("bot", "scheduler", "sender", "web")

# What the composition root hands in: it alone knows both the bot and the yard.
Run = Callable[[Any, frozenset[str]], Awaitable[None]]
Demo = Callable[[Path, int | None], Awaitable[None]]


def command(run: Run, demo: Demo) -> click.Group:
    """The whole command, with the two that start the service."""

    @click.group(context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(package_name="weekly-digest")
    def digest() -> None:
        """A weekly digest in Belarusian, Russian and English, by Telegram and e-mail."""

    @digest.command("run")
    @click.option(
        "--roles", default=",".join(ROLES), show_default=True, callback=_roles, help="Which parts to run here."
    )
    def run_command(roles: frozenset[str]) -> None:
        """Run the service on the settings in .env."""
        from delivery.cli.context import execute, settings

        execute(run(settings(), roles))

    @digest.command("demo")
    @click.option("--directory", type=click.Path(path_type=Path), default=Path("data/demo"), show_default=True)
    @click.option("--port", type=click.IntRange(0, 65535), help="The page's port; default: 8080, or a free one.")
    def demo_command(directory: Path, port: int | None) -> None:
        """Try the whole service on this machine, without tokens: prints one URL."""
        from delivery.cli.context import execute

        execute(demo(directory, port))

    for one in (init, edition, send, status, campaign):
        digest.add_command(one)
    return digest


def _roles(_context: click.Context, _option: click.Parameter, value: str) -> frozenset[str]:
    roles = frozenset(part.strip() for part in value.split(",") if part.strip())
    unknown = sorted(roles - set(ROLES))
    if unknown or not roles:
        raise click.BadParameter(f"expected some of {', '.join(ROLES)}; got {', '.join(unknown) or 'nothing'}")
    return roles
