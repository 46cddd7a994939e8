"""`digest edition`: check, import, list, preview, approve."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # --help needs no edition
    from delivery.core.week import Week

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
LANGUAGES = click.Choice(["be", "ru", "en"])


@click.group()
def edition() -> None:
    """The weeks' digests: from a folder of files to an approved edition."""


@edition.command()
@click.argument("folder", type=FOLDER, required=False)
def check(folder: Path | None) -> None:
    """List every fault in FOLDER (default: DIGEST_EDITIONS_DIR): file, line, what is wrong, what to do."""
    import sys

    from delivery.services.editions import check_folder

    checked = check_folder(_folder(folder))
    for fault in checked.faults:
        click.echo(str(fault))
    warnings = len(checked.faults) - len(checked.errors)
    click.echo(f"{len(checked.editions)} weeks can be imported; {len(checked.errors)} errors, {warnings} warnings.")
    sys.exit(1 if checked.errors else 0)


@edition.command("import")
@click.argument("folder", type=FOLDER, required=False)
def import_(folder: Path | None) -> None:
    """Import FOLDER (default: DIGEST_EDITIONS_DIR).

    New weeks become drafts, corrected files update them, a published week gets a new version.
    """
    import sys

    from delivery.cli.context import execute, now, settings, the_store
    from delivery.services.editions import check_folder, import_editions

    checked = check_folder(_folder(folder))
    for fault in checked.faults:
        click.echo(str(fault), err=True)

    async def work() -> None:
        async with the_store(settings(), contacts=False) as store:
            for one in await import_editions(store, checked.editions, now()):
                click.echo(f"{one.week} version {one.version}: {one.change}")

    execute(work())
    if checked.errors:
        click.echo(f"{len(checked.errors)} errors: the weeks that have them were left out.", err=True)
        sys.exit(1)


@edition.command("list")
def list_() -> None:
    """List the editions, newest first."""
    from delivery.cli.context import execute, settings, the_store
    from delivery.services.editions import all_editions

    async def work() -> None:
        async with the_store(settings(), contacts=False) as store:
            rows = await all_editions(store)
        for row in rows:
            click.echo(f"{row.week}  version {row.version}  {row.status}")
        if not rows:
            click.echo("There are no editions yet. Import a folder with `digest edition import FOLDER`.")

    execute(work())


@edition.command()
@click.argument("week")
@click.option("--language", type=LANGUAGES, default="be", show_default=True)
@click.option("--channel", type=click.Choice(["telegram", "email", "web"]), default="email", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of the screen."
)
def preview(week: str, language: str, channel: str, out: Path | None) -> None:
    """Show the edition of WEEK (its Monday) as its readers will see it."""
    from delivery.cli.context import execute, settings, the_store
    from delivery.core.language import Language
    from delivery.services.composing import preview as render
    from delivery.services.editions import edition_of

    async def work() -> str:
        async with the_store(settings(), contacts=False) as store:
            found = await edition_of(store, parse_week(week))
        return render(found, Language(language), channel, settings().public_url)

    text: str = execute(work())
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"written: {out}")


@edition.command()
@click.argument("week")
@click.option("--accept-gaps", is_flag=True, help="Approve although topics or translations are missing.")
def approve(week: str, accept_gaps: bool) -> None:
    """Approve the edition of WEEK: it goes out at the next send time."""
    from delivery.cli.context import execute, fail, now, settings, the_store
    from delivery.services.editions import Incomplete
    from delivery.services.editions import approve as approve_edition

    async def work() -> None:
        used = settings()
        async with the_store(used, contacts=False) as store:
            try:
                row = await approve_edition(store, parse_week(week), now(), accept_gaps=accept_gaps)
            except Incomplete as incomplete:
                gaps = ", ".join(f"{topic}.{language}" for topic, language in incomplete.gaps)
                fail(f"{incomplete.sentence} Missing: {gaps}.\nWrite them, or approve with --accept-gaps.")
        click.echo(
            f"{row.week} version {row.version}: {row.status}. Next send time: {used.slot.next(now()):%F %H:%M} UTC."
        )

    execute(work())


def _folder(named: Path | None) -> Path:
    from delivery.cli.context import fail, settings

    folder = named or settings().editions_dir
    if not folder.is_dir():
        fail(f"{folder} is no folder. Name one, or set DIGEST_EDITIONS_DIR.")
    return folder


def parse_week(text: str) -> "Week":
    """The week named on the command line; a usage error for anything else."""
    from delivery.core.week import NotAMonday, Week

    try:
        return Week.parse(text)
    except NotAMonday as error:
        raise click.UsageError(str(error)) from None
    except ValueError:
        raise click.UsageError(f"{text!r} is no week; expected the date of its Monday, such as 2024-01-15") from None
