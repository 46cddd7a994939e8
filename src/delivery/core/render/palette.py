"""The colours that readers see, light and dark. Every pair of text and ground has a contrast of at least 4.5 : 1."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb`. `page` lies around the `card`; `tint` is the ground of what stands out of the text."""

    page: str
    card: str
    tint: str
    line: str
    text: str
    muted: str
    link: str
    better: str
    same: str
    worse: str
    button: str
    on_button: str


LIGHT = Palette(
    page="#eceff2",
    card="#ffffff",
    tint="#f5f7f9",
    line="#d8dee4",
    text="#1f2a33",
    muted="#52606c",
    link="#1b5c93",
    better="#1d6a46",
    same="#4b5a67",
    worse="#99392c",
    button="#1b5c93",
    on_button="#ffffff",
)
DARK = Palette(
    page="#0f1418",
    card="#182027",
    tint="#1f2931",
    line="#33404b",
    text="#e3e8ec",
    muted="#a6b3be",
    link="#8ec2f2",
    better="#83cfa5",
    same="#b4c0ca",
    worse="#f2a596",
    button="#8ec2f2",
    on_button="#0f1418",
)

# What stands on what: text colour, ground colour.
PAIRS = (
    ("text", "card"),
    ("text", "tint"),
    ("muted", "page"),
    ("muted", "card"),
    ("muted", "tint"),
    ("link", "page"),
    ("link", "card"),
    ("link", "tint"),
    ("better", "card"),
    ("better", "tint"),
    ("same", "card"),
    ("same", "tint"),
    ("worse", "card"),
    ("worse", "tint"),
    ("on_button", "button"),
)
