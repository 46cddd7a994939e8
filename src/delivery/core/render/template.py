"""The templates of mails and pages, filled with values and with the words of one language."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from delivery.core.render.html import blocks_html
from delivery.core.render.palette import DARK, LIGHT
from delivery.core.words import Words


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("delivery.core", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["blocks"] = blocks_html
    environment.globals.update(light=LIGHT, dark=DARK)
    return environment


def render(name: str, words: Words, **values: object) -> str:
    """The template `name` of `delivery/core/templates`, its values escaped, its texts in the language of `words`."""
    return _environment().get_template(name).render(_=words.gettext, language=words.language, **values)
