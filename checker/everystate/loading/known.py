"""What is known to be so at some parameters, and why: violations of claims, rows that never fire."""

from __future__ import annotations

from everystate.loading.document import Text
from everystate.loading.expression import TRUE
from everystate.loading.party import Known
from everystate.loading.resolve import resolve
from everystate.loading.scope import Scope
from everystate.loading.shapes import Entries
from everystate.loading.sorts import TRUTH
from everystate.problems import Problems


def read_known(entries: list[Text | Entries] | None, scope: Scope, problems: Problems) -> tuple[Known, ...]:
    """The reasons, each with the parameters at which it is one."""
    return tuple(_known(entry, scope, problems) for entry in entries or [])


def _known(entry: Text | Entries, scope: Scope, problems: Problems) -> Known:
    if isinstance(entry, Text):
        return Known(TRUE, str(entry))
    when = resolve(entry["when"], scope, TRUTH, problems) if "when" in entry else TRUE
    return Known(when, str(entry.get("reason", "")))
