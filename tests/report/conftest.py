"""Reports are tested on the corpus, called as a user in the root of the clone would call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def hostile(write: Write) -> Path:
    """A spec whose texts are something else wherever they are not escaped; each of its two claims fails."""
    return write(
        system=r"""
            system: "::error::A *lamp* | <img src=x onerror=alert(1)> ##[add-mask]lamp"
            claims:
              "| `a` <script>alert(1)</script> @everyone #1 ]]> %0A ::stop::\n ![x](http://x.test) **b** $x$ &amp; end":
                always: lamp.at == off
                description: "- [ ] @octocat said <b>GH-12</b> at www.x.test\n\n# see a@b.test"
              "it stays off":
                always: lamp.at == off
        """,
        lamp="""
            party: lamp
            actions: {press: {}}
            machines:
              at:
                initial: off
                states: [off, "on"]
                transitions:
                  - {trigger: press, source: off, dest: "on"}
                  - {trigger: press, source: "on", dest: off}
        """,
    )
