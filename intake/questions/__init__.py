"""A form of a visit: which questions it asks, how an answer is read, how long it counts, how far it is."""
