"""JSON from files and standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pytest_lambda.errors import ConfigurationError

_STDIN = "-"


def read_json(name: str) -> Any:
    """What a file holds; `-` is standard input.

    Raises:
        ConfigurationError: it cannot be read, or is no JSON.
    """
    where = "standard input" if name == _STDIN else name
    try:
        text = sys.stdin.read() if name == _STDIN else Path(name).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise ConfigurationError(f"{where} cannot be read: {error.strerror or error}.") from None
    except ValueError as error:
        raise ConfigurationError(f"{where} is no JSON: {error}.") from None
