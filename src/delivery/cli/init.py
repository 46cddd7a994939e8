"""`digest init`: the key file and a filled .env."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--directory", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Where to write .env."
)
def init(directory: Path) -> None:
    """Write the key file (mode 0600) and a filled .env; refuses to overwrite either."""
    import os

    from delivery.cli.context import fail
    from delivery.ops.envfile import example
    from delivery.settings import Settings
    from delivery.store import KeyRing

    env_file = directory / ".env"
    key_file = directory / str(Settings.model_fields["key_file"].default)
    for present in (env_file, key_file):
        if present.exists():
            fail(f"{present} exists already. Nothing was written; move it away first if you mean to start anew.")

    def write(path: Path, text: str) -> None:
        """Readable by its owner only, and never over another file."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)

    write(key_file, KeyRing.generate().dump() + "\n")
    write(env_file, example(Settings))
    click.echo(f"{key_file}: the keys of contact data. Keep a copy apart from the database; without it they are lost.")
    click.echo(f"{env_file}: the settings. Add the bot's token, the relay and the public address, then: digest run")
