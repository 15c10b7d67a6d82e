"""The queue: boxes, counts and single duties."""
