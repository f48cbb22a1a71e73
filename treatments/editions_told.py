"""The editions a database holds, by their hashes: what a backup says about the clinic's knowledge."""

from django.db import connections

from treatments.models import ProtocolEdition


def hashes_of_editions(using: str) -> dict[str, list[str]]:
    """CODE@EDITION with the hashes of its rules and its wording; empty before the first migration."""
    if ProtocolEdition._meta.db_table not in connections[using].introspection.table_names():
        return {}
    columns = ("treatment__code", "label", "rules_hash", "wording_hash")
    rows = ProtocolEdition.objects.using(using).order_by("treatment__code", "label").values_list(*columns)
    return {f"{code}@{label}": [rules, wording] for code, label, rules, wording in rows}
