"""What keeps it moving: the clock, the senders, the schedule, the supervision. The only room that waits."""
