"""The status as text and as JSON. For operators, in English."""

from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo

from delivery.core.campaign import Progress
from delivery.services.broadcasting import Watched
from delivery.services.status import Status


def as_dict(status: Status) -> dict[str, Any]:
    """Everything, for programs; times in UTC."""
    return {
        "next_send_time": status.next_slot.isoformat(),
        "ready": str(status.ready.week) if status.ready else None,
        "missed": str(status.missed) if status.missed else None,
        "campaigns": [_campaign(one) for one in status.campaigns],
        "subscriptions": [
            {"language": r.language, "channel": r.channel, "status": r.status, "count": r.count} for r in status.readers
        ],
    }


def as_text(status: Status, zone: ZoneInfo) -> str:
    """A page for a terminal; times in `zone`."""
    lines = [f"Next send time   {status.next_slot.astimezone(zone):%a %Y-%m-%d %H:%M} ({zone.key})"]
    lines.append(f"Approved, unsent {status.ready.week if status.ready else 'none'}")
    if status.missed:
        lines.append(f"Missed           {status.missed}: the slot is over; send it with `digest send {status.missed}`")
    lines += ["", "Subscriptions"]
    lines += [f"  {r.language}  {r.channel:<9} {r.status:<13} {r.count:>9,}" for r in status.readers] or ["  none yet"]
    lines += ["", "Campaigns"]
    for one in status.campaigns:
        lines += _campaign_lines(one)
    return "\n".join(lines if status.campaigns else [*lines, "  none yet"])


def _campaign(one: Watched) -> dict[str, Any]:
    campaign = one.campaign
    return {
        "id": campaign.id,
        "kind": campaign.kind,
        "status": campaign.status,
        "paused_for": campaign.pause_reason,
        "week": _week(one),
        "started_at": campaign.started_at.isoformat() if campaign.started_at else None,
        "finished_at": campaign.finished_at.isoformat() if campaign.finished_at else None,
        "deliveries": {channel.value: _counts(progress) for channel, progress in one.channels.items()},
    }


def _campaign_lines(one: Watched) -> list[str]:
    campaign = one.campaign
    why = f" ({campaign.pause_reason})" if campaign.pause_reason else ""
    head = f"  #{campaign.id} {campaign.kind} {_week(one) or ''}".rstrip() + f": {campaign.status}{why}"
    counts = [
        f"      {channel.value:<9} " + "  ".join(f"{name} {n:,}" for name, n in _counts(progress).items() if n)
        for channel, progress in one.channels.items()
    ]
    return [head, *counts]


def _counts(progress: Progress) -> dict[str, int]:
    return {field.name: getattr(progress, field.name) for field in fields(progress)}


def _week(one: Watched) -> str | None:
    kind, _, week = one.campaign.occurrence.partition(":")
    return week if kind == "digest" else None
