"""What the platform knows: its nouns as frozen records, the catalogue, and the store."""
