"""REST APIs of API Gateway: stages, resources, validators, gateway responses."""
