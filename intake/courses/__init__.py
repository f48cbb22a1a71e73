"""A course of treatment, as planned and as it went: the next session, waits, drawings, outcomes."""
