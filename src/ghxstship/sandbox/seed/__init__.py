"""Sample data: plausible people, companies and shows, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .audience import plant_audience
from .business import plant_business, plant_users
from .garden import Garden
from .production import plant_production

if TYPE_CHECKING:
    from ..call import Site


def plant(site: Site, workspace: str, seed: int) -> None:
    """Fill a workspace with sample data.

    Args:
        site: Where it is kept; a document that is not the platform's stays empty.
        workspace: The workspace's id.
        seed: What the data is drawn from.
    """
    if not _is_known(site):
        return
    garden = Garden(site, workspace, seed)
    plant_users(garden)
    plant_business(garden)
    plant_production(garden)
    plant_audience(garden)
    garden.keep()


def welcome(site: Site, workspace: str, seed: int) -> None:
    """Give a new workspace its users; nothing but the platform itself can make them."""
    if _is_known(site):
        garden = Garden(site, workspace, seed)
        plant_users(garden)
        garden.keep()


def _is_known(site: Site) -> bool:
    return "atlvs.users" in site.collections
