"""What the operator sees: logs, status, the settings file."""
