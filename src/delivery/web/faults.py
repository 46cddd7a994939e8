"""What went wrong, in the visitor's language and without internals; the log gets the reason without the visitor."""

from traceback import format_exception

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from delivery.web.pages import page

log = structlog.get_logger(__name__)


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals and failures into pages."""
    try:
        return await handler(request)
    except web.HTTPRedirection:
        raise
    except web.HTTPError as refusal:
        allowed = {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else {}
        return page(request, "fault.html", status=refusal.status, headers=allowed)
    except web.RequestPayloadError:  # the body broke off, or is not what its headers say
        return page(request, "fault.html", status=400)
    except Exception as failure:
        # As text of our own making: a renderer that shows local variables would show the request, and so its token.
        log.error("page failed", page=_name(request), traceback="".join(format_exception(failure)))
        return page(request, "fault.html", status=500)


def _name(request: web.Request) -> str:
    """The page's pattern, `/c/{token}`: the path itself may hold a token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"
