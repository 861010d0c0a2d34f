"""What the `with` and `finally` blocks around an instruction would have given back."""

from __future__ import annotations

import dis
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, FrameType, GetSetDescriptorType, MemberDescriptorType
from typing import Any

from pytest_lambda.runtime.deadline.blocks import Block, enclosing_blocks

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Guard:
    """A `with` block, or a `finally` block that begins by giving something back.

    Args:
        path: the names that lead to the resource, `("self", "lock")`; empty when it is no plain name.
        call: the method or function that gives it back; `__exit__` for a `with` block.
    """

    path: tuple[str, ...]
    call: str


@lru_cache(maxsize=512)
def guards(code: CodeType, offset: int) -> tuple[Guard, ...]:
    """The guards in force at an instruction, innermost first."""
    blocks = enclosing_blocks(code, offset)
    if not blocks:
        return ()
    instructions = [each for each in dis.get_instructions(code) if each.opname not in ("CACHE", "EXTENDED_ARG")]
    found = [_guard(instructions, block) for block in blocks]
    return tuple(guard for guard in found if guard is not None)


def resource(frame: FrameType, guard: Guard) -> Any:
    """The object that a guard of this frame would give back, or None; nothing of the user's is run to find it."""
    if not guard.path:
        return None
    name, *attributes = guard.path
    found = _variable(frame, name)
    for attribute in attributes:
        found = _plain_attribute(found, attribute)
    return None if found is _MISSING else found


def _guard(instructions: Sequence[dis.Instruction], block: Block) -> Guard | None:
    index = next((i for i, each in enumerate(instructions) if each.offset >= block.handler), None)
    if index is None:
        return None
    if instructions[index].opname == "PUSH_EXC_INFO":
        index += 1
    if instructions[index].opname == "WITH_EXCEPT_START":
        return Guard(_path_before(instructions, block.begin), "__exit__")
    path = _call_at(instructions, index)
    return Guard(path[:-1], path[-1]) if path else None


#: what stands between the expression of a `with` statement and its body: one instruction until Python 3.13
_ENTERS = frozenset({"BEFORE_WITH", "SETUP_WITH"})
_ENTERS_IN_STEPS = frozenset({"CALL", "LOAD_SPECIAL", "SWAP"})
_ATTRIBUTES = frozenset({"LOAD_ATTR", "LOAD_METHOD"})


def _path_before(instructions: Sequence[dis.Instruction], begin: int) -> tuple[str, ...]:
    index = next((i for i, each in enumerate(instructions) if each.offset >= begin), 0) - 1
    if index >= 0 and instructions[index].opname not in _ENTERS:
        while index >= 0 and instructions[index].opname in _ENTERS_IN_STEPS:
            index -= 1
        if index < 0 or instructions[index].opname != "COPY":
            return ()
    index -= 1
    path: list[str] = []
    while index >= 0 and instructions[index].opname in _ATTRIBUTES:
        path.append(str(instructions[index].argval))
        index -= 1
    name = _loaded(instructions[index]) if index >= 0 else None
    return (name, *reversed(path)) if name is not None else ()


def _call_at(instructions: Sequence[dis.Instruction], index: int) -> tuple[str, ...]:
    """The dotted name of a function that is called without arguments from here on; empty if it is not so."""
    following = [each for each in instructions[index : index + 12] if each.opname not in ("PUSH_NULL", "PRECALL")]
    name = _loaded(following[0]) if following else None
    path = [name] if name is not None else []
    for each in following[1:]:
        if each.opname in _ATTRIBUTES:
            path.append(str(each.argval))
        elif each.opname.startswith("CALL") and each.arg == 0:
            return tuple(path)
        else:
            break
    return ()


def _loaded(instruction: dis.Instruction) -> str | None:
    """The variable that an instruction leaves on top of the stack."""
    name = instruction.opname
    if not name.startswith("LOAD_") and not name.endswith("LOAD_FAST"):
        return None
    if "CONST" in name or "SPECIAL" in name:
        return None
    value = instruction.argval
    if isinstance(value, tuple):  # two in one instruction: the second comes last
        value = value[-1]
    return value if isinstance(value, str) else None


def _variable(frame: FrameType, name: str) -> Any:
    for scope in (frame.f_locals, frame.f_globals, frame.f_builtins):
        if name in scope:
            return scope[name]
    return _MISSING


def _plain_attribute(owner: Any, name: str) -> Any:
    """An attribute that can be read without running code: no property, no `__getattr__`."""
    try:
        own: Any = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        own = {}
    if name in own:
        return own[name]
    for kind in type(owner).__mro__:
        if name in kind.__dict__:
            return _of_class(kind.__dict__[name], owner)
    return _MISSING


def _of_class(value: Any, owner: Any) -> Any:
    if isinstance(value, (MemberDescriptorType, GetSetDescriptorType)):
        try:
            return value.__get__(owner)
        except AttributeError:
            return _MISSING
    return _MISSING if isinstance(value, property) else value
