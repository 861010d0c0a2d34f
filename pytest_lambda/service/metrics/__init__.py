"""CloudWatch metrics: what Lambda writes and when, what a function writes by itself, and queries over both."""
