"""What is true: pure values and rules. Nothing here waits, reads a clock, rolls dice or knows where it runs."""
