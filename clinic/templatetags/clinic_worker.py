"""`{% worker_notice %}`: tells the clinic lead on every page that no worker is at work."""

from django import template
from django.utils import timezone

from clinic.roles import LEAD
from clinic.web import worker_seen

register = template.Library()


@register.inclusion_tag("frame/_worker.html", takes_context=True)
def worker_notice(context: template.Context) -> dict[str, str]:
    """One query for a lead, none for anybody else, who could not mend it."""
    user = context.get("user")
    if user is None or not user.is_authenticated or not user.has_role(LEAD):
        return {"why": ""}
    return {"why": worker_seen.why_silent(at=timezone.now())}
