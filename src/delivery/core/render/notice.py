"""Mails that are no digest: the request to confirm an address, and an admin's message to the subscribers."""

from markupsafe import escape

from delivery.core.campaign import BroadcastContent
from delivery.core.message import MailContent
from delivery.core.render.letter import foot_text, inlined, plain, promises, slot_address, text_slot
from delivery.core.render.template import render
from delivery.core.words import Words

SUBJECT_LIMIT = 78  # characters: what a mail's list shows at the most


def confirmation(words: Words) -> MailContent:
    """The mail that asks whether an address is wanted here. It repeats nothing that the visitor typed."""
    subject = words.gettext("Please confirm your subscription")
    why = words.gettext("Somebody, probably you, asked for the weekly digest “Situation in Belarus” at this address.")
    how = words.gettext(
        "To receive it, open the page and press the button there. The link is good for 48 hours and for one use."
    )
    otherwise = words.gettext(
        "If this was not you, do nothing: without your confirmation no digest will come to this address."
    )
    page = render(
        "confirmation.html.j2",
        words,
        subject=subject,
        why=why,
        how=how,
        otherwise=otherwise,
        confirm=slot_address("confirm"),
    )
    text = f"{why}\n\n{how}\n\n{words.gettext('Confirm')}:\n{text_slot('confirm')}\n\n{otherwise}\n"
    return MailContent(subject, text, inlined(page), bulk=False)


def broadcast(content: BroadcastContent, words: Words) -> MailContent:
    """An admin's message in the frame of the digest's mails; the subject is its first line."""
    text = content.text.strip() or words.gettext(
        "This message is a picture or a file that cannot go by e-mail; it was sent in Telegram."
    )
    subject = _first_line(content.text) or words.gettext("Situation in Belarus")
    page = render(
        "broadcast.html.j2",
        words,
        subject=subject,
        message=content.html.strip() or escape(text),
        promises=promises(words),
        unsubscribe=slot_address("unsubscribe"),
    )
    return MailContent(plain(subject), f"{plain(text)}\n\n{foot_text(words)}", inlined(page))


def _first_line(text: str) -> str:
    """The first line of a message, cut at a word if it is too long for a subject."""
    line = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    if len(line) <= SUBJECT_LIMIT:
        return line
    start = line[: SUBJECT_LIMIT - 1]
    return (start.rpartition(" ")[0] or start).rstrip(" ,;:–—-") + "…"
