"""AWS's own runtime client and ours, given the same handlers and events, must give the same bytes."""
