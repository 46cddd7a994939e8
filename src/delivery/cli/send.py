"""`digest send`: the week's digest, to everybody or as a test."""

import click

from delivery.cli.editions import LANGUAGES, parse_week


@click.command()
@click.argument("week")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--test", "tests", multiple=True, metavar="CHANNEL:ADDRESS", help="Send only there; may be repeated.")
@click.option("--language", type=LANGUAGES, default="be", show_default=True, help="Of a test to somebody unknown.")
def send(week: str, yes: bool, tests: tuple[str, ...], language: str) -> None:
    """Send the approved edition of WEEK now; the running service delivers it."""
    import secrets

    from delivery.cli.context import execute, fail, now, settings, the_store
    from delivery.core.campaign import Audience
    from delivery.core.language import Language
    from delivery.services import broadcasting, sending

    monday = parse_week(week)

    async def test() -> None:
        targets = [sending.target(one) for one in tests]
        async with the_store(settings()) as store:
            opened = await sending.send_test(store, monday, targets, Language(language), secrets.token_hex(8), now())
        click.echo(f"Test of {opened.week}: {opened.deliveries} deliveries queued.")

    async def everybody() -> None:
        async with the_store(settings()) as store:
            counts = await broadcasting.count(store, Audience(), now())
            readers = sum(n for by_language in counts.values() for n in by_language.values())
            if not yes and not click.confirm(f"Send the digest of {monday} to {readers} subscriptions?"):
                fail("Nothing was sent.")
            opened = await sending.send_week(store, monday, now())
        click.echo(f"Digest of {opened.week}: {opened.deliveries} deliveries queued. Watch: digest status --watch")

    execute(test() if tests else everybody())
