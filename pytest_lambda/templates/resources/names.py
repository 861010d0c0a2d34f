"""Physical names as CloudFormation makes them: the stack, the logical id and twelve characters."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_lambda.world import World

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_RANDOM_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Naming:
    """How names of one type of resource are made.

    Args:
        longest: so many characters they have at most; stack and logical id are cut.
        lower: whether they have small letters only.
        mixed: whether the random characters are of both cases.
        prefix: what stands in place of the stack, say `CFN-Parameter`.
    """

    longest: int = 255
    lower: bool = False
    mixed: bool = False
    prefix: str | None = None

    def name(self, world: World, stack_name: str, logical_id: str, suffix: str = "") -> str:
        """The name of one resource: the same for the same seed, stack and logical id.

        Args:
            world: has the seed.
            stack_name: of the stack.
            logical_id: of the resource.
            suffix: what every such name ends with: `.fifo`.
        """
        first = stack_name if self.prefix is None else self.prefix
        room = self.longest - _RANDOM_CHARACTERS - 2 - len(suffix)
        first, second = _cut(first, logical_id, room)
        random = random_text(world, _LETTERS if self.mixed else _DIGITS, "name", stack_name, logical_id)
        made = f"{first}-{second}-{random}"
        return f"{made.lower() if self.lower else made}{suffix}"


def random_text(world: World, alphabet: str, *parts: object, characters: int = _RANDOM_CHARACTERS) -> str:
    """Characters that look random and are always the same for the same seed and parts."""
    ids = world.ids_for("cloudformation", *parts)
    return "".join(alphabet[ids.number(len(alphabet))] for _ in range(characters))


def small_id(world: World, *parts: object, characters: int = 10) -> str:
    """An id of small letters and digits, as API Gateway has them."""
    return random_text(world, _DIGITS.lower(), *parts, characters=characters)


def mixed_id(world: World, *parts: object, characters: int = 9) -> str:
    """An id of letters of both cases and digits, as user pools have them."""
    return random_text(world, _LETTERS, *parts, characters=characters)


def _cut(first: str, second: str, room: int) -> tuple[str, str]:
    over = len(first) + len(second) - room
    if over <= 0:
        return first, second
    half = room // 2
    if len(second) <= half:
        return first[: room - len(second)], second
    if len(first) <= half:
        return first, second[: room - len(first)]
    return first[:half], second[: room - half]
