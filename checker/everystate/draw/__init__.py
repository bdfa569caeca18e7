"""Pictures: specs, spaces and runs to plain values, and these to DOT, SVG, Mermaid, PlantUML and a page.

A picture is a value first. What extracts it (`machines`, `system`, `product`, `runs`, `pages`) knows the protocol and
no drawing; what renders it (`dot`, `chart_svg`, `mermaid`, `plantuml`, `page_html`) takes only the value and knows no
protocol.
"""
