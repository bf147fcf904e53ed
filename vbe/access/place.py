"""Where a request came from, for those who count how often somebody without an account does something."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_place(request: HttpRequest) -> str:
    """The address the request came from, as the proxies nearest to us saw it; of an IPv6 address the network."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        address = forwarded[-settings.PROXIES]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
