"""Keys: what is sealed opens only as what it was sealed as; old keys still open; nothing shows in a repr."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.channel import ChannelName
from delivery.core.tokens import Purpose, sign, verify
from delivery.store.keys import PAD_TO, KeyRing, KeysUnreadable, Unsealable

KEYS = KeyRing({"a": bytes(range(100, 132))}, "a", bytes(range(200, 232)))


def _rotated(keys: KeyRing) -> KeyRing:
    return KeyRing({**keys.roots, "b": KeyRing.generate().roots["a"]}, "b", keys.index_root)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert KEYS.open(KEYS.seal(text, "address"), "address") == text


@given(st.text(min_size=1))
def test_no_two_sealings_are_alike(text: str) -> None:
    assert KEYS.seal(text, "address") != KEYS.seal(text, "address")


@given(st.integers(-(2**52), 2**52), st.emails())
def test_every_chat_id_and_nearly_every_address_is_equally_long(chat_id: int, mailbox: str) -> None:
    if len(mailbox.encode()) < PAD_TO:
        assert len(KEYS.seal(str(chat_id), "address")) == len(KEYS.seal(mailbox, "address"))


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(KEYS.seal("anna@example.org", "address"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(Unsealable):
        KEYS.open(bytes(sealed), "address")


@given(st.integers(0, 44))
def test_a_piece_is_noticed(length: int) -> None:
    with pytest.raises(Unsealable):
        KEYS.open(KEYS.seal("1001", "address")[:length], "address")


def test_a_thing_cannot_pass_for_another() -> None:
    with pytest.raises(Unsealable):
        KEYS.open(KEYS.seal("1001", "address"), "card")


def test_rotation_keeps_the_old_readable_and_seals_with_the_new() -> None:
    before, after = KEYS, _rotated(KEYS)

    assert after.open(before.seal("1001", "address"), "address") == "1001"
    assert after.index(ChannelName.TELEGRAM, "1001") == before.index(ChannelName.TELEGRAM, "1001")
    assert after.seal("1001", "address")[:1] == b"b"
    with pytest.raises(Unsealable, match="key 'b'"):
        before.open(after.seal("1001", "address"), "address")


def test_links_survive_a_rotation() -> None:
    token = sign(KEYS.signing, Purpose.UNSUBSCRIBE, 42)

    assert verify(_rotated(KEYS).signing, Purpose.UNSUBSCRIBE, token) == 42


def test_the_blind_index_tells_channels_addresses_and_rings_apart() -> None:
    seen = {
        KEYS.index(ChannelName.TELEGRAM, "1001"),
        KEYS.index(ChannelName.TELEGRAM, "1002"),
        KEYS.index(ChannelName.EMAIL, "1001"),
        KeyRing.generate().index(ChannelName.TELEGRAM, "1001"),
    }

    assert len(seen) == 4
    assert KEYS.index(ChannelName.TELEGRAM, "1001") in seen


def test_a_key_file_holds_the_whole_ring() -> None:
    ring = _rotated(KEYS)

    assert KeyRing.parse(ring.dump()) == ring


def _changed(**changes: object) -> str:
    return json.dumps(json.loads(KEYS.dump()) | changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        _changed(current="z"),
        _changed(index="c2hvcnQ="),
        _changed(index="not base64"),
        _changed(keys={}),
        _changed(keys=[]),
        _changed(keys={"a": base64.b64encode(b"short").decode()}),
        _changed(keys={"a": 1}),
    ],
)
def test_a_broken_key_file_is_refused(text: str) -> None:
    with pytest.raises(KeysUnreadable):
        KeyRing.parse(text)


@pytest.mark.parametrize("key_id", ["", "A", "ab", "-", "я"])
def test_a_key_id_is_one_letter_or_digit_that_survives_in_a_mail_address(key_id: str) -> None:
    ring = replace(KEYS, roots={key_id: KEYS.roots["a"]}, current=key_id)

    with pytest.raises(KeysUnreadable, match="small letter or digit"):
        KeyRing.parse(ring.dump())


def test_no_key_shows_in_a_repr_or_an_error() -> None:
    secrets = [*KEYS.roots.values(), KEYS.index_root]
    shown = f"{KEYS!r} {KEYS.signing!r} {KEYS}"
    with pytest.raises(Unsealable) as error:
        KEYS.open(b"a" * 60, "address")

    for secret in secrets:
        assert repr(secret)[2:12] not in shown + str(error.value)
        assert base64.b64encode(secret).decode() not in shown + str(error.value)
