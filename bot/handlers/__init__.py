"""The features of the bot, one module each, in the order in which they are asked."""

from aiogram import Router

from bot.handlers import (
    admin_audience,
    admin_broadcast,
    admin_campaign,
    admin_figures,
    admin_publish,
    cancel,
    email,
    general,
    language,
    latest,
    owndata,
    rooms,
    settings,
    standing,
    start,
    unsubscribe,
)

__all__ = ["routers"]

FEATURES = (
    rooms,
    cancel,
    admin_broadcast,
    admin_audience,
    admin_campaign,
    admin_publish,
    admin_figures,
    start,
    language,
    settings,
    latest,
    email,
    unsubscribe,
    owndata,
    standing,
    general,  # last: it also answers what nobody understood
)


def routers() -> tuple[Router, ...]:
    """New routers of all features: each dispatcher has its own."""
    return tuple(feature.router() for feature in FEATURES)
