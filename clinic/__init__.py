"""The site: settings, people and roles, sign-in, audit trail, health, security headers. No medicine."""
