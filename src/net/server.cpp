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
#include "net/address.h"
#include "net/connection.h"
#include "net/descriptors.h"

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
    raise_descriptor_limit();
    size_t all = connections_within_limit(context_.options.max_connections);
    size_t per_peer = context_.options.max_connections_per_peer;
    seat_limits_ = {all, per_peer != 0 ? std::min(per_peer, all) : all - all / 4};
    turnstile_.emplace(seat_limits_);
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
  bool is_let_in(std::string_view peer);
  bool wait_for_room(std::string_view peer);
  void make_do_with_fewer();
  Admission::Verdict ask_admission(std::string_view peer, const SeatLimits& limits);  // mutex_ is held
  bool spawn(Connections::iterator connection);
  void end(Connections::iterator connection);  // mutex_ is held
  static void* run_connection(void* start);
  void stop_accepting();

  ServerContext context_;
  std::vector<Listener> listeners_;
  uint16_t port_;
  SeatLimits seat_limits_;
  base::Fd wake_;  // an eventfd: written to end the acceptor's poll(2)
  std::thread acceptor_;
  std::mutex stop_mutex_;  // one stop() at a time

  std::mutex mutex_;
  std::condition_variable_any ended_;  // a connection ended, or the server stops
  Connections connections_;
  std::optional<Turnstile> turnstile_;
};

void ServerImpl::accept_loop() {
  std::vector<pollfd> entries;
  for (const Listener& listener : listeners_) entries.push_back({listener.fd.get(), POLLIN, 0});
  entries.push_back({wake_.get(), POLLIN, 0});
  while (!context_.stopping) {
    if (poll(entries.data(), entries.size(), -1) < 0) continue;
    for (size_t i = 0; i < listeners_.size() && !context_.stopping; ++i)
      if ((entries[i].revents & POLLIN) != 0) accept_or_skip(entries[i].fd);
  }
}

void ServerImpl::accept_or_skip(int listener) {
  try {
    accept_one(listener);
  } catch (const std::exception& error) {  // no memory for one more connection; those that there are go on
    base::log(base::LogLevel::error, "cannot take a connection: {}", error.what());
  }
}

void ServerImpl::accept_one(int listener) {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  base::Fd fd(accept4(listener, reinterpret_cast<sockaddr*>(&from), &size, SOCK_CLOEXEC));
  if (!fd.is_open()) {
    bool is_out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    if (is_out) make_do_with_fewer();
    return;
  }
  std::string peer = address_text(from);
  if (!is_let_in(peer)) return;
  if (is_among_the_last(fd.get())) make_do_with_fewer();
  if (!wait_for_room(peer)) return;
  auto connection = std::make_unique<Connection>(context_, Socket(std::move(fd)), std::move(peer));
  std::lock_guard lock(mutex_);
  turnstile_->took_a_seat(connection->peer());
  auto at = connections_.insert(connections_.end(), std::move(connection));
  if (!spawn(at)) {
    base::log(base::LogLevel::error, "cannot start a thread for a connection");
    end(at);
  }
}

bool ServerImpl::is_let_in(std::string_view peer) {
  std::lock_guard lock(mutex_);
  return turnstile_->lets_in(peer, std::chrono::steady_clock::now());
}

void ServerImpl::end(Connections::iterator connection) {
  turnstile_->left((*connection)->peer());
  connections_.erase(connection);
}

// True when this peer may have one more connection.
bool ServerImpl::wait_for_room(std::string_view peer) {
  std::unique_lock lock(mutex_);
  while (!context_.stopping) {
    Admission::Verdict verdict = ask_admission(peer, seat_limits_);
    if (verdict != Admission::Verdict::wait) return verdict == Admission::Verdict::take;
    // Whether another one has begun to wait is not reported, so it is looked at again before long.
    ended_.wait_for(lock, std::chrono::milliseconds(50));
  }
  return false;
}

// Out of descriptors or memory in spite of the limits, since others in this process use them: one that waits
// has to go. poll(2) would report the same client again at once, so its end is waited for.
void ServerImpl::make_do_with_fewer() {
  std::unique_lock lock(mutex_);
  ask_admission("", {connections_.size(), connections_.size() + 1});
  ended_.wait_for(lock, std::chrono::milliseconds(50));
}

Admission::Verdict ServerImpl::ask_admission(std::string_view peer, const SeatLimits& limits) {
  std::vector<Seat> seats;
  std::vector<Connection*> holders;
  seats.reserve(connections_.size());
  holders.reserve(connections_.size());
  for (const auto& connection : connections_) {
    seats.push_back(connection->seat());
    holders.push_back(connection.get());
  }
  Admission admission = admit(seats, peer, limits);
  if (admission.leaves) holders[*admission.leaves]->leave();
  return admission.verdict;
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
  if (started) static_cast<void>(start.release());  // the thread's now
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
  server.end(mine->connection);
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
  context_.stop.request_stop();
  std::unique_lock lock(mutex_);
  for (const auto& connection : connections_)
    if (connection->is_waiting()) connection->end_waiting();
  auto all_ended = [this] { return connections_.empty(); };
  if (ended_.wait_for(lock, deadline.stop(), deadline.left(), all_ended)) return;
  for (const auto& connection : connections_) connection->cut();
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
