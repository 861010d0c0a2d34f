"""Events without what differs from request to request."""

from __future__ import annotations

from typing import Any

#: in lower case
_IDS_AND_TIMES = {
    "extendedrequestid", "requestid", "requesttime", "requesttimeepoch", "time", "timeepoch", "x-amzn-trace-id",
}  # fmt: skip


def without_chance(event: Any) -> Any:
    if isinstance(event, dict):
        return {
            key: type(value).__name__ if key.lower() in _IDS_AND_TIMES else without_chance(value)
            for key, value in event.items()
        }
    return [without_chance(each) for each in event] if isinstance(event, list) else event


#: of responses: ids, and the time
_ID_HEADERS = {"apigw-requestid", "date", "x-amz-apigw-id", "x-amzn-requestid", "x-amzn-trace-id"}


def headers_without_chance(headers: Any) -> list[tuple[str, str]]:
    return sorted((name, "?" if name in _ID_HEADERS else value) for name, value in headers.multi_items())
