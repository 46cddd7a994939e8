"""Tokens: genuine for one purpose and one row, for years and through a rotation of keys; anything else is nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.tokens import Purpose, SigningKeys, sign, stored_form, verify

OLD = SigningKeys({"a": b"first key " * 4}, "a")
ROTATED = SigningKeys({"a": b"first key " * 4, "7": b"second key" * 4}, "7")
STRANGER = SigningKeys({"a": b"other key " * 4}, "a")

row_ids = st.integers(0, 2**63 - 1)
purposes = st.sampled_from(Purpose)


@given(purposes, row_ids)
def test_a_token_names_its_row(purpose: Purpose, row_id: int) -> None:
    assert verify(OLD, purpose, sign(OLD, purpose, row_id)) == row_id


@given(purposes, row_ids)
def test_a_token_survives_a_rotation(purpose: Purpose, row_id: int) -> None:
    assert verify(ROTATED, purpose, sign(OLD, purpose, row_id)) == row_id
    assert sign(ROTATED, purpose, row_id)[0] == "7"
    assert verify(OLD, purpose, sign(ROTATED, purpose, row_id)) is None


@given(purposes, purposes, row_ids)
def test_a_token_is_worthless_for_another_purpose(made_for: Purpose, used_for: Purpose, row_id: int) -> None:
    expected = row_id if made_for is used_for else None

    assert verify(OLD, used_for, sign(OLD, made_for, row_id)) == expected


@given(row_ids)
def test_a_strangers_token_is_nothing(row_id: int) -> None:
    assert verify(OLD, Purpose.UNSUBSCRIBE, sign(STRANGER, Purpose.UNSUBSCRIBE, row_id)) is None


@given(row_ids, st.data())
def test_a_changed_token_is_nothing(row_id: int, data: st.DataObject) -> None:
    token = sign(OLD, Purpose.UNSUBSCRIBE, row_id)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567").filter(lambda one: one != token[place]))

    assert verify(OLD, Purpose.UNSUBSCRIBE, token[:place] + letter + token[place + 1 :]) is None


@given(st.text())
def test_any_text_is_nothing_and_no_error(text: str) -> None:
    assert verify(OLD, Purpose.UNSUBSCRIBE, text) is None
    assert verify(OLD, Purpose.UNSUBSCRIBE, f"a{text}") is None


@given(row_ids, st.integers(0, 32))
def test_a_piece_of_a_token_is_nothing(row_id: int, length: int) -> None:
    assert verify(OLD, Purpose.UNSUBSCRIBE, sign(OLD, Purpose.UNSUBSCRIBE, row_id)[:length]) is None


@given(purposes, row_ids)
def test_a_token_fits_in_a_url_and_in_an_address_whose_case_is_lost(purpose: Purpose, row_id: int) -> None:
    token = sign(ROTATED, purpose, row_id)

    assert re.fullmatch("[a-z2-7]{33}", token)
    assert verify(ROTATED, purpose, token.upper()) == row_id


@pytest.mark.parametrize("keys", [OLD, ROTATED])
def test_no_key_shows_in_a_repr(keys: SigningKeys) -> None:
    assert "key " not in repr(keys)


@given(st.text(min_size=1))
def test_what_is_stored_of_a_random_token_does_not_show_it(token: str) -> None:
    assert stored_form(token) == stored_form(token)
    assert stored_form(token) != stored_form(f"{token}x")
    assert len(stored_form(token)) == 32
