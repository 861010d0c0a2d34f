"""What a handler's answer means for each record of its batch (A50 to A70, C50 to C68, M4, C81)."""

from pytest_lambda.batches.judging.disputed import Disputed
from pytest_lambda.batches.judging.judgement import judge

__all__ = ["Disputed", "judge"]
