"""Progress cards: how far a campaign is, in one message of an admin's chat that is kept up to date."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.screen import Row, Screen, button
from delivery.core.campaign import Campaign, CampaignKind, CampaignStatus, PauseReason, Progress
from delivery.core.week import Week
from delivery.core.words import Words
from delivery.services.broadcasting import Watched

SIGNS = 12  # of the bar
FULL, EMPTY = "▓", "░"
FINAL = (CampaignStatus.FINISHED, CampaignStatus.CANCELLED)


class Order(StrEnum):
    """What an admin can do about a running campaign."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"  # asks first: what was stopped cannot be sent again
    STOP_NOW = "stop-now"
    GO_ON = "go-on"  # the answer no


class Control(CallbackData, prefix="campaign"):
    """An order."""

    campaign: int
    order: Order


def card(watched: Watched, now: datetime, words: Words) -> Screen:
    """The card at this moment; the last one, of a campaign that ended, has no buttons."""
    return Screen(title(watched.campaign, words), "\n".join(_lines(watched, now, words)), _buttons(watched, words))


def stop_question(campaign_id: int, words: Words) -> Screen:
    body = words.gettext("Stop sending? Readers who do not have it yet will not get it. This cannot be undone.")
    row = [
        button(words.gettext("Stop"), Control(campaign=campaign_id, order=Order.STOP_NOW).pack()),
        button(words.gettext("Go on"), Control(campaign=campaign_id, order=Order.GO_ON).pack()),
    ]
    return Screen(body=body, rows=(row,))


def title(campaign: Campaign, words: Words) -> str:
    """What is sent: a digest is named by its week."""
    match campaign.kind:
        case CampaignKind.DIGEST:
            week = Week.parse(campaign.occurrence.partition(":")[2])
            return words.gettext("Digest of %(week)s") % {"week": words.week(week)}
        case CampaignKind.BROADCAST:
            return words.gettext("Message to readers")
        case CampaignKind.TEST:
            return words.gettext("Test")
        case CampaignKind.NOTICE:
            return words.gettext("Confirmation")


def status_phrase(campaign: Campaign, words: Words) -> str:
    """`Sending`, or why it stands still."""
    match campaign.status:
        case CampaignStatus.DRAFT:
            return words.gettext("Not confirmed yet")
        case CampaignStatus.RUNNING:
            return words.gettext("Sending")
        case CampaignStatus.PAUSED:
            return _pause_phrase(campaign.pause_reason, words)
        case CampaignStatus.FINISHED:
            return words.gettext("Finished")
        case CampaignStatus.CANCELLED:
            return words.gettext("Stopped")


def tally(progress: Progress, words: Words) -> str:
    """`Sent: 600 · Blocked: 3 · Failed: 1 · Left: 396`; what is nought beside the first and the last is left out."""
    counted = (
        (words.gettext("Sent: %(n)s"), progress.delivered, True),
        (words.gettext("Blocked: %(n)s"), progress.blocked, False),
        (words.gettext("Failed: %(n)s"), progress.failed, False),
        (words.gettext("Withdrawn: %(n)s"), progress.withdrawn, False),
        (words.gettext("Left: %(n)s"), progress.left, True),
    )
    return " · ".join(text % {"n": words.number(n)} for text, n, always in counted if n or always)


def bar(progress: Progress) -> str:
    """`▓▓▓▓▓▓░░░░░░ 50 %`; it is full only at the end."""
    share = (progress.total - progress.left) / progress.total if progress.total else 1.0
    full = int(share * SIGNS)
    return f"{FULL * full}{EMPTY * (SIGNS - full)} {int(share * 100)} %"


def time_left(watched: Watched, now: datetime) -> timedelta | None:
    """At the rate since the start; None where nothing can be said."""
    progress, started = watched.total, watched.campaign.started_at
    served = progress.total - progress.left
    if watched.campaign.status is not CampaignStatus.RUNNING or not started or not served or not progress.left:
        return None
    return (now - started) * progress.left / served


def _lines(watched: Watched, now: datetime, words: Words) -> Iterator[str]:
    yield status_phrase(watched.campaign, words)
    yield bar(watched.total)
    yield tally(watched.total, words)
    left = time_left(watched, now)
    if left is not None:
        yield words.gettext("About %(span)s left.") % {"span": words.span(left)}


def _pause_phrase(reason: str | None, words: Words) -> str:
    """A pause that the service made itself says what to do."""
    match reason:
        case PauseReason.OUR_CONTENT:
            return words.gettext("Paused: Telegram refused the text several times. Stop it, correct it, send it again.")
        case PauseReason.OUR_POLICY:
            return words.gettext("Paused: the mail relay refuses our mail. Solve this, then resume.")
        case _:
            return words.gettext("Paused")


def _buttons(watched: Watched, words: Words) -> tuple[Row, ...]:
    campaign = watched.campaign
    if campaign.status in FINAL:
        return ()
    paused = campaign.status is CampaignStatus.PAUSED
    text, order = (words.gettext("Resume"), Order.RESUME) if paused else (words.gettext("Pause"), Order.PAUSE)
    return (
        [
            button(text, Control(campaign=campaign.id, order=order).pack()),
            button(words.gettext("Stop"), Control(campaign=campaign.id, order=Order.STOP).pack()),
        ],
    )
