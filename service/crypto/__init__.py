"""Personal data at rest: sealed under a key of the office, found by a blind index, shown masked."""
