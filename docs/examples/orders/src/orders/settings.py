"""What the deployment decides. Read once, when an execution environment starts."""

from __future__ import annotations

import os

TABLE_NAME = os.environ["ORDERS_TABLE"]
SUPPLIER_ADDRESS = os.environ.get("SUPPLIER_ADDRESS", "")

print(f"settings: orders are kept in {TABLE_NAME}")
