"""What people read of a protocol: plain values for the templates, made from an edition's document."""
