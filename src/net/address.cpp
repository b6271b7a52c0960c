#include "net/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>

namespace net {
namespace {

using Bytes = std::span<const uint8_t>;

struct Prefix {
  const char* text;
  int bits;
};

struct Range {
  Prefix prefix;
  AddressReach reach;
};

// Of the IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later), whatever is not globally reachable,
// and multicast (RFC 5771). 192.0.0.0/24 is taken as a whole: its two global anycast addresses serve nobody here.
constexpr std::array kSpecial4 = {
    Range{{"127.0.0.0", 8}, AddressReach::loopback},
    Range{{"10.0.0.0", 8}, AddressReach::private_network},
    Range{{"172.16.0.0", 12}, AddressReach::private_network},
    Range{{"192.168.0.0", 16}, AddressReach::private_network},
    Range{{"169.254.0.0", 16}, AddressReach::link_local},
    Range{{"0.0.0.0", 8}, AddressReach::none},
    Range{{"100.64.0.0", 10}, AddressReach::none},
    Range{{"192.0.0.0", 24}, AddressReach::none},
    Range{{"192.0.2.0", 24}, AddressReach::none},
    Range{{"192.88.99.0", 24}, AddressReach::none},
    Range{{"198.18.0.0", 15}, AddressReach::none},
    Range{{"198.51.100.0", 24}, AddressReach::none},
    Range{{"203.0.113.0", 24}, AddressReach::none},
    Range{{"224.0.0.0", 4}, AddressReach::none},
    Range{{"240.0.0.0", 4}, AddressReach::none},
};

// Of the IANA IPv6 Special-Purpose Address Registry; the first that fits counts. Only 2000::/3 is given out at all.
constexpr std::array kSpecial6 = {
    Range{{"::1", 128}, AddressReach::loopback},
    Range{{"fe80::", 10}, AddressReach::link_local},
    Range{{"fd00:ec2::", 32}, AddressReach::link_local},  // the metadata of EC2 and EKS
    Range{{"fd20:ce::", 32}, AddressReach::link_local},   // that of Compute Engine
    Range{{"fc00::", 7}, AddressReach::private_network},
    Range{{"2001::", 23}, AddressReach::none},      // protocol assignments: Teredo, benchmarking, ORCHID
    Range{{"2001:db8::", 32}, AddressReach::none},  // documentation
    Range{{"3fff::", 20}, AddressReach::none},      // documentation (RFC 9637)
    Range{{"2000::", 3}, AddressReach::global},
};

bool has_prefix(Bytes address, int family, const Prefix& prefix) {
  std::array<uint8_t, 16> start{};
  inet_pton(family, prefix.text, start.data());
  int whole = prefix.bits / 8;
  int rest = prefix.bits % 8;
  if (!std::equal(start.begin(), start.begin() + whole, address.begin())) return false;
  return rest == 0 || (start[whole] ^ address[whole]) >> (8 - rest) == 0;
}

template <size_t N>
AddressReach reach_among(const std::array<Range, N>& ranges, Bytes address, int family,
                         AddressReach otherwise) {
  auto found = std::find_if(ranges.begin(), ranges.end(),
                            [&](const Range& range) { return has_prefix(address, family, range.prefix); });
  return found == ranges.end() ? otherwise : found->reach;
}

AddressReach reach4(Bytes address) {
  return reach_among(kSpecial4, address, AF_INET, AddressReach::global);
}

// Forms that carry an IPv4 address lead to it. A mapped one is that address; behind a translator it is as
// global as that, and nobody's own.
AddressReach reach6(Bytes address) {
  if (has_prefix(address, AF_INET6, {"::ffff:0:0", 96})) return reach4(address.subspan(12));
  for (const auto& [prefix, at] :
       {std::pair(Prefix{"64:ff9b::", 96}, 12), std::pair(Prefix{"2002::", 16}, 2)}) {
    if (!has_prefix(address, AF_INET6, prefix)) continue;
    return reach4(address.subspan(at)) == AddressReach::global ? AddressReach::global : AddressReach::none;
  }
  return reach_among(kSpecial6, address, AF_INET6, AddressReach::none);
}

}  // namespace

AddressReach reach_of(const std::string& address) {
  std::array<uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return reach4(Bytes(bytes).first(4));
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return reach6(bytes);
  bool has_scope = address.find('%') != std::string::npos;  // only link-local ones have
  return has_scope ? AddressReach::link_local : AddressReach::none;
}

std::optional<sockaddr_storage> socket_address(const std::string& address, uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (address.empty() || getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return std::nullopt;
  std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  sockaddr_storage out{};
  std::memcpy(&out, found->ai_addr, found->ai_addrlen);
  return out;
}

socklen_t address_size(const sockaddr_storage& address) {
  return address.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

std::string address_text(const sockaddr_storage& address) {
  std::array<char, NI_MAXHOST> text{};
  int failed = getnameinfo(reinterpret_cast<const sockaddr*>(&address), address_size(address), text.data(),
                           text.size(), nullptr, 0, NI_NUMERICHOST);
  return failed != 0 ? "" : text.data();
}

uint16_t port_of(const sockaddr_storage& address) {
  // sin_port and sin6_port stand at the same place.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace net
