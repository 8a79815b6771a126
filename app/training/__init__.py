"""Makes what the product ships as numbers. Needs the packages of the development extra; nothing here runs in service."""
