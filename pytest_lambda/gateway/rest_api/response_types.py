"""What REST APIs answer by themselves: the types of gateway responses, and what cannot be customized.

Types and statuses are those of "Gateway response types"; texts and `x-amzn-ErrorType` are recorded for a missing route,
an answer that cannot be used, and both validators (facts 3.1), and taken from what users report otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

_TEMPLATE = '{"message":$context.error.messageString}'
#: recorded: integrations' errors have a space, 36 bytes say
_SPACED = '{"message": $context.error.messageString}'
_CAPITAL = '{"Message":$context.error.messageString}'
_INTERNAL = "Internal server error"


@dataclass(frozen=True, slots=True)
class ResponseType:
    """One kind of answer.

    Args:
        status: of HTTP, unless it is customized.
        error_type: the header `x-amzn-ErrorType`; None for no such header.
        message: of the body; None for null.
        template: of the body.
        customizable: whether a gateway response of the API applies.
        content_type: of the body.
    """

    status: int
    error_type: str | None
    message: str | None
    template: str = _TEMPLATE
    customizable: bool = True
    content_type: str = "application/json"


DEFAULT_4XX = "DEFAULT_4XX"
DEFAULT_5XX = "DEFAULT_5XX"

#: by AWS's names
TYPES = {
    "ACCESS_DENIED": ResponseType(
        403, "AccessDeniedException", "User is not authorized to access this resource", _CAPITAL
    ),
    "API_CONFIGURATION_ERROR": ResponseType(500, "InternalServerErrorException", _INTERNAL, _SPACED),
    "AUTHORIZER_CONFIGURATION_ERROR": ResponseType(500, "AuthorizerConfigurationException", None),
    "AUTHORIZER_FAILURE": ResponseType(500, "AuthorizerFailureException", None),
    "BAD_REQUEST_BODY": ResponseType(400, "BadRequestException", "Invalid request body"),
    "BAD_REQUEST_PARAMETERS": ResponseType(400, "BadRequestException", "Missing required request parameters"),
    DEFAULT_4XX: ResponseType(400, "BadRequestException", "Bad Request"),
    DEFAULT_5XX: ResponseType(502, "InternalServerErrorException", _INTERNAL, _SPACED),
    "EXPIRED_TOKEN": ResponseType(
        403, "ExpiredTokenException", "The security token included in the request is expired"
    ),
    "INTEGRATION_FAILURE": ResponseType(504, "InternalServerErrorException", _INTERNAL, _SPACED),
    "INTEGRATION_TIMEOUT": ResponseType(504, "InternalServerErrorException", "Endpoint request timed out", _SPACED),
    "INVALID_API_KEY": ResponseType(403, "ForbiddenException", "Forbidden"),
    "INVALID_SIGNATURE": ResponseType(
        403,
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details.",
    ),
    "MISSING_AUTHENTICATION_TOKEN": ResponseType(
        403, "MissingAuthenticationTokenException", "Missing Authentication Token"
    ),
    "QUOTA_EXCEEDED": ResponseType(429, "LimitExceededException", "Limit Exceeded"),
    # it cannot be customized: "Amazon API Gateway important notes"
    "REQUEST_TOO_LARGE": ResponseType(413, "RequestTooLargeException", "Request Too Long", customizable=False),
    "RESOURCE_NOT_FOUND": ResponseType(404, "ResourceNotFoundException", "Not Found"),
    "THROTTLED": ResponseType(429, "TooManyRequestsException", "Too Many Requests"),
    "UNAUTHORIZED": ResponseType(401, "UnauthorizedException", "Unauthorized"),
    "UNSUPPORTED_MEDIA_TYPE": ResponseType(415, "BadRequestException", "Unsupported Media Type"),
    "WAF_FILTERED": ResponseType(403, "ForbiddenException", "Forbidden"),
}
#: no such stage or base path
FORBIDDEN = "forbidden"
#: over 10 MB: reported by users, in plain text, and without what the API's gateway responses say
CONTENT_LENGTH = "content length"
#: by names of ours: what AWS has no gateway response for
OWN = {
    # with an authorizer: "Output from an API Gateway Lambda authorizer"; its body and headers are not recorded
    "REQUEST_URI_TOO_LONG": ResponseType(414, None, "Request URI too long", customizable=False),
    FORBIDDEN: ResponseType(403, "ForbiddenException", "Forbidden", customizable=False),
    CONTENT_LENGTH: ResponseType(
        413,
        None,
        "HTTP content length exceeded 10485760 bytes.",
        "$context.error.message",
        customizable=False,
        content_type="text/plain",
    ),
}
