"""What an edition must hold before it may be published, beyond being a right document.

Each check yields faults with the place and the mend; `problems` runs them all. The worked cases run last,
and only where nothing else is wrong.
"""

from collections.abc import Mapping
from typing import Any

from treatments.protocol_file import Problem, problems_in
from treatments.protocol_file.reading import problem
from treatments.protocol_file.tree import Lines
from treatments.publish_checks.care import care_faults
from treatments.publish_checks.cases import case_faults
from treatments.publish_checks.course import course_faults
from treatments.publish_checks.numbers import number_faults
from treatments.publish_checks.questions import question_faults
from treatments.publish_checks.reachable import reach_faults
from treatments.publish_checks.wording import wording_faults

CHECKS = (question_faults, reach_faults, care_faults, wording_faults, number_faults, course_faults)


def problems(document: Mapping[str, Any], name: str, lines: Lines | None = None) -> list[Problem]:
    """All that keeps the document from being published; empty where nothing does."""
    found = problems_in(document, name)
    if found:
        return found
    faults = [fault for check in CHECKS for fault in check(document)]
    return [problem(fault, document, name, lines) for fault in faults or case_faults(document)]
