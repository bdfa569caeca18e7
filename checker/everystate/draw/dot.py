"""A diagram as DOT. This module takes the value and knows no protocol.

Line style and a word show the cause as well as colour does. An arrow of the protocol is solid. One of the environment
is dashed and says `environment`. One of a fault is bold and dotted and says `fault`. A page restyles its copy by
classes and ids.
"""

from __future__ import annotations

from html import escape

import graphviz

from everystate.draw.diagram import Arrow, Box, Diagram, Group, Line, Tone
from everystate.draw.palette import FAULT, FILL, FONT, INK, PEOPLE, QUIET, SHADE, WARN, WAY

_COLOURS: dict[Tone, str] = {"protocol": INK, "environment": PEOPLE, "fault": FAULT}
_STYLES: dict[Tone, str] = {"protocol": "solid", "environment": "dashed", "fault": "bold,dotted"}
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">'
_BOXES = {
    "state": {"style": "rounded,filled", "fillcolor": FILL, "color": INK},
    "several": {"style": "rounded,dashed", "color": QUIET},
    "start": {"shape": "point", "width": "0.14", "color": INK, "label": ""},
    "party": {"style": "filled", "fillcolor": FILL, "color": INK, "penwidth": "1.6"},
    "fold": {"style": "rounded,filled", "fillcolor": FILL, "color": INK},
    "bad": {"style": "rounded,filled,bold", "fillcolor": WARN, "color": FAULT, "peripheries": "2"},
    "way": {"style": "rounded,filled,bold", "fillcolor": SHADE, "color": WAY, "penwidth": "2"},
}


def dot(diagram: Diagram) -> str:
    """The DOT source."""
    graph = graphviz.Digraph(diagram.name, strict=False)
    graph.attr(
        "graph", fontname=FONT, fontsize="11", bgcolor="white", rankdir="LR" if diagram.sideways else "TB",
        nodesep="0.35", ranksep="0.45", pad="0.2", tooltip=_attribute(diagram.title) or " ",
    )  # fmt: skip
    graph.attr("node", shape="box", fontname=FONT, fontsize="11", fontcolor=INK, margin="0.12,0.06", height="0.3")
    graph.attr("edge", fontname=FONT, fontsize="10", fontcolor=INK, arrowsize="0.7")
    for number, group in enumerate(diagram.groups):
        _group(graph, group, number)
    for number, arrow in enumerate(diagram.arrows):
        _arrow(graph, arrow, number)
    return str(graph.source)


def _group(graph: graphviz.Digraph, group: Group, number: int) -> None:
    if not group.title:
        for box in group.boxes:
            _box(graph, box)
        return
    cluster = graphviz.Digraph(f"cluster_{number}")
    label = f"<<B>{_text(group.title)}</B>>"
    tip = _attribute(group.tip) or " "
    cluster.attr(label=label, labeljust="l", fontsize="12", color=QUIET, style="rounded", margin="12", tooltip=tip)
    for box in group.boxes:
        _box(cluster, box)
    graph.subgraph(cluster)


def _box(graph: graphviz.Digraph, box: Box) -> None:
    looks = {"label": _box_label(box), "id": _attribute(box.key), "class": box.shape, **_BOXES[box.shape]}
    graph.node(_name(box.key), **looks, tooltip=_attribute(box.tip or box.title) or " ")


def _arrow(graph: graphviz.Digraph, arrow: Arrow, number: int) -> None:
    colour = WAY if arrow.strong else _COLOURS[arrow.tone]
    looks = {
        "color": colour,
        "style": _STYLES[arrow.tone] if not arrow.strong else "bold",
        "class": arrow.tone + (" way" if arrow.strong else ""),
        "id": f"{_attribute(arrow.lines[0].key)}.arrow" if arrow.lines and arrow.lines[0].key else f"arrow{number}",
        "tooltip": _attribute(arrow.tip or "\n".join(line.text for line in arrow.lines)) or " ",
    }
    if arrow.lines:
        looks["label"] = f"<{_table(arrow.lines)}>"
    if arrow.strong:
        looks["penwidth"] = "2.5"
    if arrow.back:
        looks["constraint"] = "false"
    if arrow.head != "end":
        looks["dir"] = "back" if arrow.head == "start" else "none"
    graph.edge(_name(arrow.start), _name(arrow.end), **looks)


def _box_label(box: Box) -> str:
    title = _lines(box.title)
    if not box.lines:
        return f"<<B>{title}</B>>" if box.title else ""
    rows = "".join(map(_row, box.lines))
    return f"<{_TABLE}<TR><TD><B>{title}</B></TD></TR><HR/>{rows}</TABLE>>"


def _table(lines: tuple[Line, ...]) -> str:
    rows = "".join(map(_row, lines))
    return f"{_TABLE}{rows}</TABLE>"


def _row(line: Line) -> str:
    """One line with its details as a table row; the cell has the key and the tooltip of the line."""
    text = f"<B>{_lines(line.text)}</B>"
    if line.tone != "protocol":
        text = f'<FONT COLOR="{_COLOURS[line.tone]}"><I>{line.tone}</I> {text}</FONT>'
    if line.never:
        text = f'<S>{text}</S> <FONT COLOR="{FAULT}">{_text(line.never)}</FONT>'
    details = "".join(f'<BR ALIGN="LEFT"/><FONT POINT-SIZE="9">{_text(detail)}</FONT>' for detail in line.details)
    tip = f' HREF="#" TITLE="{_quoted(line.tip)}" ID="{_quoted(line.key)}"' if line.tip else ""
    return f'<TR><TD ALIGN="LEFT" BALIGN="LEFT"{tip}>{text}{details}</TD></TR>'


def _lines(text: str) -> str:
    return "<BR/>".join(map(_text, text.splitlines())) or "\N{NO-BREAK SPACE}"


def _text(text: str) -> str:
    """The text, escaped for an HTML-like label."""
    return escape(_legible(text), quote=False)


def _quoted(text: str) -> str:
    """The text, escaped for an attribute inside an HTML-like label, where a backslash begins an escape."""
    return escape(_legible(text).replace("\\", "\\\\"), quote=True)


def _attribute(text: str) -> str:
    """The text as an attribute or a name: never an HTML-like label, and with Graphviz's escapes disabled."""
    escaped: str = graphviz.nohtml(graphviz.escape(_legible(text)))
    return escaped


def _name(key: str) -> str:
    """The key as the name of a node, with a dot for each colon, since a colon begins a port."""
    return _attribute(key.replace(":", "."))


def _legible(text: str) -> str:
    """The text with control characters replaced, since Graphviz refuses them; a line break becomes a space."""
    spaced = text.replace("\n", " ")
    return "".join(c if c.isprintable() or c == "\N{NO-BREAK SPACE}" else "\N{REPLACEMENT CHARACTER}" for c in spaced)
