"""The peers, each set up to do what we do: the same bytes, the same models where they have some."""
