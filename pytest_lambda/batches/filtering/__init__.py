"""Filter criteria of event source mappings, and the pattern grammar that they share with EventBridge's rules."""

from pytest_lambda.batches.filtering.criteria import Filters, compile_filters

__all__ = ["Filters", "compile_filters"]
