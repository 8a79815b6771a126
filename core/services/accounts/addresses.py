"""What counts as one address of the internet, when tries are counted by where they come from.

This very machine is none: behind it stands a proxy that the operator hasn't named, and with it everybody.
"""

from ipaddress import IPv6Address, ip_address

ADDRESS = "counter.address"


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 one, or the network of an IPv6 one, of which a household has any number; "" for none."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or known
    if known.is_loopback:
        return ""
    return str(IPv6Address(int(known) >> 64 << 64) if isinstance(known, IPv6Address) else known)
