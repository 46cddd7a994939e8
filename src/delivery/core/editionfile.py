"""A folder of edition files → editions and every fault at once. The folder comes as values; services read the disk.

topics.yaml                 slug → names in each language, in the order of sections
2024-01-15/west.be.md       front matter (topic, trend, title, image …) and a body in Markdown
2024-01-15/bridge.png       a picture that an article names
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from delivery.core.edition import Edition, Topic
from delivery.core.editioncheck import topics
from delivery.core.editioncheck.article import ArticleFile, article_of
from delivery.core.editioncheck.fault import WHOLE_FILE, Checked, Fault, Notes, Severity
from delivery.core.editioncheck.fingerprint import fingerprint
from delivery.core.editioncheck.place import is_article, is_hidden
from delivery.core.editioncheck.weekly import edition_of, faults_between

__all__ = ["WHOLE_FILE", "Checked", "Fault", "Severity", "SourceTree", "check", "fingerprint"]

# The files of a folder by their path inside it, with `/` between the parts.
SourceTree: TypeAlias = Mapping[str, bytes]


def check(tree: SourceTree) -> Checked:
    """The weeks that may be imported, oldest first, and all faults by file and line. Never raises, whatever the bytes.

    A week with an error is left out whole, and with a faulty topics.yaml all of them: what is refused when it is saved
    cannot fail when it is sent.
    """
    notes = Notes(topics.FILE)
    known = topics.topics_of(tree, notes)
    weeks = [_week(folder, files, tree, known) for folder, files in _folders(tree).items()]
    faults = notes.faults + [fault for week in weeks for fault in week[1]]
    editions = [week[0] for week in weeks if week[0] is not None and not notes.has_errors]
    return Checked(
        tuple(sorted(editions, key=lambda edition: edition.week)),
        tuple(sorted(faults, key=lambda fault: (fault.file, fault.line))),
    )


def _folders(tree: SourceTree) -> dict[str, list[str]]:
    """The articles' paths by their folder."""
    folders: dict[str, list[str]] = {}
    for path in sorted(tree):
        if is_article(path) and not is_hidden(path):
            folders.setdefault(path.rpartition("/")[0], []).append(path)
    return folders


def _week(
    folder: str, files: Sequence[str], tree: SourceTree, known: tuple[Topic, ...]
) -> tuple[Edition | None, list[Fault]]:
    slugs = tuple(topic.slug for topic in known)
    articles = [article_of(file, tree, slugs) for file in files]
    faults = [fault for article in articles for fault in article.faults]
    faults += faults_between(folder, known, articles)
    return _edition(known, articles, faults), faults


def _edition(known: tuple[Topic, ...], articles: Sequence[ArticleFile], faults: Sequence[Fault]) -> Edition | None:
    week = articles[0].place.week
    if week is None or any(fault.severity is Severity.ERROR for fault in faults):
        return None
    return edition_of(week, known, articles)
