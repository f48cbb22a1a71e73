"""script/messages: what it finds, what it keeps, and that the committed catalogue is whole."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "script/messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_catalogue_is_fresh_whole_and_compiled():
    command = [sys.executable, str(ROOT / "script/messages.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"Run script/messages.\n{result.stderr}"


def test_calls_in_code_are_found(messages):
    source = '_("a" "b")\ngettext_lazy("c")\nngettext("d", "e", n)\npgettext("ctx", "f")\n_(name)\nother("g")'
    assert set(messages.in_code(source)) == {
        (None, "ab", None),
        (None, "c", None),
        (None, "d", "e"),
        ("ctx", "f", None),
    }


def test_tags_in_templates_are_found(messages):
    source = (
        """{% translate "It's" %} {% blocktranslate trimmed %}\n  Call\n  {{ n }}\n{% endblocktranslate %}"""
        '{% blocktranslate count n=x %}One{% plural %}{{ n }} all{% endblocktranslate %}{{ _("w") }} '
        "gettext('no')"
    )
    assert set(messages.in_template(source, "x.html")) == {
        (None, "It's", None),
        (None, "Call %(n)s", None),
        (None, "One", "%(n)s all"),
        (None, "w", None),
    }


def test_known_spanish_is_kept_and_what_is_gone_goes(messages):
    known = polib.POFile()
    known.append(polib.POEntry(msgid="Yes", msgstr="Sí"))
    known.append(polib.POEntry(msgid="Gone", msgstr="Ido"))
    catalogue = messages.merged({(None, "Yes", None): {"a.py"}, (None, "New", None): {"a.py"}}, known)
    assert {entry.msgid: entry.msgstr for entry in catalogue} == {"New": "", "Yes": "Sí"}
    assert messages.complaints(catalogue) == ["no Spanish yet: 'New'"]


def test_a_lost_placeholder_is_noticed(messages):
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Call %(n)s", msgstr="Llame"))
    assert messages.complaints(catalogue) == ["placeholders differ: 'Call %(n)s'"]


def test_the_same_sentences_give_the_same_bytes(messages):
    sentences = {(None, text, None): {"b.py", "a.py"} for text in ("b", "a", "c")}
    one = messages.merged(sentences, polib.POFile())
    other = messages.merged(dict(reversed(sentences.items())), polib.POFile())
    assert str(one) == str(other) and one.to_binary() == other.to_binary()
