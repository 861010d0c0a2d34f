"""The APIs of a SAM template: their OpenAPI documents, and the resources around them."""
