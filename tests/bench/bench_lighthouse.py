"""What Lighthouse says of the pages people wait for: its scores and LCP, as an installation serves them.

    script/bench lighthouse              3 runs a page, the median told
    script/bench lighthouse --runs 5

Goals: patients' pages 100/100/100 and LCP at most 1.5 s by the mobile preset (a slow phone on a slow network,
as Lighthouse simulates them), staff's 95/100/100 by the desktop preset. Times depend on the machine: that is
why no test asserts them. Needs Chromium (CHROMIUM names the program).
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from tests.journeys.lighthouse import WITHOUT_TIMING, failures, judged, scores

ROOT = Path(__file__).resolve().parents[2]
ALL = ("performance", *WITHOUT_TIMING)
PATIENT_PAGES = ("/questions/diabetes/", "/questions/medicines/", "/check/")
PREPARE = ("migrate", "createcachetable", "collectstatic --noinput", "protocol ship --publish", "exampleday")
STAFF_PAGES = {
    "desk": ("/today/", "/patients/new/"),
    "ruiz": ("/queue/", "{summary}"),
    "lead": ("/protocols/",),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--runs", type=int, default=3)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="clinic-bench-") as folder:
        port = install(folder)
        server = serve(port)
        try:
            report(f"http://localhost:{port}", runs)
        finally:
            server.terminate()
            server.wait()


def install(folder: str) -> int:
    """An example clinic in this folder, with today's visits; the port it is to be served on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {"DATA_DIR": folder, "EXAMPLE_DATA": "1", "BASE_URL": f"http://localhost:{port}"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
    for command in PREPARE:
        subprocess.run(
            [sys.executable, "manage.py", *command.split()], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
    import django

    django.setup()
    return port


def serve(port: int) -> subprocess.Popen:
    """The web server as script/server starts it, answering."""
    command = [sys.executable, "-m", "gunicorn", "clinic.wsgi", "--threads", "4", "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urlopen(f"http://localhost:{port}/livez").close()
            return server
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The web server did not start.")


def report(address: str, runs: int) -> None:
    print(f"{'page':38} {'preset':8} perf  a11y  best  LCP s  worst LCP s")
    cookie = patients_cookie()
    for path in PATIENT_PAGES:
        line(address, path, cookie, runs, "mobile")
    for who, paths in STAFF_PAGES.items():
        for path in paths:
            line(address, path.format(summary=summary_path()), staff_cookie(who), runs, "desktop")
    line(address, "/account/sign-in/", "", runs, "desktop")


def line(address: str, path: str, cookie: str, runs: int, preset: str) -> None:
    options = ["--preset=desktop"] if preset == "desktop" else []
    reports = [judged(address + path, *options, cookie=cookie, only=ALL) for _ in range(runs)]
    told = [scores(one) for one in reports]
    points = [round(median(one[name] for one in told)) for name in ALL]
    lcp = [one["audits"]["largest-contentful-paint"]["numericValue"] / 1000 for one in reports]
    shown = path if len(path) < 38 else path[:15] + "…" + path[-15:]
    figures = "  ".join(f"{one:4}" for one in points)
    print(f"{shown:38} {preset:8} {figures}  {median(lcp):5.2f}  {max(lcp):5.2f}")
    for failure in sorted({failure for one in reports for failure in failures(one)}):
        print("    ", failure)


def patients_cookie() -> str:
    """Rosa Díaz's session, come in by her link; she has begun at home."""
    from django.test import Client
    from django.utils import timezone

    from clinic.models import User
    from intake.actions.invitations import copy_link
    from intake.models import Visit

    visit = Visit.objects.get(patient__family_name="Díaz", state="booked")
    desk = User.objects.get(email="desk@clinic.example")
    browser = Client(HTTP_HOST="localhost")
    born = dict(zip(("day", "month", "year"), ("9", "6", "1958"), strict=True))
    token = copy_link(visit=visit, by=desk, at=timezone.now())[1]
    answer = browser.post(f"/i/{token}/", {f"birth_date_{part}": text for part, text in born.items()})
    assert answer.status_code == 302, answer.status_code
    return _cookie(browser)


def staff_cookie(who: str) -> str:
    from django.test import Client

    from clinic.models import User
    from tests import second_factors

    browser = second_factors.signed_in(Client(), User.objects.get(email=f"{who}@clinic.example"))
    return _cookie(browser)


def summary_path() -> str:
    from intake.models import Visit

    visit = Visit.objects.filter(patient__family_name="García López").latest("starts_at")
    return f"/visits/{visit.pk}/summary/"


def _cookie(browser) -> str:
    from django.conf import settings

    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


if __name__ == "__main__":
    main()
