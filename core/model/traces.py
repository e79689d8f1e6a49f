"""Which look found a mismatch, as plain text that outlives its process and crosses the queue: the
`traceparent` of the W3C. What becomes of it is no matter of ours.
"""

import re
from dataclasses import replace

from core.model.compare import Link

_SHAPE = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


def ids(trace: str) -> tuple[str, str] | None:
    """The correlation id of the trace and the id of the span in it; nothing where it is none."""
    found = _SHAPE.fullmatch(trace)
    if found is None or not (int(found[1], 16) and int(found[2], 16)):
        return None
    return found[1], found[2]


def traced(link: Link, trace: str) -> Link:
    """The link after a look of this trace: that one has found what nobody had found before."""
    if not trace:
        return link
    known = (each if each.found_in else replace(each, found_in=trace) for each in link.mismatches)
    return replace(link, mismatches=tuple(known))


def opened(before: Link, after: Link) -> list[str]:
    """The names of the mismatches that were none before."""
    known = {each.name for each in before.mismatches}
    return [each.name for each in after.mismatches if each.name not in known]
