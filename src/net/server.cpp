#include "net/server.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "net/connection.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;

// Sanitizers widen every frame.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr size_t kStackFactor = 8;
#else
constexpr size_t kStackFactor = 1;
#endif

class ServerImpl final : public Server {
 public:
  ServerImpl(ServerOptions options, Handler handler, std::vector<Listener> listeners,
             std::optional<TlsServerContext> tls)
      : listeners_(std::move(listeners)), port_(listeners_.front().port) {
    context_.options = std::move(options);
    context_.handler = std::move(handler);
    context_.tls = std::move(tls);
  }
  ~ServerImpl() override { stop(base::Deadline::in(std::chrono::seconds(5))); }

  base::Status begin() {
    wake_ = base::Fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_.is_open()) return fail(ErrorKind::io, "cannot start the server: no eventfd");
    try {
      acceptor_ = std::thread([this] { accept_loop(); });
    } catch (const std::system_error& error) {
      return fail(ErrorKind::io, "cannot start the server's thread: {}", error.what());
    }
    return {};
  }

  uint16_t port() const override { return port_; }
  void stop(const base::Deadline& deadline) override;

 private:
  using Connections = std::list<std::unique_ptr<Connection>>;
  struct Start {
    ServerImpl* server;
    Connections::iterator connection;
  };

  void accept_loop();
  void accept_or_skip(int listener);
  void accept_one(int listener);
  bool wait_for_room();
  bool spawn(Connections::iterator connection);
  static void* run_connection(void* start);
  void stop_accepting();

  ServerContext context_;
  std::vector<Listener> listeners_;
  uint16_t port_;
  base::Fd wake_;  // an eventfd: written to end the acceptor's poll(2)
  std::thread acceptor_;
  std::mutex stop_mutex_;  // one stop() at a time

  std::mutex mutex_;
  std::condition_variable_any ended_;  // a connection ended, or the server stops
  Connections connections_;
};

void ServerImpl::accept_loop() {
  std::vector<pollfd> entries;
  for (const Listener& listener : listeners_) entries.push_back({listener.fd.get(), POLLIN, 0});
  entries.push_back({wake_.get(), POLLIN, 0});
  while (!context_.stopping) {
    if (poll(entries.data(), entries.size(), -1) < 0) continue;
    for (size_t i = 0; i < listeners_.size() && !context_.stopping; ++i)
      if ((entries[i].revents & POLLIN) != 0 && wait_for_room()) accept_or_skip(entries[i].fd);
  }
}

void ServerImpl::accept_or_skip(int listener) {
  try {
    accept_one(listener);
  } catch (const std::exception& error) {  // no memory for one more connection; those that there are go on
    base::log(base::LogLevel::error, "cannot take a connection: {}", error.what());
  }
}

// True when one more connection is allowed. If all are taken, the one that has been idle longest has to go
// (RFC 9112 section 9.5 lets a server do that at any time).
bool ServerImpl::wait_for_room() {
  std::unique_lock lock(mutex_);
  auto has_room = [this] { return connections_.size() < context_.options.max_connections; };
  while (!has_room() && !context_.stopping) {
    const Connection* longest = nullptr;
    for (const auto& connection : connections_) {
      int64_t since = connection->idle_since();
      if (since != 0 && (longest == nullptr || since < longest->idle_since())) longest = connection.get();
    }
    if (longest != nullptr) longest->end_waiting();
    // Whether another one has become idle is not reported, so it is looked at again before long.
    ended_.wait_for(lock, std::chrono::milliseconds(50));
  }
  return has_room() && !context_.stopping;
}

void ServerImpl::accept_one(int listener) {
  base::Fd fd(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  if (!fd.is_open()) {
    // Out of descriptors or memory: poll(2) would report the same waiting client again at once.
    bool is_out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    std::unique_lock lock(mutex_);
    if (is_out) ended_.wait_for(lock, std::chrono::milliseconds(50));
    return;
  }
  auto connection = std::make_unique<Connection>(context_, Socket(std::move(fd)));
  std::lock_guard lock(mutex_);
  auto at = connections_.insert(connections_.end(), std::move(connection));
  if (!spawn(at)) {
    base::log(base::LogLevel::error, "cannot start a thread for a connection");
    connections_.erase(at);
  }
}

bool ServerImpl::spawn(Connections::iterator connection) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, context_.options.stack_bytes * kStackFactor);
  auto start = std::make_unique<Start>(Start{this, connection});
  pthread_t thread;
  bool started = pthread_create(&thread, &attributes, run_connection, start.get()) == 0;
  pthread_attr_destroy(&attributes);
  if (started) start.release();  // the thread's now
  return started;
}

void* ServerImpl::run_connection(void* start) {
  std::unique_ptr<Start> mine(static_cast<Start*>(start));
  ServerImpl& server = *mine->server;
  Connection& connection = **mine->connection;
  try {
    connection.run();
  } catch (const std::exception& error) {  // no memory for this connection; the others go on
    base::log(base::LogLevel::error, "a connection failed: {}", error.what());
  }
  // Taken off under the lock, so that nobody cuts a descriptor that has been closed and given out again.
  std::lock_guard lock(server.mutex_);
  server.connections_.erase(mine->connection);
  server.ended_.notify_all();
  return nullptr;
}

void ServerImpl::stop_accepting() {
  {
    std::lock_guard lock(mutex_);
    context_.stopping = true;
    ended_.notify_all();
  }
  if (wake_.is_open()) eventfd_write(wake_.get(), 1);
  if (acceptor_.joinable()) acceptor_.join();
  listeners_.clear();
}

void ServerImpl::stop(const base::Deadline& deadline) {
  std::lock_guard once(stop_mutex_);
  stop_accepting();
  std::unique_lock lock(mutex_);
  for (const auto& connection : connections_)
    if (connection->is_waiting()) connection->end_waiting();
  auto all_ended = [this] { return connections_.empty(); };
  if (ended_.wait_for(lock, deadline.stop(), deadline.left(), all_ended)) return;
  for (const auto& connection : connections_) connection->cut();
  context_.stop.request_stop();
  ended_.wait(lock, all_ended);
}

}  // namespace

base::Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler) {
  if (options.listen.empty()) return fail(ErrorKind::invalid, "the server has no address to listen on");
  std::optional<TlsServerContext> tls;
  if (!options.certificate_pem.empty())
    tls = TRY(TlsServerContext::make(options.certificate_pem, options.key_pem));
  std::vector<Listener> listeners;
  for (const ServerOptions::Listen& where : options.listen) {
    uint16_t port = where.port == 0 && !listeners.empty() ? listeners.front().port : where.port;
    listeners.push_back(TRY(listen_on(where.address, port, where.may_not_exist)));
  }
  auto server = std::make_unique<ServerImpl>(std::move(options), std::move(handler), std::move(listeners),
                                             std::move(tls));
  TRY(server->begin());
  return server;
}

}  // namespace net
