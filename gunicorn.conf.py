"""How gunicorn serves the site; read by itself when gunicorn starts in this folder. --bind says where."""

wsgi_app = "clinic.wsgi"
workers = 2
# Threads, because a browser opens connections ahead of need and each would hold a whole sync worker.
worker_class = "gthread"
threads = 4
timeout = 60  # seconds
graceful_timeout = 10  # seconds
# Django alone decides which proxy's headers count (TRUSTED_PROXIES).
forwarded_allow_ips = ""
loglevel = "warning"
logger_class = "clinic.web_log.PrivateLog"
control_socket_disable = True
