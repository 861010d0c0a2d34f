"""What shows a moment to Python code: freezegun, our own or the test's, or the test's time-machine."""
