"""From what a person says about items to changes of items, as a stream's view shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.attribute_values import image_of
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.building.stream_views import EVENT_NAMES, VIEWS, described, shown

Image: TypeAlias = dict[str, dict[str, Any]]

#: by view, new image and old image: the changes whose records show these
_POSSIBLE = {
    (view, new, old): [name for name in EVENT_NAMES if shown(view, name) == (new, old)]
    for view in VIEWS
    for new in (True, False)
    for old in (True, False)
}


class Change(NamedTuple):
    """What one record shows."""

    event_name: str
    keys: Image
    new: Image | None
    old: Image | None


class Items(NamedTuple):
    """What a caller says about the changes of a batch."""

    items: Sequence[Any]
    new_image: Mapping[str, Any] | None
    old_image: Mapping[str, Any] | None
    keys: Mapping[str, Any] | None
    key_names: Sequence[str]
    event_name: str | None
    view: str
    time_to_live: bool

    def changes(self) -> list[Change]:
        """The changes, one for each record."""
        self._check()
        name = "REMOVE" if self.time_to_live and self.event_name is None else self.event_name
        if self.new_image is not None or self.old_image is not None or self.keys is not None:
            found = [self._named(name)]
        else:
            found = [self._positional(item, name) for item in self.items]
        if self.time_to_live and all(change.event_name != "REMOVE" for change in found):
            raise EventError(
                "time_to_live is true, but no item is removed: time to live only removes items. Leave out event_name, "
                "and give the items as old images."
            )
        return found

    def default(self) -> tuple[Any, ...]:
        """The items of a call that names none."""
        name = self.event_name or ("REMOVE" if self.time_to_live else None)
        item: dict[str, Any] = dict.fromkeys(self._key_names(), "1")
        image = {**item, "message": "Hello from DynamoDB!"}
        new, old = shown(self.view, name or _default_name(self.view))
        if new and old:
            return (({**item, "message": "Hello!"}, image),)
        return (image if new or old else item,)

    def _named(self, name: str | None) -> Change:
        if self.items and (len(self.items) > 1 or self.new_image is not None or isinstance(self.items[0], tuple)):
            raise EventError(
                "new_image, old_image and keys describe the change of one item, but there are positional items too. "
                "For several records give each as a pair (old image, new image), with None for the image that is not."
            )
        new = self.items[0] if self.items else self.new_image
        if self.items and self.old_image is None:
            return self._positional(self.items[0], name)
        return self._change(self.old_image, new, self.keys, name)

    def _positional(self, item: Any, name: str | None) -> Change:
        if isinstance(item, tuple):
            if len(item) != 2 or item == (None, None):
                raise EventError(
                    f"an item is {item!r}: expected the item, or a pair (old image, new image) with None for the "
                    "image that is not."
                )
            if self.time_to_live and self.event_name is None:
                name = None  # the pair tells
            return self._change(item[0], item[1], self.keys, name)
        expected = name or _default_name(self.view)
        new, old = shown(self.view, expected)
        if new and old:
            raise EventError(
                f"the record of a MODIFY shows both images in a stream of {self.view}, but one item was given: give "
                "old_image= too, or a pair (old image, new image)."
            )
        if new:
            return self._change(None, item, self.keys, expected)
        if old:
            return self._change(item, None, self.keys, expected)
        self._check_only_keys(item, expected)
        return self._change(None, None, item, expected)

    def _change(self, old: Any, new: Any, keys: Any, name: str | None) -> Change:
        there = new is not None, old is not None
        possible = _POSSIBLE[self.view, there[0], there[1]]
        if name is None and possible:
            name = possible[0]
        if name not in possible:
            raise _contradiction(self.view, name, *there)
        new_image = None if new is None else image_of(new, "the new image")
        old_image = None if old is None else image_of(old, "the old image")
        if new_image is not None and new_image == old_image:
            raise EventError(
                "the new image and the old image are the same: a write that changes nothing makes no record in a "
                "stream."
            )
        return Change(name, self._keys(keys, new_image, old_image), new_image, old_image)

    def _keys(self, given: Any, new: Image | None, old: Image | None) -> Image:
        image = new if new is not None else old
        if given is not None:
            keys = image_of(given, "keys")
        else:
            keys = {}
            for name in self._key_names():
                if image is None or name not in image:
                    raise _no_key(name, image or {}, self.key_names)
                keys[name] = dict(image[name])
        for name, value in keys.items():
            _check_key(name, value)
            if given is None and (new is None or old is None):
                continue  # it was taken from the only image
            for each, called in ((new, "new"), (old, "old")):
                if each is not None and each.get(name) != value:
                    raise EventError(
                        f"the key {name!r} is {value}, but {each.get(name)} in the {called} image: both images of a "
                        "change have the same key. Another key is another item: a REMOVE and an INSERT."
                    )
        if not 1 <= len(keys) <= 2:
            raise EventError(f"the key is {keys}: expected one or two attributes.")
        return keys

    def _key_names(self) -> Sequence[str]:
        return (self.key_names,) if isinstance(self.key_names, str) else self.key_names

    def _check_only_keys(self, item: Any, name: str) -> None:
        expected = self._key_names()
        if not isinstance(item, Mapping) or set(item) == set(expected):
            return
        raise EventError(
            f"an item is {item!r}, but in a stream of {self.view} the record of {name} shows no image: expected "
            f"nothing but the key, {', '.join(map(repr, expected))} (key_names)."
        )

    def _check(self) -> None:
        if self.view not in VIEWS:
            raise EventError(
                f"stream_view_type is {self.view!r}.{nearest(self.view, VIEWS)} Expected {', '.join(VIEWS)}."
            )
        if self.event_name is not None and self.event_name not in EVENT_NAMES:
            raise EventError(f"event_name is {self.event_name!r}: expected INSERT, MODIFY or REMOVE.")


def _default_name(view: str) -> str:
    return "REMOVE" if view == "OLD_IMAGE" else "INSERT"


def _contradiction(view: str, name: str | None, new: bool, old: bool) -> EventError:
    if name is None:
        ever = [shown(view, each) for each in EVENT_NAMES]
        can = " or ".join(dict.fromkeys(described(*each) for each in ever))
        return EventError(
            f"stream_view_type is {view}, in which a record shows {can}, but {described(new, old)} was given."
        )
    return EventError(
        f"stream_view_type is {view}, in which the record of {name} shows {described(*shown(view, name))}, but "
        f"{described(new, old)} was given."
    )


def _no_key(name: str, image: Image, names: Sequence[str]) -> EventError:
    there = f"It has {', '.join(map(repr, image))}." if image else "Give keys= or an image."
    return EventError(
        f"the item has no key {name!r}. {there} Say what its key is called: key_names=(…), which is {names!r} now."
    )


def _check_key(name: str, value: Mapping[str, Any]) -> None:
    ((kind, content),) = value.items()
    if kind not in ("S", "N", "B") or not content:
        raise EventError(f"the key {name!r} is {dict(value)}: expected text, a number or bytes, and not empty.")
