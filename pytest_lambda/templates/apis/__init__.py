"""APIs of templates: the doors of `pytest_lambda.gateway` in front of the template's functions."""
