// The transport that goes over the network, with a pool of connections for each remote.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "net/transport.h"

namespace net {

struct NetworkOptions {
  size_t max_idle = 8;                         // connections kept for each remote
  std::chrono::milliseconds keep_for{30'000};  // an idle one that is older is closed, not used
  size_t max_header_bytes = 64 << 10;          // of an answer
  size_t max_body_bytes = 64 << 20;            // the same
};

// Each call has a connection for itself: one of the pool, the one used last first, or a new one. A stream
// (Transport::stream) never gives its connection back.
std::shared_ptr<Transport> network_transport(NetworkOptions options = {});

}  // namespace net
