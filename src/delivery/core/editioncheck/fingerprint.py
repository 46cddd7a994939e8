"""What an edition says, as one short text: the same for the same content, whatever its version."""

import hashlib
import json

from delivery.core.edition import Edition, Section


def fingerprint(edition: Edition) -> str:
    """SHA-256, in hexadecimal, of the edition's canonical content: week, topics with names, sections, pictures."""
    content = {
        "week": str(edition.week),
        "topics": [[topic.slug, {code.value: topic.names[code] for code in topic.names}] for topic in edition.topics],
        "sections": sorted(_content(section) for section in edition.sections),
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _content(section: Section) -> list[str]:
    picture = section.picture.sha256 if section.picture else ""
    return [
        section.topic,
        section.language.value,
        section.trend.value,
        section.title,
        section.body,
        picture,
        section.picture_alt,
        section.picture_caption,
    ]
