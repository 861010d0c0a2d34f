"""What a template's intrinsic functions come to in the simulated account."""
