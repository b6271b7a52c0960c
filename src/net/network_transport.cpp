#include "net/network_transport.h"

#include <algorithm>
#include <chrono>
#include <list>
#include <mutex>
#include <vector>

#include "net/client_connection.h"
#include "net/response_stream.h"

namespace net {
namespace {

using Steady = std::chrono::steady_clock;

// What is kept for one remote.
struct Pool {
  struct Idle {
    std::unique_ptr<ClientConnection> connection;
    Steady::time_point since;
  };

  Remote remote;
  std::optional<TlsClientContext> tls;  // made by its first connection: to read the system's roots takes long
  std::vector<Idle> idle;               // the one used last at the end
};

class NetworkTransport final : public Transport {
 public:
  explicit NetworkTransport(NetworkOptions options) : options_(options) {}

  Exchange send(const Remote& remote, const ClientRequest& request, const base::Deadline& deadline) override {
    std::unique_ptr<ClientConnection> connection = take(remote);
    Exchange answer = connection->exchange(request, deadline);
    if (connection->is_open()) give_back(remote, std::move(connection));
    return answer;
  }

  base::Result<std::unique_ptr<ResponseStream>> stream(const Remote& remote, const ClientRequest& request,
                                                       const base::Deadline& deadline) override {
    return ResponseStream::open(options_for(remote), request, deadline);
  }

 private:
  std::unique_ptr<ClientConnection> take(const Remote& remote);
  void give_back(const Remote& remote, std::unique_ptr<ClientConnection> connection);
  ClientOptions options_for(const Remote& remote) const;
  Pool* find(const Remote& remote);  // mutex_ is held
  void close_old();                  // mutex_ is held

  const NetworkOptions options_;
  std::mutex mutex_;
  std::list<Pool> pools_;  // few: an account's endpoints, a cluster
};

ClientOptions NetworkTransport::options_for(const Remote& remote) const {
  ClientOptions options{remote};
  options.max_header_bytes = options_.max_header_bytes;
  options.max_body_bytes = options_.max_body_bytes;
  return options;
}

Pool* NetworkTransport::find(const Remote& remote) {
  auto pool = std::find_if(pools_.begin(), pools_.end(), [&](const Pool& p) { return p.remote == remote; });
  return pool == pools_.end() ? nullptr : &*pool;
}

void NetworkTransport::close_old() {
  Steady::time_point oldest = Steady::now() - options_.keep_for;
  for (Pool& pool : pools_)
    std::erase_if(pool.idle, [&](const Pool::Idle& idle) { return idle.since < oldest; });
  pools_.remove_if([](const Pool& pool) { return pool.idle.empty(); });
}

std::unique_ptr<ClientConnection> NetworkTransport::take(const Remote& remote) {
  std::lock_guard lock(mutex_);
  close_old();
  Pool* pool = find(remote);
  while (pool != nullptr && !pool->idle.empty()) {
    std::unique_ptr<ClientConnection> connection = std::move(pool->idle.back().connection);
    pool->idle.pop_back();
    if (connection->is_open()) return connection;
  }
  return std::make_unique<ClientConnection>(options_for(remote), pool != nullptr ? pool->tls : std::nullopt);
}

void NetworkTransport::give_back(const Remote& remote, std::unique_ptr<ClientConnection> connection) {
  std::lock_guard lock(mutex_);
  Pool* pool = find(remote);
  if (pool == nullptr) pool = &pools_.emplace_back(Pool{remote, connection->tls(), {}});
  if (pool->idle.size() < options_.max_idle) pool->idle.push_back({std::move(connection), Steady::now()});
}

}  // namespace

std::shared_ptr<Transport> network_transport(NetworkOptions options) {
  return std::make_shared<NetworkTransport>(options);
}

}  // namespace net
