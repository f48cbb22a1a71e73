"""`manage.py protocol import|export|publish|retire|discard|reviewed|diff|check|ship`: editions as files.

Exit codes: 0 done (diff: no difference), 1 refused (diff: they differ), 2 a file, an edition, a person or
the database could not be found or read.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from clinic.models import User
from treatments import editions, publish_checks, publishing
from treatments.models import ProtocolEdition
from treatments.protocol_diff import differences, summary
from treatments.protocol_file import (
    ProtocolFileError,
    UnreadableFile,
    read,
    read_with_lines,
    source_of,
    write,
)
from treatments.protocol_file.problems import shown
from treatments.protocol_file.tree import Lines
from treatments.shipping import ship
from treatments.wording_reviews import ReviewRefused, record_review

DONE, REFUSED, UNREADABLE = 0, 1, 2

REFUSALS = (
    ProtocolFileError,
    publishing.EditionExists,
    publishing.NotADraft,
    publishing.NotAllowed,
    publishing.PublishRefused,
    ReviewRefused,
)


class NotFound(LookupError):
    """What the command was asked about is not there; the message says so."""


class Command(BaseCommand):
    help = "Move protocols between files and the database, compare, check and publish them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        add = actions.add_parser("import", help="store a file as a draft")
        add.add_argument("file")
        add.add_argument("--by", metavar="EMAIL", help="who drafted it")
        out = actions.add_parser("export", help="write an edition as a file")
        out.add_argument("edition", metavar="CODE[@EDITION]")
        out.add_argument("--output", metavar="FILE")
        for name, what in (("publish", "put a draft in force"), ("retire", "take an edition out of force")):
            sign = actions.add_parser(name, help=what)
            sign.add_argument("edition", metavar="CODE@EDITION")
            sign.add_argument("--by", metavar="EMAIL", required=True, help="the dermatologist who signs")
        drop = actions.add_parser("discard", help="throw a draft away")
        drop.add_argument("edition", metavar="CODE@EDITION")
        drop.add_argument("--by", metavar="EMAIL", required=True, help="the lead or dermatologist who does")
        read_by = actions.add_parser("reviewed", help="record who read the words in one language")
        read_by.add_argument("edition", metavar="CODE@EDITION")
        read_by.add_argument("--language", required=True, help="en or es")
        read_by.add_argument("--reviewer", metavar="NAME", required=True, help="who found the texts right")
        read_by.add_argument(
            "--by", metavar="EMAIL", required=True, help="the lead or dermatologist who says so"
        )
        compare = actions.add_parser("diff", help="say what two protocols say differently")
        compare.add_argument("old", metavar="FILE|CODE@EDITION")
        compare.add_argument("new", metavar="FILE|CODE@EDITION")
        actions.add_parser("check", help="run the checks of publishing").add_argument(
            "protocol", metavar="FILE|CODE@EDITION"
        )
        shipped = actions.add_parser("ship", help="store the protocols that come with the software")
        shipped.add_argument("--publish", action="store_true", help="also put them in force where none was")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = getattr(self, f"_{options['action']}")(options)
        except (NotFound, UnreadableFile) as error:
            status = self._stop(str(error), UNREADABLE)
        except REFUSALS as error:  # before OSError: NotAllowed is one
            status = self._stop(str(error), REFUSED)
        except OSError as error:
            status = self._stop(str(error), UNREADABLE)
        except DatabaseError as error:
            reason = str(error).splitlines()[0]
            status = self._stop(
                f"The database could not be used ({reason}); run manage.py migrate.", UNREADABLE
            )
        if status:
            sys.exit(status)

    def _import(self, options: dict[str, Any]) -> int:
        by = _person(options["by"]) if options["by"] else None
        origin = ProtocolEdition.Origin.PERSON if by else ProtocolEdition.Origin.FILE
        source, name = source_of(options["file"])
        document = read(source, name)
        edition = publishing.store(document, by=by, origin=origin)
        self.stdout.write(f"{edition} is stored as a draft.")
        if source != write(document).encode():
            self.stdout.write(
                "Its layout and comments are not kept: export writes the same in the usual layout."
            )
        return DONE

    def _export(self, options: dict[str, Any]) -> int:
        text = write(editions.document_of(_edition(options["edition"])))
        if options["output"]:
            Path(options["output"]).write_text(text, encoding="utf-8", newline="\n")
        else:
            _in_utf8(self.stdout)
            self.stdout.write(text, ending="")
        return DONE

    def _publish(self, options: dict[str, Any]) -> int:
        edition = _edition(options["edition"], with_label=True)
        before = editions.in_force(edition.treatment.code)
        publishing.publish(edition, by=_person(options["by"]))
        self.stdout.write(f"{edition} is published and final." + (f" {before} is retired." if before else ""))
        return DONE

    def _retire(self, options: dict[str, Any]) -> int:
        edition = _edition(options["edition"], with_label=True)
        publishing.retire(edition, by=_person(options["by"]))
        self.stdout.write(f"{edition} is retired; nothing of {edition.treatment} is in force.")
        return DONE

    def _discard(self, options: dict[str, Any]) -> int:
        edition = _edition(options["edition"], with_label=True)
        publishing.discard(edition, by=_person(options["by"]))
        self.stdout.write(f"{edition} is thrown away; its name is free again.")
        return DONE

    def _reviewed(self, options: dict[str, Any]) -> int:
        edition = _edition(options["edition"], with_label=True)
        review = record_review(
            edition, language=options["language"], reviewer=options["reviewer"], by=_person(options["by"])
        )
        self.stdout.write(f"{edition}: {review.reviewer} reviewed the wording in {review.language}.")
        return DONE

    def _diff(self, options: dict[str, Any]) -> int:
        _in_utf8(self.stdout)
        old, new = _document(options["old"])[0], _document(options["new"])[0]
        found = differences(old, new)
        for difference in found:
            self.stdout.write(str(difference))
        self.stdout.write(summary(old, new) if found else "No difference.")
        return REFUSED if found else DONE

    def _check(self, options: dict[str, Any]) -> int:
        document, name, lines = _document(options["protocol"])
        problems = publish_checks.problems(document, name, lines)
        for problem in problems:
            self.stderr.write(str(problem))
        if not problems:
            cases, rules = len(document["worked_cases"]), len(document["rules"])
            self.stdout.write(f"Ready to publish: {rules} rules, {cases} worked cases decided as expected.")
        return REFUSED if problems else DONE

    def _ship(self, options: dict[str, Any]) -> int:
        for line in ship(publish_first=options["publish"]):
            self.stdout.write(line)
        return DONE

    def _stop(self, message: str, status: int) -> int:
        self.stderr.write(message)
        return status


def _in_utf8(stream: Any) -> None:
    """A protocol is UTF-8 whatever the terminal's settings are."""
    out = getattr(stream, "_out", stream)
    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", newline="\n")


def _document(name: str) -> tuple[dict[str, Any], str, Lines]:
    """The document of a file or of an edition: what looks like a path, or is there as a file, is a file."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or "/" in name or _is_file(path):
        source, told = source_of(name)
        document, lines = read_with_lines(source, told)
        return document, told, lines
    edition = _edition(name)
    return editions.document_of(edition), str(edition), {}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _edition(reference: str, with_label: bool = False) -> ProtocolEdition:
    """The edition CODE@EDITION, or the one in force of CODE."""
    code, _, label = reference.partition("@")
    if with_label and not label:
        raise NotFound(f"Name the edition as well: {shown(code, '')}@EDITION.")
    edition = editions.edition_by_label(code, label) if label else editions.in_force(code)
    if edition is None:
        what = "is no edition here" if label else "has no published edition"
        raise NotFound(f"{shown(reference, '')} {what}. {_known(code)}")
    return edition


def _known(code: str) -> str:
    code = code if code.isprintable() else ""
    found = ProtocolEdition.objects.filter(treatment__code=code).select_related("treatment")
    listed = ", ".join(f"{edition} ({edition.status})" for edition in found[:20])
    return f"There are: {listed}." if listed else "Run manage.py protocol ship, or import a file."


def _person(email: str) -> User:
    person = (
        User.objects.filter(email=User.objects.normalize_email(email)).first()
        if email.isprintable()
        else None
    )
    if person is None:
        raise NotFound(f"Nobody here has the e-mail address {shown(email)}.")
    return person
