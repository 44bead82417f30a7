"""Backups of both databases at one point, restored into an empty folder, and tried by a drill."""
