"""Bank statements: what a file says, as values. Nothing is booked here."""
