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

// True for addresses on the public internet: not loopback, private, link-local, multicast, unspecified,
// reserved, nor an IPv6 form of one of these.
bool is_global_address(const std::string& address);

}  // namespace net
