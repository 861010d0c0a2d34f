"""AWS's numbers, each with its source. Read in November 2026."""

from __future__ import annotations

#: seconds; Lambda API reference, CreateFunction, Timeout; G40
TIMEOUT_SECONDS = (1, 900)
DEFAULT_TIMEOUT_SECONDS = 3  # R133

#: MB; Lambda API reference, CreateFunction, MemorySize; G40
MEMORY_MB = (128, 10_240)
DEFAULT_MEMORY_MB = 128

#: MB; Lambda API reference, EphemeralStorage; G41
EPHEMERAL_STORAGE_MB = (512, 10_240)
DEFAULT_EPHEMERAL_STORAGE_MB = 512

#: bytes, names and values together; Developer Guide, quotas; G42
ENVIRONMENT_BYTES = 4_096

#: names that the runtime sets and the API refuses; Developer Guide, environment variables; G43
RESERVED_VARIABLES = frozenset({
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
})  # fmt: skip

#: Lambda API reference, Environment, Variables: key pattern
VARIABLE_NAME_PATTERN = r"[a-zA-Z]([a-zA-Z0-9_])+"

MAXIMUM_LAYERS = 5  # G44

#: Lambda API reference, FunctionConfiguration
FUNCTION_NAME_PATTERN = r"[a-zA-Z0-9-_]{1,64}"
VERSION_PATTERN = r"\$LATEST(\.PUBLISHED)?|[0-9]+"
QUALIFIER_PATTERN = r"\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9$_-]{1,128}"
LOG_FORMATS = ("Text", "JSON")
APPLICATION_LOG_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
SYSTEM_LOG_LEVELS = ("DEBUG", "INFO", "WARN")
SNAP_START_APPLY_ON = ("None", "PublishedVersions")

#: bytes of the Invoke request; R042
REQUEST_BYTES = 6_291_456
#: bytes of the encoded response: 6 MiB + 100, measured; R022
RESPONSE_BYTES = 6_291_556
#: characters of the base64 client context; Lambda API reference, Invoke; D16
CLIENT_CONTEXT_CHARACTERS = 3_583
#: characters of a tenant id; G10
TENANT_ID_CHARACTERS = (1, 256)

#: bytes of the log's end that Invoke returns with LogType=Tail; G29
LOG_TAIL_BYTES = 4_096

#: seconds of the init phase before it is restarted inside the first invocation; G1
INIT_SECONDS = 10.0
#: seconds of init for provisioned concurrency and SnapStart: the larger of this and the timeout; G2
SNAP_START_INIT_SECONDS = 130.0
#: seconds that after-restore hooks may take; G8
RESTORE_SECONDS = 10.0

RUNTIMES = ("python3.10", "python3.11", "python3.12", "python3.13", "python3.14")
#: from this minor version on, responses are not ASCII-escaped; R019
RAW_UNICODE_FROM_MINOR = 12

#: the recursion limit of a fresh interpreter; R146
RECURSION_LIMIT = 1_000

#: bytes of the payload of an asynchronous invocation: 1 MB since late 2025; E2
ASYNC_REQUEST_BYTES = 1_048_576
