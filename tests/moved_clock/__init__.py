"""The short ring with the clock moved: no test depends on the day, the hour or the time zone it runs in."""
