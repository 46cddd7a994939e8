"""`digest status`: how the service stands, once or live."""

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--watch", is_flag=True, help="A live progress bar with rate and time left; Ctrl-C ends it.")
def status(as_json: bool, watch: bool) -> None:
    """Show campaigns with counts per state and channel, and subscribers per language and channel."""
    from delivery.cli.context import execute, now, settings, the_store
    from delivery.ops.report import as_dict, as_text
    from delivery.services.status import status as look

    async def work() -> None:
        used = settings()
        async with the_store(used) as store:
            if watch:
                from delivery.ops.watch import watch as follow
                from delivery.runtime.clock import SystemClock

                clock = SystemClock()
                await follow(store, used.slot, clock.now, clock.sleep)
                return
            found = await look(store, used.slot, now())
        if as_json:
            import json

            click.echo(json.dumps(as_dict(found), indent=2, ensure_ascii=False))
        else:
            click.echo(as_text(found, used.slot.zone))

    execute(work())
