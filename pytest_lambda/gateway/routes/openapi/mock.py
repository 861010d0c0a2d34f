"""Mock integrations: what a REST API answers by itself.

Simulated is what needs no mapping template: a status that the request template writes out, headers that are text, and a
body without variables. That is how CORS is configured by hand, by SAM, by the CDK and by the Serverless Framework.

Source: API Gateway Developer Guide, "Mock integrations for REST APIs in API Gateway".
"""

from __future__ import annotations

import re

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.routes.fixed_answer import FixedAnswer

#: `{"statusCode": 200}`, also without quotation marks, as the Serverless Framework has it
_STATUS = re.compile(r"""\s*\{\s*['"]?statusCode['"]?\s*:\s*(\d{3})\s*,?\s*\}\s*""")
_HEADER = "method.response.header."
_DEFAULT = "default"
_JSON = "application/json"


def mock_answer(integration: Place) -> FixedAnswer:
    """What a mock integration answers to every request.

    Raises:
        NotSimulated: the answer depends on mapping templates.
        ConfigurationError: no response is configured for the status.
    """
    status = _status(integration.get("requestTemplates"))
    response = _response(integration, status)
    headers = tuple(_header(name, value) for name, value in response.get("responseParameters").items())
    written = response.get("statusCode").value
    body = _body(response.get("responseTemplates"))
    return FixedAnswer(int(status if written is None else written), headers, body)


def _status(templates: Place) -> str:
    template = _json_template(templates)
    found = _STATUS.fullmatch(str(template.value))
    if found is None:
        raise template.not_simulated(
            "mapping templates are not simulated: of a mock integration only a request template such as "
            '{"statusCode": 200} is.'
        )
    return found[1]


def _response(integration: Place, status: str) -> Place:
    """The response whose pattern fits the status, else the default one."""
    responses = dict(integration.get("responses").items())
    for pattern, response in responses.items():
        if pattern != _DEFAULT and _fits(pattern, status, response):
            return response
    if _DEFAULT not in responses:
        raise integration.error(f"the mock integration has no response for {status}, and no default one.")
    return responses[_DEFAULT]


def _fits(pattern: str, status: str, response: Place) -> bool:
    try:
        return re.fullmatch(pattern, status) is not None
    except re.error as error:
        raise response.error(f"{pattern!r} is no regular expression of statuses: {error}.") from None


def _header(name: str, value: Place) -> tuple[str, str]:
    text = value.text() or ""
    if not name.startswith(_HEADER) or len(text) < 2 or text[0] != "'" or text[-1] != "'":
        raise value.not_simulated(f"{name} is {text!r}: a mock integration's headers are simulated if they are text.")
    return name[len(_HEADER) :], text[1:-1]


def _body(templates: Place) -> str:
    template = _json_template(templates)
    text = str(template.value or "").strip("\r\n")
    if "$" in text or "#" in text:
        raise template.not_simulated("mapping templates are not simulated: a mock integration's body is a fixed text.")
    return text


def _json_template(templates: Place) -> Place:
    """The template of JSON, or the only one that there is."""
    found = dict(templates.items())
    return found.get(_JSON) or next(iter(found.values()), templates)
