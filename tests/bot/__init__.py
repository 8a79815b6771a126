"""What stands between the messenger's library and the services."""
