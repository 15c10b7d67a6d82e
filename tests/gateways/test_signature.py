"""Who signs with our secret, now, is heard; everybody else is not, however broken the headers."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clock import utc_now
from service.gateways.signature import BadSignature, read_secrets, sign, verify

OLD = "whsec_" + "b2xkLXNlY3JldC1vbGQtc2VjcmV0LW9sZA=="
NEW = "whsec_" + "bmV3LXNlY3JldC1uZXctc2VjcmV0LW5ldw=="
RAW = '{"type":"refund.succeeded","data":{"备注":"退款"}}'.encode()


def signed(secrets: str = NEW, *, at: datetime | None = None) -> dict[str, str]:
    return sign(secrets, webhook_id="msg_1", raw=RAW, at=at)


def test_a_signed_message_passes() -> None:
    verify(NEW, signed(), RAW)


def test_the_names_of_headers_may_be_in_any_case() -> None:
    verify(NEW, {name.title(): value for name, value in signed().items()}, RAW)


@pytest.mark.parametrize("secrets", [f"{NEW} {OLD}", f"{NEW},{OLD}", f" {OLD} , {NEW} "])
def test_both_secrets_pass_while_one_is_being_replaced(secrets: str) -> None:
    verify(secrets, signed(OLD), RAW)
    verify(secrets, signed(NEW), RAW)
    verify(OLD, signed(secrets), RAW)
    verify(NEW, signed(secrets), RAW)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_signature_more_than_five_minutes_off_is_refused(minutes: int) -> None:
    with pytest.raises(BadSignature):
        verify(NEW, signed(at=utc_now() + timedelta(minutes=minutes)), RAW)


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_signature_less_than_five_minutes_off_passes(minutes: int) -> None:
    verify(NEW, signed(at=utc_now() + timedelta(minutes=minutes)), RAW)


def test_the_zone_of_the_signing_time_does_not_matter() -> None:
    verify(NEW, signed(at=datetime.now(timezone(timedelta(hours=8)))), RAW)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
        {"webhook-timestamp": str(int(datetime.now(UTC).timestamp()) - 7)},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,a"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "v2,AAAA"},
        {"webhook-signature": "v1,AAAA v1,BBBB,CCCC"},
    ],
)
def test_changed_headers_are_refused(change: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        verify(NEW, signed() | change, RAW)


@pytest.mark.parametrize("raw", [b"", RAW + b" ", b"\xff\xfe"])
def test_a_changed_body_is_refused(raw: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(NEW, signed(), raw)


def test_without_headers_or_without_a_secret_nobody_passes() -> None:
    with pytest.raises(BadSignature):
        verify(NEW, {}, RAW)
    with pytest.raises(BadSignature):
        verify("", signed(), RAW)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_A"])
def test_a_secret_that_is_none_is_found_at_the_start(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        read_secrets(secret)


@given(
    st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()),
    st.binary(),
)
def test_nothing_made_up_passes_or_breaks(headers: dict[str, str], raw: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(NEW, signed() | headers if headers else {}, raw)
