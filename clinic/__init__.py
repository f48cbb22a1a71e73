"""The site: settings, people and roles, sign-in, audit trail, health, security headers. No medicine."""

VERSION = "0.1"
"""Of the product; pyproject.toml says the same."""
