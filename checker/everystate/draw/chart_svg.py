"""A chart as SVG. This module takes the value and knows no protocol; no font of the machine affects the layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from everystate.draw.chart_labels import labels
from everystate.draw.chart_layout import MARGIN, NAME, PILL, SMALL, TOP, Boxed, Layout, Placed, pill_width, place
from everystate.draw.measure import text_width
from everystate.draw.svg import element, line, number, text_of, words
from everystate.wording.chart import Band, Chart, Link, Message

Point = tuple[float, float]


def chart_svg(chart: Chart, style: bool = True) -> str:
    """The text of the SVG; without `style`, it has no style sheet, and a page provides one."""
    drawing = _Drawing(chart, place(chart))
    width, height = number(drawing.layout.width), number(drawing.layout.height)
    sheet = f"<style>{files('everystate.draw').joinpath('chart.css').read_text('utf-8')}</style>" if style else ""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" {size} role="img">'
    inside = "\n".join(drawing.parts())
    return f"{head}\n<title>{text_of(chart.title)}</title>{sheet}\n{inside}\n</svg>\n"


@dataclass(frozen=True)
class _Group:
    """The SVG group of one arrow and its label; `moment` is the first at which it is visible."""

    kind: str
    moment: int

    def around(self, inside: str) -> str:
        return element("g", inside, class_=self.kind, data_at=str(self.moment))


class _Drawing:
    def __init__(self, chart: Chart, layout: Layout) -> None:
        self.chart = chart
        self.layout = layout
        self.x = layout.lanes
        self.left: dict[int, int] = {}
        tops = (layout.moments[band.first].top - 20 for band in chart.bands)
        self.headings = [(f"phase: {band.title}", 16.0, top) for band, top in zip(chart.bands, tops, strict=True)]
        self.free = labels(chart, layout, ((x, y, text_width(text, 13, bold=True)) for text, x, y in self.headings))
        self.labels: list[str] = []

    def parts(self) -> Iterator[str]:
        """The elements of the chart, the background first."""
        yield element("rect", class_="paper", width=self.layout.width, height=self.layout.height)
        yield words(self.chart.title, 16, 30, "title", "start")
        yield words(self.chart.note, 16, 50, "note", "start") if self.chart.note else ""
        for number_, band in enumerate(self.chart.bands):
            yield self.band(band, number_)
        yield from self.lanes()
        for link in self.chart.links:
            yield self.link(link)
        for message in self.chart.messages:
            yield self.message(message)
        for number_, placed in enumerate(self.layout.moments):
            yield self.moment(placed, number_)
        for top in self.layout.again:
            yield from self.names(top, "head again")
        yield from (words(text, x, y, "phase", "start") for text, x, y in self.headings)
        yield from self.labels
        if self.chart.repeats and self.chart.loop is not None:
            yield self.loop(self.chart.loop)

    # -- background -----------------------------------------------------------------------------------------------

    def band(self, band: Band, number_: int) -> str:
        top = self.layout.moments[band.first].top - 38
        height = self.layout.moments[band.last].bottom + 8 - top
        return element("rect", class_=f"band band{number_ % 2}", x=0, y=top, width=self.layout.width, height=height)

    def lanes(self) -> Iterator[str]:
        for x in self.x:
            yield line(x, TOP + NAME, x, self.layout.height - 12, "lane")
        yield from self.names(TOP, "head")
        yield from (self.box(box, "box first") for box in self.layout.heads if box)

    def names(self, top: float, kind: str) -> Iterator[str]:
        for lane, x in zip(self.chart.lanes, self.x, strict=True):
            width = text_width(lane.name, 13, bold=True) + 24
            yield element("rect", class_=kind, x=x - width / 2, y=top, width=width, height=NAME, rx=3)
            yield words(lane.name, x, top + 18, "name")

    def loop(self, at: int) -> str:
        top, bottom = self.layout.moments[at].top - 8, self.layout.moments[-1].bottom
        path = f"M 26 {number(bottom)} H 8 V {number(top)} H 26"
        inside = element("path", d=path, class_="loop") + words("for ever", 12, top - 6, "small", "start")
        return element("g", inside, class_="round")

    # -- steps ----------------------------------------------------------------------------------------------------

    def moment(self, placed: Placed, number_: int) -> str:
        moment = placed.moment
        inside = words(str(moment.number) if moment.number else "next", 40, placed.top + 4, "number", "end")
        if moment.lane is not None and not moment.act:
            inside += element("circle", cx=self.x[moment.lane], cy=placed.top, r=3, class_="dot")
        broken = any(link.kind == "broken" and link.moment == number_ for link in self.chart.links)
        if moment.act and not broken:
            inside += self.act(placed)
        inside += "".join(self.box(box, "box") for box in placed.boxes)
        if moment.forbidden:
            inside += words("forbidden", 6, placed.top + 18, "forbidden", "start")
        return element("g", inside, class_=f"moment {moment.cause}", data_at=str(number_))

    def act(self, placed: Placed) -> str:
        """A pill on the lane of the acting copy; an act without one is written at the margin."""
        moment = placed.moment
        if moment.lane is None or placed.pill is None:
            tone = "" if moment.cause == "protocol" else f"{moment.cause}: "
            return words(f"{tone}{moment.act}", MARGIN - 10, placed.top - 6, f"act {moment.cause}", "start")
        x, width = self.x[moment.lane], pill_width(moment)
        inside = element("rect", class_="pill", x=x - width / 2, y=placed.pill, width=width, height=PILL, rx=PILL / 2)
        tone = "" if moment.cause == "protocol" else element("tspan", f"{moment.cause}", class_="tone") + "&#160; "
        text = tone + element("tspan", text_of(moment.act), class_="act")
        return inside + element("text", text, x=x, y=placed.pill + 14, text_anchor="middle")

    def box(self, box: Boxed, kind: str) -> str:
        x = self.x[box.lane]
        inside = element("rect", class_=kind, x=x - box.width / 2, y=box.top, width=box.width, height=box.height, rx=3)
        for row, one in enumerate(box.lines):
            name, value = (
                element("tspan", text_of(one.name), class_="of"),
                element("tspan", text_of(one.after), class_="is"),
            )
            text = f"{name}&#160; {value}"
            inside += element("text", text, x=x, y=box.top + 14 + 15 * row, text_anchor="middle", font_size=SMALL)
        return inside

    # -- arrows ---------------------------------------------------------------------------------------------------

    def leaving(self, moment: int) -> float:
        """The y coordinate at which the next arrow leaves a moment; arrows of one moment leave below each other."""
        before = self.left.get(moment, 0)
        self.left[moment] = before + 1
        return self.layout.moments[moment].leaving + 7 * before

    def arriving(self, moment: int) -> float:
        return self.layout.moments[moment].top

    def message(self, message: Message) -> str:
        fate = "doubled" if message.doubled and not message.lost else message.fate
        called = {"sent": "waiting", "met": "received"}.get(fate, fate)
        group = _Group(f"message {called}", -1 if message.sent is None else message.sent)
        text = message.text if message.received is not None else f"{message.text} (on its way)"
        reach = {"unsent": 0.45, "dropped": 0.72}.get(fate, 1.0)
        return group.around(self.arrow(group, text, (message.start, message.end), self.heights(message), reach))

    def heights(self, message: Message) -> Point:
        """The y coordinates at which a message leaves, and at which it arrives or is lost."""
        sent, received = message.sent, message.received
        if sent is not None and message.fate == "met":
            return self.arriving(sent), self.arriving(sent)
        start = self.layout.body if sent is None else self.leaving(sent)
        if message.fate == "unsent":
            return start, start
        if received is None:
            return start, self.layout.height - 20
        placed = self.layout.moments[received]
        closed = message.fate == "dropped" and placed.moment.lane is not None
        return start, placed.leaving if closed else placed.top

    def arrow(self, group: _Group, text: str, lanes: tuple[int, int], heights: Point, reach: float) -> str:
        """An arrow from lane to lane; with `reach` below 1, only that part of it, with a cross at its end."""
        (x1, x2), (y1, y) = (self.x[lane] for lane in lanes), heights
        x = x1 + (x2 - x1) * reach if x1 != x2 else x1 + 0.1
        drawn = line(x1, y1, x, y, "line") + _head(x1, y1, x, y)
        drawn += _cross(x, y) if reach < 1 else ""
        self.label(group, text, lanes, (x1, y1), (x, y))
        return drawn

    def label(self, group: _Group, text: str, lanes: tuple[int, int], start: Point, end: Point) -> None:
        """Add a text above a line to the labels, which are drawn last."""
        x, y = self.free.beside(text, start, end, self.layout.gaps(*lanes))
        self.labels.append(group.around(words(text, x, y, "label")))

    def link(self, link: Link) -> str:
        """A connection that opens, is refused, breaks, or is closed by one end and lost for the other."""
        group = _Group(f"link {link.kind}", link.moment)
        return group.around(self.closing(link, group) if link.kind == "lost" else self.level(link, group))

    def closing(self, link: Link, group: _Group) -> str:
        """A line from the end that closes a connection to the other end, which notices the loss, or half as far."""
        beside = self.left.get(link.moment, 0)
        x1, x2 = self.x[link.start], self.x[link.end]
        y1 = self.leaving(link.moment)
        noticed = link.learned is not None
        x, y = (x2, self.arriving(link.learned)) if link.learned is not None else ((x1 + x2) / 2, y1 + 10)
        off = (14 + 9 * beside) * (1 if x2 > x1 else -1)
        drawn = line(x1, y1, x, y, "line") + _cross(x1 + off, y1 + (y - y1) * off / (x - x1))
        self.label(group, link.text, (link.start, link.end), (x1, y1), (x, y))
        return drawn + (_head(x1, y1, x, y) if noticed else "")

    def level(self, link: Link, group: _Group) -> str:
        """A double line between both ends of a connection, at one height."""
        x1, x2 = self.x[link.start], self.x[link.end]
        y = self.arriving(link.moment)
        drawn = line(x1, y - 1.5, x2, y - 1.5, "line") + line(x1, y + 1.5, x2, y + 1.5, "line")
        if link.kind == "opened":
            drawn += "".join(element("circle", cx=x, cy=y, r=4, class_="end") for x in (x1, x2))
        else:
            drawn += _cross((x1 + x2) / 2 if link.kind == "broken" else x2 - (12 if x2 > x1 else -12), y)
        text = f"fault: {link.text}" if link.kind == "broken" else link.text
        self.label(group, text, (link.start, link.end), (x1, y - 2), (x2, y - 2))
        return drawn


def _head(x1: float, y1: float, x2: float, y2: float) -> str:
    """An arrow head at the second point, in the direction from the first."""
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 0.1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    points = (
        (x2, y2),
        (x2 - 9 * dx + 3.5 * dy, y2 - 9 * dy - 3.5 * dx),
        (x2 - 9 * dx - 3.5 * dy, y2 - 9 * dy + 3.5 * dx),
    )
    return element("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), class_="tip")


def _cross(x: float, y: float) -> str:
    return line(x - 5, y - 5, x + 5, y + 5, "cross") + line(x - 5, y + 5, x + 5, y - 5, "cross")
