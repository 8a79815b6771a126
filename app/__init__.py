"""Puts everything together: settings, build, server, ticks, command line. The only place that knows all parts."""
