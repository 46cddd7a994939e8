"""`digest campaign`: pause, resume, stop."""

import click


@click.group()
def campaign() -> None:
    """What is being sent: pause it, go on, stop it. `digest status` shows the ids."""


def _act(campaign_id: int, what: str, done: str) -> None:
    from delivery.cli.context import execute, fail, now, settings, the_store
    from delivery.services import broadcasting

    async def work() -> None:
        async with the_store(settings()) as store:
            match what:
                case "pause":
                    acted = await broadcasting.pause(store, campaign_id)
                case "resume":
                    acted = await broadcasting.resume(store, campaign_id, now())
                case _:
                    acted = await broadcasting.stop(store, campaign_id, now())
        if not acted:
            fail(f"Campaign {campaign_id} is not in a state for that. See: digest status")
        click.echo(f"Campaign {campaign_id}: {done}.")

    execute(work())


@campaign.command()
@click.argument("campaign_id", type=int)
def pause(campaign_id: int) -> None:
    """Stand still; what is in flight is finished."""
    _act(campaign_id, "pause", "paused")


@campaign.command()
@click.argument("campaign_id", type=int)
def resume(campaign_id: int) -> None:
    """Go on; what was refused for our own fault is tried again."""
    _act(campaign_id, "resume", "running")


@campaign.command()
@click.argument("campaign_id", type=int)
def stop(campaign_id: int) -> None:
    """End it; what waits is withdrawn."""
    _act(campaign_id, "stop", "cancelled")
