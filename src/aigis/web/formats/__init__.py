"""How each language writes days: day before month in all of them, times with 24 hours."""
