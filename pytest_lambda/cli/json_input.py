"""JSON from files and standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pytest_lambda.errors import ConfigurationError

#: the name that stands for standard input
STDIN = "-"


def read_bytes(name: str) -> bytes:
    """What a file holds; `-` is standard input.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        return _standard_input() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{_shown(name)} cannot be read: {error.strerror or error}.") from None
    except ValueError as error:
        raise ConfigurationError(f"{_shown(name)} cannot be read: {error}.") from None


def json_text(content: bytes, name: str) -> str:
    """The text of JSON, without a byte order mark.

    Raises:
        ConfigurationError: it is no JSON.
    """
    if not content.strip():
        raise ConfigurationError(f"{_shown(name)} is empty: expected JSON.")
    try:
        text = content.decode(json.detect_encoding(content))
        json.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{_shown(name)} is no JSON: byte {error.start} is no text of {error.encoding.upper()}."
        ) from None
    except RecursionError:
        raise ConfigurationError(f"{_shown(name)} cannot be read: it is nested too deeply.") from None
    except ValueError as error:
        raise ConfigurationError(f"{_shown(name)} is no JSON: {error}.") from None
    return text


def read_json(content: bytes, name: str) -> Any:
    """The value of JSON.

    Raises:
        ConfigurationError: it is no JSON.
    """
    return json.loads(json_text(content, name))


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise ConfigurationError("There is no standard input.")
    buffer = getattr(sys.stdin, "buffer", None)
    if buffer is None:
        return sys.stdin.read().encode()
    content: bytes = buffer.read()
    return content


def _shown(name: str) -> str:
    return "standard input" if name == STDIN else name
