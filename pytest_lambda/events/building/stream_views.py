"""Which images of an item the records of a DynamoDB stream show (2.10)."""

from __future__ import annotations

VIEWS = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
#: in the order in which they are guessed where the images do not tell
EVENT_NAMES = ("INSERT", "REMOVE", "MODIFY")


def shown(view: str, event_name: str) -> tuple[bool, bool]:
    """Whether a record has the new image, and whether it has the old one (D-images)."""
    new = view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES") and event_name != "REMOVE"
    old = view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES") and event_name != "INSERT"
    return new, old


def described(new: bool, old: bool) -> str:
    """The images, in words."""
    if new and old:
        return "both images"
    if new:
        return "the new image"
    return "the old image" if old else "no image"
