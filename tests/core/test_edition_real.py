"""The published week that lies beside the repository: it is read as it is, with warnings and without errors."""

from pathlib import Path

import pytest

from delivery.core.edition import Trend
from delivery.core.editionfile import Checked, check
from delivery.core.language import Language
from delivery.core.render.digest import digest
from delivery.core.render.mail import mail
from delivery.core.render.telegram import parts
from delivery.locales import words_for

EDITIONS = Path(__file__).resolve().parents[3] / "shared" / "data" / "editions"

pytestmark = pytest.mark.skipif(not EDITIONS.is_dir(), reason="the published week does not lie beside the repository")


@pytest.fixture(scope="module")
def checked() -> Checked:
    files = (path for path in EDITIONS.rglob("*") if path.is_file())
    return check({path.relative_to(EDITIONS).as_posix(): path.read_bytes() for path in files})


def test_the_published_week_is_imported_with_warnings(checked: Checked) -> None:
    assert checked.errors == ()
    assert any("image_caption" in fault.what for fault in checked.faults)
    assert sum("has no article" in fault.what for fault in checked.faults) == 4
    (edition,) = checked.editions
    assert len(edition.topics) == 5
    assert {section.language for section in edition.sections} == set(Language)
    assert {section.trend for section in edition.sections} == {Trend.SAME}
    assert all(len(section.body) > 2000 for section in edition.sections)


@pytest.mark.parametrize("language", list(Language))
def test_the_published_week_is_one_telegram_message_and_a_small_mail(checked: Checked, language: Language) -> None:
    words = words_for(language)
    document = digest(checked.editions[0], language, words)
    assert len(parts(document, words)) == 1
    assert len(mail(document, words, "https://digest.example.org/").html.encode()) < 20_000
