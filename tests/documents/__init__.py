"""Real documents, generated and used whole."""
