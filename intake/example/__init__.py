"""An invented clinic day, for trying the product: only with EXAMPLE_DATA, only on this machine."""
