"""The sample edition of the demo is a whole one, in all languages and on all channels."""

from pathlib import Path

import pytest

import delivery.sandbox
from delivery.core.edition import Edition, Trend
from delivery.core.editionfile import check
from delivery.core.language import Language
from delivery.core.render.digest import digest
from delivery.core.render.mail import HTML_LIMIT, mail
from delivery.core.render.telegram import parts
from delivery.core.render.web import page
from delivery.locales import words_for

FOLDER = Path(delivery.sandbox.__file__).parent / "editions"


@pytest.fixture(scope="module")
def sample() -> Edition:
    files = (path for path in FOLDER.rglob("*") if path.is_file())
    checked = check({path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in files})
    assert [str(fault) for fault in checked.faults] == []
    (edition,) = checked.editions
    return edition


def test_the_sample_has_five_topics_in_three_languages_with_mixed_trends(sample: Edition) -> None:
    assert len(sample.topics) == 5
    assert len(sample.sections) == 15
    assert {section.trend for section in sample.sections} == set(Trend)
    assert sum(section.picture is not None for section in sample.sections) == 9


@pytest.mark.parametrize("language", list(Language))
def test_the_sample_says_in_each_article_that_it_is_invented(sample: Edition, language: Language) -> None:
    stems = {Language.BE: ("выдума", "прыдума"), Language.RU: ("вымышл", "придума"), Language.EN: ("invented",)}
    written = [section for section in sample.sections if section.language is language]
    assert all(any(stem in section.body.lower() for stem in stems[language]) for section in written)


@pytest.mark.parametrize("language", list(Language))
def test_the_sample_is_rendered_on_every_channel(sample: Edition, language: Language) -> None:
    words = words_for(language)
    document = digest(sample, language, words)
    assert all(part.text for part in parts(document, words))
    content = mail(document, words, "https://digest.example.org/")
    assert len(content.html.encode()) < HTML_LIMIT
    assert len(content.pictures) == 3
    assert not any(article.shortened or article.note for article in document.articles)
    assert page(document, words).count("<article") == 5
