"""What type checkers must accept and must reject: checked by mypy and pyright, never run."""
