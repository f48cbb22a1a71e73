"""What is sent to patients: when it is due, what it says, how it goes out, what became of it."""
