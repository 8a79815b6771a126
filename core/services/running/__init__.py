"""Running an exam: deadlines that move, the roster, announcements, what is kept of people and for how long."""
