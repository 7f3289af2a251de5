"""Sample data: plausible people, companies and shows, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .audience import plant_audience
from .builder import SeedBuilder
from .business import plant_business, plant_users
from .production import plant_production

if TYPE_CHECKING:
    from ..site import Site


def plant(site: Site, workspace: str, seed: int) -> None:
    """Fill a workspace with sample data.

    Args:
        site: Where it is kept; a document that is not the platform's stays empty.
        workspace: The workspace's id.
        seed: What the data is drawn from.
    """
    if not _is_known(site):
        return
    builder = SeedBuilder(site, workspace, seed)
    plant_users(builder)
    plant_business(builder)
    plant_production(builder)
    plant_audience(builder)
    builder.keep()


def welcome(site: Site, workspace: str, seed: int) -> None:
    """Give a new workspace its users; nothing but the platform itself can make them."""
    if _is_known(site):
        builder = SeedBuilder(site, workspace, seed)
        plant_users(builder)
        builder.keep()


def _is_known(site: Site) -> bool:
    return "atlvs.users" in site.collections
