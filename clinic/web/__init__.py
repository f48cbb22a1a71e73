"""What every request comes through and every answer passes: headers, limits, errors, logs, health."""
