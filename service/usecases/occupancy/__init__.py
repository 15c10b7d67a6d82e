"""Who comes into a room and who leaves it: three entrances, one set of books."""
