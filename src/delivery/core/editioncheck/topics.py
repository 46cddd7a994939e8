"""`topics.yaml`: the digest's topics with their names in each language, in the order in which sections appear."""

import re
from collections.abc import Mapping

from delivery.core import script
from delivery.core.edition import Topic
from delivery.core.editioncheck import strictyaml
from delivery.core.editioncheck.fault import WHOLE_FILE, Notes
from delivery.core.editioncheck.source import text_of
from delivery.core.editioncheck.strictyaml import Map, Scalar, Value
from delivery.core.editioncheck.suggest import instead
from delivery.core.language import Language

FILE = "topics.yaml"
NAME_LIMIT = 60  # characters: a name is a heading and a button

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,23}")  # short enough for a button's data
_EXAMPLE = 'Write for each topic a line such as `economy: {be: "Эканоміка", ru: "Экономика", en: "Economy"}`'


def topics_of(tree: Mapping[str, bytes], notes: Notes) -> tuple[Topic, ...]:
    """The topics in their order; those with faults are left out and noted."""
    if FILE not in tree:
        notes.error(WHOLE_FILE, "the file is missing: it names the topics and their order", _EXAMPLE)
        return ()
    text = text_of(tree[FILE], notes)
    found = strictyaml.read(text, 1, notes) if text is not None else None
    if found is None:
        return ()
    topics = (_topic(slug, value, notes) for slug, value in found.items)
    return tuple(topic for topic in topics if topic is not None)


def _topic(slug: Scalar, value: Value, notes: Notes) -> Topic | None:
    if not _SLUG.fullmatch(slug.text):
        do = "Use up to 24 small Latin letters, digits and hyphens, the first a letter"
        notes.error(slug.line, f"`{slug.text[:40]}` is not a topic's name in files", do)
    if not isinstance(value, Map):
        notes.error(slug.line, f"the topic `{slug.text[:40]}` has no names", _EXAMPLE)
        return None
    names = {key.text: (key, name) for key, name in value.items}
    for unknown in names.keys() - frozenset(Language):
        line = names[unknown][0].line
        notes.error(line, f"the language `{unknown[:40]}` is unknown", instead(unknown, list(Language)))
    found = {code: _name(slug, code, names.get(code), notes) for code in Language}
    return Topic(slug.text, {code: name for code, name in found.items() if name is not None})


def _name(slug: Scalar, code: Language, entry: tuple[Scalar, Value] | None, notes: Notes) -> str | None:
    if entry is None or not isinstance(entry[1], Scalar) or not entry[1].text:
        notes.error(slug.line, f"the topic `{slug.text[:40]}` has no name in `{code}`", f'Write `{code}: "…"`')
        return None
    name = entry[1]
    if len(name.text) > NAME_LIMIT:
        notes.error(name.line, f"the name is {len(name.text)} characters long", f"Shorten it to {NAME_LIMIT}")
    strange = script.read(name.text, code).strange
    if strange:
        what = f"the name in `{code}` holds letters of another language: {', '.join(strange)}"
        notes.error(name.line, what, f"Write the name in `{code}`")
    return name.text
