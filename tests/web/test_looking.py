"""Looking never acts, in whatever state the links are: scanners and mail programs fetch them unasked."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery.store import Store
from tests.web.visits import Visitor, contents

PLACES = st.integers(0, 11)  # into every_path
LOOKS = st.tuples(st.sampled_from(["GET", "HEAD", "OPTIONS"]), PLACES)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(PLACES, max_size=2), looks=st.lists(LOOKS, max_size=12))
async def test_looking_in_any_order_changes_nothing(
    visitor: Visitor, store: Store, every_path: tuple[str, ...], presses: list[int], looks: list[tuple[str, int]]
) -> None:
    for place in presses:
        await visitor.post(every_path[place])
    before = await contents(store)
    for method, place in looks:
        await visitor.ask(method, every_path[place])
    assert await contents(store) == before
