"""Where an article stands: `2024-01-15/west.be.md` is the week, the topic and the language."""

from collections.abc import Collection
from dataclasses import dataclass

from delivery.core.editioncheck.fault import WHOLE_FILE, Notes
from delivery.core.editioncheck.suggest import instead
from delivery.core.language import Language
from delivery.core.week import NotAMonday, Week

SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class Place:
    """What the path of an article says; None where it says nothing that could be right."""

    week: Week | None
    topic: str | None
    language: Language | None


def is_hidden(path: str) -> bool:
    """Whether the file is not for readers: an editor's, a system's."""
    return any(part.startswith((".", "_")) for part in path.split("/"))


def is_article(path: str) -> bool:
    """Whether the file is meant as an article: Markdown inside a folder. A README beside the weeks is not."""
    return path.endswith(SUFFIX) and "/" in path


def place_of(path: str, topics: Collection[str], notes: Notes) -> Place:
    """The week, topic and language that `path` names; faults of the names are noted.

    `topics` are the known slugs; empty where topics.yaml cannot be read: then every topic is taken.
    """
    folder, _, name = path.rpartition("/")
    words = name.removesuffix(SUFFIX).split(".")
    if len(words) != 2:
        what = f"the file name `{name[:60]}` does not name a topic and a language"
        notes.error(WHOLE_FILE, what, "Name it `topic.language.md`, for example `economy.be.md`")
        return Place(week_of(folder, notes), None, None)
    return Place(week_of(folder, notes), _topic(words[0], topics, notes), _language(words[1], notes))


def week_of(folder: str, notes: Notes) -> Week | None:
    """The week that a folder is named by, or None with an error."""
    do = "Name the folder by the week's Monday, for example `2024-01-15`"
    try:
        week = Week.parse(folder)
    except NotAMonday as error:
        notes.error(WHOLE_FILE, f"the folder's date is wrong: {error}", do)
        return None
    except (ValueError, OverflowError):
        notes.error(WHOLE_FILE, f"the folder `{folder[:60]}` is not a date", do)
        return None
    if str(week) != folder:  # 20240115 and 2024-W03-1 are dates too
        notes.error(WHOLE_FILE, f"the folder `{folder[:60]}` is not named in the one form", f"Name it `{week}`")
        return None
    return week


def _topic(slug: str, topics: Collection[str], notes: Notes) -> str | None:
    if topics and slug not in topics:
        notes.error(WHOLE_FILE, f"the topic `{slug[:40]}` is not in topics.yaml", instead(slug, topics))
        return None
    return slug


def _language(code: str, notes: Notes) -> Language | None:
    if code not in frozenset(Language):
        notes.error(WHOLE_FILE, f"the language `{code[:40]}` is unknown", instead(code, list(Language)))
        return None
    return Language(code)
