"""The stylesheet: who sees little can read it, by day and by night."""

import re

import pytest

from delivery.web.assets import FILES

SHEET = FILES["style.css"].decode()
SCHEMES = dict(zip(("light", "dark"), re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL), strict=True))
PAIRS = [
    ("ink", "paper"),
    ("soft", "paper"),
    ("accent", "paper"),
    ("accent-strong", "paper"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
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


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_every_text_has_enough_contrast(scheme: str, ink: str, paper: str) -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", SCHEMES[scheme]))
    assert contrast(colours[ink], colours[paper]) >= 4.5


def test_no_text_is_smaller_than_the_readers_own_size() -> None:
    sizes = re.findall(r"font(?:-size)?:[^;]*?([\d.]+)rem", SHEET)
    assert sizes
    assert min(map(float, sizes)) >= 1


def test_the_sheet_loads_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face", SHEET)
