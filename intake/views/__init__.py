"""Pages, by desk: each view fetches through intake.access, acts through intake.actions, shows."""
