"""A delivery's life: the table is whole, and nothing happens that is not in it."""

import pytest

from delivery.core.delivery import FINISHED, TRANSITIONS, UNFINISHED, Event, ImpossibleTransition, State, after


def test_every_state_is_finished_or_not() -> None:
    assert set(State) == FINISHED | UNFINISHED
    assert not FINISHED & UNFINISHED


def test_every_state_can_be_reached_and_every_event_can_happen() -> None:
    reached, waiting = {State.QUEUED}, [State.QUEUED]
    while waiting:
        following = set(TRANSITIONS.get(waiting.pop(), {}).values()) - reached
        reached |= following
        waiting += following

    assert reached == set(State)
    assert {event for events in TRANSITIONS.values() for event in events} == set(Event)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_what_is_not_in_the_table_cannot_happen(state: State, event: Event) -> None:
    if event in TRANSITIONS.get(state, {}):
        assert after(state, event) is TRANSITIONS[state][event]
    else:
        with pytest.raises(ImpossibleTransition, match=f"{event} cannot happen to a delivery that is {state}"):
            after(state, event)


@pytest.mark.parametrize("state", [State.DELIVERED, State.WITHDRAWN, State.EXPIRED])
def test_nothing_happens_after_the_end(state: State) -> None:
    assert state not in TRANSITIONS


def test_only_a_claim_leads_to_sending() -> None:
    ways = {
        (state, event) for state, events in TRANSITIONS.items() for event in events if events[event] is State.SENDING
    }

    assert ways == {(State.QUEUED, Event.CLAIMED)}
