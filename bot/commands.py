"""The commands by name, with what they do in a person's words: for the menu of the client and for /help."""

from delivery.core.words import Words

Described = tuple[tuple[str, str], ...]


def of_readers(words: Words) -> Described:
    """In a private chat."""
    return (
        ("latest", words.gettext("The latest digest")),
        ("settings", words.gettext("Settings")),
        ("language", words.gettext("Language")),
        ("email", words.gettext("Get the digest by e-mail")),
        ("unsubscribe", words.gettext("Unsubscribe")),
        ("export", words.gettext("What is stored about me")),
        ("delete", words.gettext("Delete my data")),
        ("privacy", words.gettext("What is stored and why")),
        ("help", words.gettext("What this bot can do")),
        ("cancel", words.gettext("Cancel the current step")),
    )


def of_chats(words: Words) -> Described:
    """In a group, for its admins."""
    return (
        ("settings", words.gettext("Settings")),
        ("language", words.gettext("Language")),
        ("unsubscribe", words.gettext("Unsubscribe")),
    )


def of_admins(words: Words) -> Described:
    """In the private chats of the service's admins, before those of readers."""
    return (
        ("broadcast", words.gettext("Send a message to readers")),
        ("publish", words.gettext("Send the digest of a week")),
        ("status", words.gettext("What is being sent, and what comes next")),
        ("stats", words.gettext("Readers in figures")),
    )
