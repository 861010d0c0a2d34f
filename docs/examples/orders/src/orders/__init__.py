"""A small orders service: three functions that share one package."""
