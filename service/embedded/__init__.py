"""PostgreSQL and Redis that the service brings along when nobody names others."""
