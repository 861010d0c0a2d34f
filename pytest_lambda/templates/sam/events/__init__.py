"""What each kind of event of a function or state machine becomes."""
