"""What the tests stand on: a clock that is set by hand, databases, doubles of the outside world."""
