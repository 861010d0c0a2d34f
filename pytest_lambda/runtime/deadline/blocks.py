"""Which `with` and `try` blocks an instruction stands in, read from the bytecode.

Before Python 3.11 the interpreter keeps a stack of blocks at run time, which is followed here along every path
through the code; since then the code object carries a table.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType


@dataclass(frozen=True, slots=True)
class Block:
    """A protected stretch of code.

    Args:
        begin: offset of its first instruction.
        handler: offset of what runs when an exception leaves it.
    """

    begin: int
    handler: int


def enclosing_blocks(code: CodeType, offset: int) -> tuple[Block, ...]:
    """The blocks around the instruction at an offset, innermost first."""
    if sys.version_info >= (3, 11):
        return tuple(_from_table(code, offset))
    return tuple(reversed(_block_stacks(code).get(offset, ())))


@dataclass(frozen=True, slots=True)
class _Row:
    begin: int
    end: int
    handler: int


def _from_table(code: CodeType, offset: int) -> Iterator[Block]:
    rows = tuple(_rows(code.co_exceptiontable))  # type: ignore[attr-defined, unused-ignore]
    met: set[int] = set()
    while True:
        row = next((row for row in rows if row.begin <= offset < row.end), None)
        if row is None or row.handler in met:
            return
        # A block with a `return` or a loop in it has several rows.
        yield Block(min(each.begin for each in rows if each.handler == row.handler), row.handler)
        met.add(row.handler)
        offset = row.handler  # the handler of an inner block stands in the outer one


def _rows(table: bytes) -> Iterator[_Row]:
    numbers = _numbers(table)
    for begin in numbers:
        length, handler, _depth = next(numbers), next(numbers), next(numbers)
        yield _Row(begin * 2, (begin + length) * 2, handler * 2)


def _numbers(table: bytes) -> Iterator[int]:
    """Numbers of six bits a byte, highest first; bit 6 says that more follows, bit 7 marks a row's beginning."""
    number = 0
    for byte in table:
        number = number << 6 | byte & 0x3F
        if not byte & 0x40:
            yield number
            number = 0


_JUMPS = frozenset(dis.hasjrel) | frozenset(dis.hasjabs)
_ENDS = frozenset({"JUMP_ABSOLUTE", "JUMP_FORWARD", "RAISE_VARARGS", "RERAISE", "RETURN_VALUE"})
_SETUPS = frozenset({"SETUP_ASYNC_WITH", "SETUP_FINALLY", "SETUP_WITH"})
_BLOCK_OF_HANDLER = Block(-1, -1)


def _block_stacks(code: CodeType) -> dict[int, tuple[Block, ...]]:
    instructions = {each.offset: each for each in dis.get_instructions(code)}
    stacks: dict[int, tuple[Block, ...]] = {}
    waiting: list[tuple[int, tuple[Block, ...]]] = [(0, ())]
    while waiting:
        offset, stack = waiting.pop()
        instruction = instructions.get(offset)
        if instruction is None or offset in stacks:
            continue
        stacks[offset] = stack
        waiting.extend(_next(instruction, stack))
    return stacks


def _next(instruction: dis.Instruction, stack: tuple[Block, ...]) -> Iterator[tuple[int, tuple[Block, ...]]]:
    name, following = instruction.opname, instruction.offset + 2
    if name in _SETUPS:
        yield instruction.argval, (*stack, _BLOCK_OF_HANDLER)
        yield following, (*stack, Block(following, instruction.argval))
        return
    if instruction.opcode in _JUMPS:
        yield instruction.argval, stack
    if name not in _ENDS:
        yield following, stack[:-1] if name in ("POP_BLOCK", "POP_EXCEPT") else stack
