"""Which authorizer an operation has."""

from __future__ import annotations

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.routes.openapi.references import References

AUTHORIZER = "x-amazon-apigateway-authorizer"
AUTHTYPE = "x-amazon-apigateway-authtype"
NONE = "NONE"


def schemes_of(root: Place) -> dict[str, Place]:
    """The security schemes of a document, by name.

    Raises:
        ConfigurationError: one is a reference that leads nowhere.
    """
    swagger = "swagger" in root.mapping()
    schemes = root.get("securityDefinitions") if swagger else root.get("components").get("securitySchemes")
    references = References(root)
    return {name: references.followed(place) for name, place in schemes.items()}


class Security:
    """The security schemes of a document.

    Args:
        root: of the document.

    Attributes:
        needed: authorizers that operations have, by name: their types.
    """

    __slots__ = ("_root", "_schemes", "needed")

    def __init__(self, root: Place) -> None:
        self.needed: dict[str, str] = {}
        self._root = root
        self._schemes = schemes_of(root)

    def of(self, operation: Place) -> tuple[str | None, tuple[str, ...]]:
        """The authorizer of an operation, see `Route.authorizer`, and the scopes of which a token needs one.

        Raises:
            ConfigurationError: there is no such scheme, or there are several authorizers.
            NotSimulated: it is API keys.
        """
        own = operation.get("security")
        listed = own if own.value is not None else self._root.get("security")
        found: dict[str, tuple[str, ...]] = {}
        for requirement in listed.each():
            for name, scopes in requirement.items():
                if self._authorizes(name, scopes):
                    found[name] = tuple(each.text() or "" for each in scopes.each())
        if len(found) > 1:
            raise listed.error(f"a method has one authorizer, not several: {', '.join(map(repr, found))}.")
        for name, wanted in found.items():
            return name, wanted
        return (None if listed.value is None else NONE), ()

    def _authorizes(self, name: str, place: Place) -> bool:
        """Whether a scheme is an authorizer; API Gateway takes no notice of others."""
        scheme = self._schemes.get(name)
        if scheme is None and name == NONE:
            return False  # so SAM writes that a method of an HTTP API has none
        if scheme is None:
            known = ", ".join(map(repr, self._schemes)) or "none"
            raise place.error(f"there is no security scheme of this name. Schemes: {known}.")
        kind = scheme.get(AUTHORIZER).get("type").text() or scheme.get(AUTHTYPE).text()
        if kind is not None:
            self.needed[name] = kind
            return True
        if scheme.get("type").value == "apiKey" and str(scheme.get("name").value).lower() == "x-api-key":
            raise place.not_simulated("API keys and usage plans are not simulated: leave the scheme out of the test.")
        return False
