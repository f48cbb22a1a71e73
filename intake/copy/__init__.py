"""A patient's own copy of everything held about them: as a file, as a page, and who has looked at it."""
