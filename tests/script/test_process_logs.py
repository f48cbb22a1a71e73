"""What the web server and the worker write when Django is not there to catch an error."""

import subprocess
import sys
import time
import urllib.error
import urllib.request

from .conftest import ROOT, environment

TOKEN = "q3vJ0b1m6cZk2y8RZtq9w0aYx5n7u4s1d3f6g8h0jkl"
BROKEN_APP = """
def application(environ, start_response):
    raise ValueError(environ["QUERY_STRING"])
"""


def test_gunicorn_keeps_an_errors_words_and_a_links_token_out_of_its_log(tmp_path, free_port):
    (tmp_path / "broken.py").write_text(BROKEN_APP)
    log = tmp_path / "log"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "broken:application", "--bind", f"127.0.0.1:{free_port}"],
        env=environment(PYTHONPATH=str(tmp_path)),
        cwd=ROOT,
        stderr=log.open("w"),
    )
    try:
        status = ask(f"http://127.0.0.1:{free_port}/i/{TOKEN}?name=Garcia")
    finally:
        server.terminate()
        server.wait(20)
    assert status == 500
    assert "builtins.ValueError (its message is not logged)" in log.read_text()
    assert "Garcia" not in log.read_text()
    assert TOKEN not in log.read_text()


def ask(address: str) -> int:
    """The status, once the server is up."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def test_the_workers_last_word_names_the_error_without_its_words():
    hooked = "from clinic.web.log_privacy import crash; sys.excepthook = crash"
    code = f"import sys; {hooked}; raise OSError(sys.argv[1])"
    result = subprocess.run(
        [sys.executable, "-c", code, "Garcia"], cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "builtins.OSError" in result.stderr
    assert "Garcia" not in result.stderr
