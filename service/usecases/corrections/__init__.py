"""What was booked by mistake, put right: by entries of the other sign, never by deleting one."""
