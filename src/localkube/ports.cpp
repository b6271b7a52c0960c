#include "localkube/ports.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"
#include "net/address.h"

namespace localkube {
namespace {

// The port that a socket gets which asks for `port`; 0: any.
base::Result<uint16_t> bind_once(const std::string& address, uint16_t port) {
  base::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto wanted = net::socket_address(address, port);
  if (!fd.is_open() || !wanted) return tl::unexpected(base::errno_error("listen at", address, errno));
  int yes = 1;  // connections of an earlier cluster that linger are no hindrance to a server
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&*wanted), net::address_size(*wanted)) != 0) {
    return tl::unexpected(base::errno_error("listen at", address, errno));
  }
  sockaddr_storage got = {};
  socklen_t size = sizeof got;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&got), &size);
  return net::port_of(got);
}

}  // namespace

base::Result<Ports> choose_ports(const std::string& api_address) {
  Ports ports;
  auto https = bind_once(api_address, 443);
  ports.api = https ? *https : TRY(bind_once(api_address, 0));
  ports.etcd = TRY(bind_once("127.0.0.1", 0));
  do {
    ports.etcd_peer = TRY(bind_once("127.0.0.1", 0));
  } while (ports.etcd_peer == ports.etcd);
  return ports;
}

}  // namespace localkube
