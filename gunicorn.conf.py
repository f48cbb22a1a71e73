"""How gunicorn serves the site; read by itself when gunicorn starts in this folder. --bind says where."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
# Read now: a wrong setting is one sentence here, later it would be a traceback of every worker.
try:
    settings.LOG_FORMAT  # noqa: B018
except ImproperlyConfigured as wrong:
    sys.exit(f"A setting is wrong: {wrong}\nThe table of settings is in README.md.")

wsgi_app = "clinic.wsgi"
workers = 2
# Threads, because a browser opens connections ahead of need and each would hold a whole sync worker.
worker_class = "clinic.web.web_worker.BoundedWorker"
threads = 4
timeout = 60  # seconds a worker may say nothing; one request's own end is in clinic/web/web_worker.py
limit_request_line = 4094  # bytes; our longest address has under 300
limit_request_fields = 60
limit_request_field_size = 8190  # bytes
graceful_timeout = 10  # seconds
# Django alone decides which proxy's headers count (TRUSTED_PROXIES).
forwarded_allow_ips = ""
loglevel = "warning"
logger_class = "clinic.web.web_log.PrivateLog"
control_socket_disable = True
