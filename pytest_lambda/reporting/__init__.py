"""`--lambda-report=report.html`: one page that shows what happened in a run of tests."""
