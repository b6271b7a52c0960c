// IP addresses as text and as the kernel's structures.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

namespace net {

// Of a numeric address, with or without a scope (fe80::1%eth0). nullopt for anything else.
std::optional<sockaddr_storage> socket_address(const std::string& address, uint16_t port);
socklen_t address_size(const sockaddr_storage& address);
std::string address_text(const sockaddr_storage& address);
uint16_t port_of(const sockaddr_storage& address);

// From where an address leads to the same machine.
enum class AddressReach {
  global,           // the public internet
  loopback,         // this machine
  private_network,  // RFC 1918, and unique local IPv6
  link_local,       // one link, and those where clouds keep a machine's own metadata and credentials
  none,             // unspecified, multicast, reserved, of a carrier or for documentation; no address at all
};

// An IPv6 form of an IPv4 address reaches no further than that.
AddressReach reach_of(const std::string& address);

}  // namespace net
