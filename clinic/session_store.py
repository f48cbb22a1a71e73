"""Sessions in the database, as Django keeps them; every request reads one, so that query is prepared."""

from django.contrib.sessions.backends.db import SessionStore as Store
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from clinic.prepared import Prepared

_STORED = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at),
    key=CharField(),
    at=DateTimeField(),
)


class SessionStore(Store):
    """Django's store. A session that is not there, or over, has no key any more, as in Django's."""

    def _get_session_from_db(self) -> Session | None:
        stored = _STORED.first(key=self.session_key, at=timezone.now())
        if stored is None:
            self._session_key = None
        return stored
