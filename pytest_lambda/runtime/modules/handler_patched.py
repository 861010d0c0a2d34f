"""The refusal of patches that could have no effect."""

from __future__ import annotations

from pytest_lambda.errors import PytestLambdaError


class HandlerPatched(PytestLambdaError):
    """Test code replaced the handler of a function, which has been looked up already (R109).

    Args:
        module: name of the handler's module.
        attribute: name of the handler in it.
    """

    def __init__(self, module: str, attribute: str) -> None:
        super().__init__(module, attribute)
        self.module = module
        self.attribute = attribute

    def __str__(self) -> str:
        handler = f"{self.module}.{self.attribute}"
        return (
            f"The test replaces {handler}, which is the function's handler.\n"
            "The runtime looks the handler up once, in the init phase (R109): the function would go on calling "
            "the original.\n"
            f"Patch what {self.attribute} calls instead, or make a function of your own callable: "
            "LambdaFunction(my_handler)."
        )
