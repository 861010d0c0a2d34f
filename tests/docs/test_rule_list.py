"""The list of rules is that of the rule books."""

from __future__ import annotations

from .rule_list import PAGE, rule_list


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == rule_list(), "run: python -m tests.docs.rule_list"


def test_it_has_the_rules() -> None:
    text = rule_list()
    assert "| Q-md5 | `md5OfBody` is the MD5 of the body in UTF-8. |" in text
