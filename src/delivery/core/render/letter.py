"""What all mails have in common: styles on each element, the slots for each reader's values, and the foot."""

import re
from functools import cache

from css_inline import CSSInliner

from delivery.core.render.plain import RULE
from delivery.core.words import Words

# In a page, before the inliner parses it, a slot is an address; the mail has a marker in the place of the attribute.
_SLOT_ADDRESS = "slot:"
_RULES = re.compile(r"<style>.*?</style>", re.DOTALL)


def slot_address(name: str) -> str:
    """What stands in a template's `href` for the address that the slot `NAME_url` holds."""
    return _SLOT_ADDRESS + name


def inlined(page: str) -> str:
    """The page with its styles on its elements; rules for dark mode and small screens stay in the head."""
    html = _charset_first(_inliner().inline(page)).replace("{{", "&#123;&#123;")
    for name in ("unsubscribe", "confirm"):
        html = html.replace(f'href="{slot_address(name)}"', f"{{{{slot:{name}_href}}}}")
    return html


def _charset_first(html: str) -> str:
    """The page with its rules at the end of the head: browsers look for the charset in the first 1,024 bytes only."""
    rules = _RULES.search(html)
    if rules is None:
        return html
    return html.replace(rules.group(), "", 1).replace("</head>", rules.group() + "</head>", 1)


def text_slot(name: str) -> str:
    """The marker of a slot in a text part; it stands on a line of its own."""
    return f"{{{{slot:{name}_url}}}}"


def promises(words: Words) -> tuple[str, ...]:
    """The foot of every mail of the list: why it came, and what we promise."""
    return (
        words.gettext(
            "You receive this e-mail because you subscribed to the weekly digest “Situation in Belarus” "
            "at this address."
        ),
        words.gettext(
            "Once a week, in Belarusian, Russian or English. "
            "You can leave at any moment; we store only what is needed to reach you."
        ),
    )


def foot_text(words: Words) -> str:
    """The foot of a text part, with the way to leave."""
    why = "\n".join(promises(words))
    return f"{RULE}\n\n{why}\n\n{words.gettext('Unsubscribe')}:\n{text_slot('unsubscribe')}\n"


def plain(text: str) -> str:
    """Text that readers or editors wrote, so that it holds no marker of a slot."""
    return text.replace("{{", "{ {")


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
