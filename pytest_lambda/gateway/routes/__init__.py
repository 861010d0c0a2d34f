"""Route tables: what a caller may give, and which route a request takes."""
