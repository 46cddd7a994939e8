"""The stylesheet: who sees little can read it, by day and by night."""

import re

import pytest

from delivery.core.render.palette import DARK, LIGHT, Palette
from delivery.web.assets import FILES

SHEET = FILES["style.css"].decode()

# What stands on what in the pages.
PAIRS = [
    ("text", "page"),
    ("muted", "page"),
    ("text", "card"),
    ("muted", "card"),
    ("link", "card"),
    ("text", "tint"),
    ("better", "tint"),
    ("same", "tint"),
    ("worse", "tint"),
    ("on_button", "button"),
]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_every_text_has_enough_contrast(palette: Palette, ink: str, paper: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, paper)) >= 4.5


def test_the_sheet_knows_no_colour_of_its_own_and_every_colour_it_names() -> None:
    own = SHEET[SHEET.index("/*") :]
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl", own)
    assert set(re.findall(r"var\((--[a-z-]+)\)", own)) <= set(re.findall(r"(--[a-z-]+):", SHEET))


def test_the_icon_has_the_accent_of_the_pages() -> None:
    assert LIGHT.button in FILES["icon.svg"].decode()


def test_no_text_is_smaller_than_the_readers_own_size() -> None:
    sizes = re.findall(r"font(?:-size)?:[^;]*?([\d.]+)rem", SHEET)
    assert sizes
    assert min(map(float, sizes)) >= 1


def test_the_sheet_loads_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face", SHEET)
