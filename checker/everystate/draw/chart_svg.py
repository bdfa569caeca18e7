"""A chart as SVG. Takes the value and knows no protocol; its places come from no font of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from everystate.draw.chart_layout import MARGIN, PILL, SMALL, TEXT, TOP, Boxed, Layout, Placed, pill_width, place
from everystate.draw.measure import text_width
from everystate.draw.svg import element, line, number, text_of, words
from everystate.wording.chart import Band, Chart, Link, Message

Point = tuple[float, float]


def chart_svg(chart: Chart, style: bool = True) -> str:
    """The SVG; without `style`, a page has the style sheet."""
    drawing = _Drawing(chart, place(chart))
    width, height = number(drawing.layout.width), number(drawing.layout.height)
    sheet = f"<style>{files('everystate.draw').joinpath('chart.css').read_text('utf-8')}</style>" if style else ""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" {size} role="img">'
    inside = "\n".join(drawing.parts())
    return f"{head}\n<title>{text_of(chart.title)}</title>{sheet}\n{inside}\n</svg>\n"


class _Drawing:
    def __init__(self, chart: Chart, layout: Layout) -> None:
        self.chart = chart
        self.layout = layout
        self.x = layout.lanes
        self.left: dict[int, int] = {}

    def parts(self) -> Iterator[str]:
        """Everything, what is behind first."""
        yield element("rect", class_="paper", width=self.layout.width, height=self.layout.height)
        yield words(self.chart.title, 16, 30, "title", "start")
        yield words(self.chart.note, 16, 50, "note", "start") if self.chart.note else ""
        for number_, band in enumerate(self.chart.bands):
            yield from self.band(band, number_)
        yield from self.lanes()
        for link in self.chart.links:
            yield self.link(link)
        for message in self.chart.messages:
            yield self.message(message)
        for number_, placed in enumerate(self.layout.moments):
            yield self.moment(placed, number_)
        if self.chart.repeats and self.chart.loop is not None:
            yield self.loop(self.chart.loop)

    # -- what is behind -------------------------------------------------------------------------------------------

    def band(self, band: Band, number_: int) -> Iterator[str]:
        top = self.layout.moments[band.first].top - 38
        bottom = self.layout.moments[band.last].bottom + 8
        yield element(
            "rect", class_=f"band band{number_ % 2}", x=0, y=top, width=self.layout.width, height=bottom - top
        )
        yield words(f"phase: {band.title}", 16, top + 18, "phase", "start")

    def lanes(self) -> Iterator[str]:
        for lane, x, box in zip(self.chart.lanes, self.x, self.layout.heads, strict=True):
            width = text_width(lane.name, 13, bold=True) + 24
            yield line(x, TOP + 26, x, self.layout.height - 12, "lane")
            yield element("rect", class_="head", x=x - width / 2, y=TOP, width=width, height=26, rx=3)
            yield words(lane.name, x, TOP + 18, "name")
            if box:
                yield self.box(box, "box first")

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
            inside += words("forbidden", 40, placed.top + 18, "forbidden", "end")
        return element("g", inside, class_=f"moment {moment.cause}", data_at=str(number_))

    def act(self, placed: Placed) -> str:
        """A pill on the lane of who acts; what nobody does is written at the margin."""
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
        """Where the next arrow leaves; several that leave together do so below each other."""
        before = self.left.get(moment, 0)
        self.left[moment] = before + 1
        return self.layout.moments[moment].leaving + 7 * before

    def arriving(self, moment: int) -> float:
        return self.layout.moments[moment].top

    def message(self, message: Message) -> str:
        fate = "doubled" if message.doubled and not message.lost else message.fate
        reach = {"unsent": 0.45, "dropped": 0.72, "sent": 0.72}.get(fate, 1.0)
        made = self.arrow(message.text, (message.start, message.end), self.heights(message), reach, message.lost)
        at = -1 if message.sent is None else message.sent
        called = {"sent": "waiting", "met": "received"}.get(fate, fate)
        return element("g", made, class_=f"message {called}", data_at=str(at))

    def heights(self, message: Message) -> Point:
        """Where a message leaves, and where it arrives or is lost."""
        sent, received = message.sent, message.received
        if sent is not None and message.fate == "met":
            return self.arriving(sent), self.arriving(sent)
        start = self.layout.body if sent is None else self.leaving(sent)
        if message.fate == "unsent":
            return start, start
        if received is None:
            return start, self.layout.height - 20
        dropped = message.fate == "dropped"
        return start, self.layout.moments[received].leaving if dropped else self.arriving(received)

    def arrow(self, text: str, lanes: tuple[int, int], heights: Point, reach: float, crossed: bool) -> str:
        """From lane to lane, or as far as it gets; a cross where it is lost."""
        (x1, x2), (y1, y) = (self.x[lane] for lane in lanes), heights
        x = x1 + (x2 - x1) * reach if x1 != x2 else x1 + 0.1
        made = line(x1, y1, x, y, "line") + _head(x1, y1, x, y)
        made += _cross(x, y) if reach < 1 and crossed else ""
        return made + self.label(text, self.layout.gap(*lanes), (x1, y1), (x, y))

    def label(self, text: str, at: float, start: Point, end: Point) -> str:
        """A text above a line, and clear of it however it slopes."""
        (x1, y1), (x2, y2) = start, end
        slope = (y2 - y1) / (x2 - x1) if abs(x2 - x1) > 1 else 0.0
        lift = min(abs(slope) * text_width(text, TEXT) / 2, 24)
        return words(text, at, y1 + slope * (at - x1) - 4 - lift, "label")

    def link(self, link: Link) -> str:
        """A connection that opens, is refused, breaks, or is closed and so lost for the other end."""
        made = self.closing(link) if link.kind == "lost" else self.level(link)
        return element("g", made, class_=f"link {link.kind}", data_at=str(link.moment))

    def closing(self, link: Link) -> str:
        """From where a connection is closed to where the other end notices, if it does."""
        beside = self.left.get(link.moment, 0)
        x1, x2 = self.x[link.start], self.x[link.end]
        y1 = self.leaving(link.moment)
        noticed = link.learned is not None
        x, y = (x2, self.arriving(link.learned)) if link.learned is not None else ((x1 + x2) / 2, y1 + 10)
        off = (14 + 9 * beside) * (1 if x2 > x1 else -1)
        made = line(x1, y1, x, y, "line") + _cross(x1 + off, y1 + (y - y1) * off / (x - x1))
        made += _head(x1, y1, x, y) if noticed else ""
        return made + self.label(link.text, self.layout.gap(link.start, link.end), (x1, y1), (x, y))

    def level(self, link: Link) -> str:
        """Both ends at once."""
        x1, x2 = self.x[link.start], self.x[link.end]
        y = self.arriving(link.moment)
        made = line(x1, y - 1.5, x2, y - 1.5, "line") + line(x1, y + 1.5, x2, y + 1.5, "line")
        if link.kind == "opened":
            made += "".join(element("circle", cx=x, cy=y, r=4, class_="end") for x in (x1, x2))
        else:
            made += _cross((x1 + x2) / 2 if link.kind == "broken" else x2 - (12 if x2 > x1 else -12), y)
        text = f"fault: {link.text}" if link.kind == "broken" else link.text
        return made + words(text, self.layout.gap(link.start, link.end), y - 7, "label")


def _head(x1: float, y1: float, x2: float, y2: float) -> str:
    """An arrow head at the second point."""
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
