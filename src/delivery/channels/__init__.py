"""How a message leaves: each channel takes a finished message and answers with an outcome."""
