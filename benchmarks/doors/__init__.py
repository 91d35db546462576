"""Other front doors on the coach's own production server, to be measured against."""
