"""Sample data: plausible people, companies and shows, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .audience import plant_audience
from .builder import SeedBuilder
from .business import plant_business, plant_users
from .production import plant_production

if TYPE_CHECKING:
    from ..site import Site


def seed_sample_data(site: Site, workspace: str, seed: int) -> None:
    """Fill a workspace with sample data.

    Args:
        site: Where it is kept.
        workspace: The workspace's id.
        seed: What the data is drawn from.
    """
    builder = SeedBuilder(site, workspace, seed)
    plant_users(builder)
    plant_business(builder)
    plant_production(builder)
    plant_audience(builder)
    builder.keep()


def seed_users(site: Site, workspace: str, seed: int) -> None:
    """Give a new workspace its users; nothing but the platform itself can make them."""
    builder = SeedBuilder(site, workspace, seed)
    plant_users(builder)
    builder.keep()
