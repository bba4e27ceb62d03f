"""What the platform knows: its nouns as frozen records, the catalogue they choose from, and the store that keeps them."""
