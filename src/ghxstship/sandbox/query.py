"""Lists: which resources, in which order, from where on."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from .encoding import canonical, decode, encode
from .moments import normalized
from .operations import Filter, Operation, Parameter
from .problems import bad_request
from .store import Shelf, Store, Value, json_path
