"""Run as a program of its own by intake/summary/pdf.py: sets one PDF and ends.

Reads {"template", "root", "fonts", "data", "standards"} as JSON, writes the PDF. It is given no environment,
so no key or password of the site is in it, and no more memory than LARGEST. Ends with NOT_SET where Typst
refuses the document.
"""

import json
import resource
import sys

NOT_SET = 3
LARGEST = 2_000_000_000  # bytes of addresses; an ordinary sheet maps 400 MB, most of it the renderer itself


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
    import typst

    told = json.load(sys.stdin)
    try:
        document = typst.compile(
            told["template"],
            root=told["root"],
            font_paths=told["fonts"],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(told["data"])},
            pdf_standards=told["standards"],
        )
    except typst.TypstError:
        return NOT_SET
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())
