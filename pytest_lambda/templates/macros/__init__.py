"""Macros of CloudFormation that rewrite a template before anything else looks at it."""
