"""Talks to the supplier of the goods: one line out, one line back, and no time limit on the wait."""

from __future__ import annotations

import socket

from orders import settings


def reserve(sku: str, quantity: int) -> bool:
    """Ask the supplier to put goods aside. Without an address nobody is asked."""
    if not settings.SUPPLIER_ADDRESS:
        return True
    host, _, port = settings.SUPPLIER_ADDRESS.rpartition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"RESERVE {sku} {quantity}\n".encode())
        return connection.makefile().readline() == "OK\n"
