"""Which addresses may be asked: public ones, and private ones only for hosts that the portal's YAML opens."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_METADATA = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "fd20:ce::254", "168.63.129.16", "100.100.100.200")))
"""Where clouds keep their machines' secrets, besides the link-local addresses."""


def allowed(address: Address, *, allow_private: bool) -> bool:
    """Whether an address may be asked.

    `allow_private` opens loopback and private networks; link-local addresses and others where clouds keep their
    metadata, multicast, unspecified and reserved ones stay closed. An IPv6 address that carries an IPv4 one is judged by that.
    """
    address = _carried(address)
    if address in _METADATA:
        return False
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    if address.is_loopback:
        return allow_private
    if address.is_reserved:
        return False
    return address.is_global or (allow_private and address.is_private and not _special(address))


def _carried(address: Address) -> Address:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]) or address


_PRIVATE = tuple(ipaddress.ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))


def _special(address: Address) -> bool:
    """Not one of the networks that people number their own machines from (Python calls many more private)."""
    return not any(address in network for network in _PRIVATE if network.version == address.version)
