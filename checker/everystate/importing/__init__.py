"""State machines of others as a first spec: machines of `transitions`, and state diagrams of Mermaid and PlantUML."""
