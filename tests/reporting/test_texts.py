"""Texts that are cut to what a page can hold."""

from __future__ import annotations

import pytest

from pytest_lambda.reporting.texts import PAYLOAD, payload_text


@pytest.mark.parametrize("character", ["a", "\u00e9", "\u4e2d", "\U0001f600"])
def test_a_payload_that_is_cut_says_so(character: str) -> None:
    whole = character * PAYLOAD
    assert payload_text(whole.encode()) == whole
    longer = (whole + character).encode()
    assert payload_text(longer) == f"{whole}\n\u2026 cut here for the report: {len(longer):,} bytes in all"


def test_a_payload_that_is_no_text_is_shown_nonetheless() -> None:
    assert payload_text(b"\xff{}") == "\ufffd{}"
