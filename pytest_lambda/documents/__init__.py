"""Documents of users: YAML and JSON, whose values know their file and line."""
