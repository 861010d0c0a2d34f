"""Operations of the Lambda API that a service does not have, and why."""

from __future__ import annotations

_SIGNING = "no signature of code is checked. Leave code signing out: functions run what they are given."
_CAPACITY = "Managed Instances serve invocations with several processes in one environment. Functions run ordinarily."
_DURABLE = "durable functions checkpoint their steps with the service and are replayed. Test the steps one by one."
_POLICY = "of policies only those of AddPermission and AddLayerVersionPermission are kept."

#: operation, or what its name holds -> why it is refused
_REFUSED = {
    "CodeSigning": _SIGNING,
    "CapacityProvider": _CAPACITY,
    "FunctionScalingConfig": _CAPACITY,
    "DurableExecution": _DURABLE,
    "ResourcePolicy": _POLICY,
    "InvokeWithResponseStream": "Lambda's Python runtimes do not stream. Use invoke(), or a function URL.",
}


def why_refused(operation: str) -> str:
    """Why an operation is not served."""
    for part, reason in _REFUSED.items():
        if part in operation:
            return reason
    return "no source tells yet how the simulation has to answer."
