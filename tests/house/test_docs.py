"""The docs say what the code does."""

from delivery.core.delivery import TRANSITIONS, State
from tests.house.diagram import PAGE, drawn, inserted


def test_the_diagram_of_states_is_the_one_of_the_table() -> None:
    """When this fails: `make diagram`."""
    page = PAGE.read_text("utf-8")

    assert inserted(page) == page


def test_the_diagram_shows_every_state_and_every_transition() -> None:
    shown = drawn()

    assert all(f" {state}" in shown for state in State)
    assert shown.count("-->") >= 1 + sum(map(len, TRANSITIONS.values()))
