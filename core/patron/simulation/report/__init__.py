"""What a simulation found, as one document: terminal, HTML, Excel and JSON are drawn from it."""
