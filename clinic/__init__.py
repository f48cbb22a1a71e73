"""The site: people and roles, sign-in, places, audit trail, security headers. Knows no medicine."""
