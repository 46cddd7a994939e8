"""Pages: a template in a language → a response. What belongs to one page stands in its own module."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from delivery.core.language import Language
from delivery.locales import translations
from delivery.web.assets import VERSION
from delivery.web.site import site_of
from delivery.web.visitor import SWITCH, language_for, switched

# Pages of a token: no cache keeps them, no search engine lists them.
PRIVATE: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})


def page(
    request: web.Request,
    template: str,
    *,
    owner: Language | None = None,
    path: str | None = None,
    switches: Mapping[Language, str] | None = None,
    status: int = 200,
    headers: Mapping[str, str] = PRIVATE,
) -> web.Response:
    """`template` in the visitor's language; `owner` is the language of whoever the page belongs to.

    `path` is where the page can be looked at again (default: where it is), which forms and language links use;
    `switches` are other language links than that.
    """
    language = language_for(request, owner)
    # One slash at its start: `//elsewhere.example/` would lead a link there.
    place = f"{site_of(request).root}/{(path or request.rel_url.raw_path).lstrip('/')}"
    html = (
        _environment(language)
        .get_template(template)
        .render(
            name=template.removesuffix(".html"),
            site=site_of(request),
            language=language,
            place=place,
            switched=f"?{SWITCH}={language}" if switched(request) else "",
            switches=switches or {other: f"{place}?{SWITCH}={other}" for other in Language},
            status=status,
        )
    )
    return web.Response(
        text=html, status=status, content_type="text/html", headers={**headers, "Content-Language": language}
    )


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("delivery.web"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(version=VERSION)
    return environment
