"""What a patient does and leaves before and after a session, on this patient's own days."""
