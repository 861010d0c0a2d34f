"""What a Lambda task of Step Functions may find in its input: a context object, a caught error."""

from __future__ import annotations

from typing import Any, TypedDict


class StepFunctionsExecutionBase(TypedDict):
    """What every execution has."""

    Id: str
    Input: Any
    Name: str
    RoleArn: str
    StartTime: str


class StepFunctionsExecution(StepFunctionsExecutionBase, total=False):
    """`Execution` of a context object."""

    RedriveCount: int
    RedriveTime: str


class StepFunctionsState(TypedDict):
    """`State` of a context object."""

    EnteredTime: str
    Name: str
    RetryCount: int


class StepFunctionsStateMachine(TypedDict):
    """`StateMachine` of a context object."""

    Id: str
    Name: str


class StepFunctionsContextBase(TypedDict):
    """What every context object has."""

    Execution: StepFunctionsExecution
    State: StepFunctionsState
    StateMachine: StepFunctionsStateMachine


class StepFunctionsContext(StepFunctionsContextBase, total=False):
    """The context object."""

    #: with `Token`, in tasks that wait for a callback
    Task: dict[str, str]


class StepFunctionsErrorBase(TypedDict):
    """What every caught error has."""

    Error: str


class StepFunctionsError(StepFunctionsErrorBase, total=False):
    """What a catcher puts into the state."""

    Cause: str
