"""Two form fields that Django has not, a date known in part and a list of texts, and how forms are drawn."""
