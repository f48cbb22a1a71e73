"""Forms for what people type at a visit; they read, the actions judge."""
