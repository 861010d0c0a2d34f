"""A development server: the same doors, on a port of this computer."""
