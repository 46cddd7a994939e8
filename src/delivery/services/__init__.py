"""What the service does when somebody asks or time passes: one use case per function, one transaction per use case."""
