"""What a load balancer answers by itself: a page of HTML.

Names and numbers are those of "Troubleshoot your Application Load Balancers" and of the error reason codes in "Access
logs for your Application Load Balancer". The form of the page is known from answers in the wild, for 502 and 503; that
the other ones look alike is not recorded.
"""

from __future__ import annotations

from pytest_lambda.gateway.exchange import Answer

#: name -> status and reason phrase
_PAGES = {
    "BadRequest": (400, "Bad Request"),
    "MethodNotAllowed": (405, "Method Not Allowed"),
    "LambdaRequestTooLarge": (413, "Request Entity Too Large"),
    "TooManyForwarders": (463, "Bad Request"),
    # for all that Lambda or the function does wrong
    "LambdaInvalidResponse": (502, "Bad Gateway"),
    "LambdaResourceNotFound": (502, "Bad Gateway"),
    "LambdaResponseTooLarge": (502, "Bad Gateway"),
    "LambdaServiceException": (502, "Bad Gateway"),
    "LambdaThrottling": (502, "Bad Gateway"),
    "LambdaUnhandled": (502, "Bad Gateway"),
}
_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
)


def error_page(name: str) -> Answer:
    """The answer of a name."""
    status, phrase = _PAGES[name]
    content = _PAGE.format(f"{status} {phrase}").encode()
    return Answer(status, [("Server", "awselb/2.0"), ("Content-Type", "text/html")], content, phrase)
