"""What `manage.py check --deploy --database default` says about this installation's database and keys.

Run with the variables of the site itself: it asks what the site's own account may do.
"""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connections

from clinic import append_only
from clinic.configuration import database_roles
from clinic.web import health


@register(Tags.database, deploy=True)
def records_are_guarded(databases=None, **_) -> list[Error]:
    return [
        Error(
            f"The database does not protect its records: {name} is lost or altered.",
            hint="Run manage.py migrate as the owner. Was it there before? Find out who changed it.",
            id="clinic.E010",
        )
        for using in databases or ()
        for name in append_only.missing_triggers(using)
    ]


@register(Tags.database, deploy=True)
def requests_can_be_served(databases=None, **_) -> list[Error]:
    """Migrations, cache table, disk: what /readyz would say."""
    reasons = health.why_not_ready() if "default" in (databases or ()) else []
    return [Error(f"The site is not ready: {reason}.", id="clinic.E011") for reason in reasons]


@register(Tags.database, deploy=True)
def the_account_is_not_the_owners(databases=None, **_) -> list[Error]:
    return [
        Error(
            f"The account in DATABASE_URL is not what the site should have: {fault}.",
            hint="docs/deploy.md, “Two accounts”: migrations run as the owner, the site as another account.",
            id="clinic.E012",
        )
        for using in databases or ()
        if connections[using].vendor == "postgresql"
        for fault in _faults(using)
    ]


@register(Tags.database, deploy=True)
def the_databases_log_has_no_words(databases=None, **_) -> list[Warning]:
    """PostgreSQL writes every failed statement into its log, with what was to be stored."""
    return [
        Warning(
            f"PostgreSQL's log will have patients' words: {', '.join(said)} for this account.",
            hint="docs/deploy.md, “Two accounts”: ALTER ROLE … SET log_min_error_statement = 'panic'.",
            id="clinic.W012",
        )
        for using in databases or ()
        if connections[using].vendor == "postgresql"
        if (said := _says_too_much(using))
    ]


@register(Tags.security, deploy=True)
def copies_can_be_locked(app_configs, **_) -> list[Warning]:
    if getattr(settings, "BACKUP_KEY", ""):
        return []
    return [Warning("BACKUP_KEY is not set: no backup can be made.", id="clinic.W010")]


@register(Tags.security, deploy=True)
def keys_are_apart(app_configs, **_) -> list[Warning]:
    """PRODUCTION refuses the audit key; a second factor's may still be the secret key's."""
    same = getattr(settings, "MFA_KEY", "") == settings.SECRET_KEY
    return [Warning("MFA_KEY is not set: it is the secret key.", id="clinic.W011")] if same else []


def _says_too_much(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT name || ' is ' || setting FROM pg_settings"
            " WHERE (name = 'log_min_error_statement' AND setting <> 'panic')"
            " OR (name = 'log_min_messages' AND setting NOT IN ('fatal', 'panic')) ORDER BY name"
        )
        return [row[0] for row in cursor.fetchall()]


def _faults(using: str) -> list[str]:
    try:
        return database_roles.faults(using)
    except DatabaseError as error:
        return [f"its rights cannot be read ({type(error).__name__})"]
