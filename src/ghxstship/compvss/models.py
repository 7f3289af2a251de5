# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Models that several resources share."""

from __future__ import annotations

from datetime import date
from typing import Required

from typing_extensions import TypedDict

from .._core.model import DateField, Model

__all__ = ["ProjectDates", "ProjectDatesParam"]


class ProjectDates(Model):
    """The days that a project takes."""

    start: DateField
    """First day."""
    end: DateField
    """Last day."""


class ProjectDatesParam(TypedDict, total=False):
    """The days that a project takes."""

    start: Required[date]
    """First day."""
    end: Required[date]
    """Last day."""
