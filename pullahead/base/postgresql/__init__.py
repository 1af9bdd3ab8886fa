"""Django's PostgreSQL backend, with the time limits of this process."""
