"""The protocol file: readable YAML text and, with the same content, a plain document.

`read` refuses a bad file whole, naming file, line, rule, what is wrong and how to mend it. `write` has one
form for a document, so that reading and writing again gives the same bytes.
"""

from treatments.protocol_file.canonical import canonical, rules_hash, wording_hash
from treatments.protocol_file.problems import Problem, ProtocolFileError, UnreadableFile
from treatments.protocol_file.reading import problems_in, read, read_file, read_with_lines, source_of
from treatments.protocol_file.writing import write

__all__ = [
    "Problem",
    "ProtocolFileError",
    "UnreadableFile",
    "canonical",
    "problems_in",
    "read",
    "read_file",
    "read_with_lines",
    "rules_hash",
    "source_of",
    "wording_hash",
    "write",
]
