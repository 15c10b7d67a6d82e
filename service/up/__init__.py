"""The supervisor behind `guanjia up`."""
