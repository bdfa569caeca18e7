"""Pictures: specs, spaces and runs become plain values, and these become DOT, SVG, Mermaid, PlantUML or a page.

A picture is a value first. The modules that extract it (`machines`, `system`, `product`, `phase_charts`, `report_page`)
know the protocol and no drawing. The modules that render it (`dot`, `chart_svg`, `mermaid`, `plantuml`, `page_html`)
take only the value and know no protocol.
"""
