"""Route tables from OpenAPI documents, with the extensions of API Gateway."""
