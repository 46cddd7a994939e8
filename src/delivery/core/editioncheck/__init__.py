"""How an edition's files are read and judged, one noun per module; `core.editionfile` is the door."""
