"""What cuts a handler at its timeout (R120).

The hub, a greenlet, arms a deadline and switches to its victim. A timer's signal interrupts whatever the main thread
does then; its handler looks at the stack, puts the cut off while that would leave a lock behind, and switches to the
hub. The victim goes to the graveyard, and what it held of the process is mended.
"""

from pytest_lambda.runtime.deadline.deadline import KILLED, Deadline

__all__ = ["KILLED", "Deadline"]
