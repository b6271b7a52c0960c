#include "net/socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <functional>
#include <optional>
#include <system_error>

#include "net/address.h"

namespace net {

using base::ErrorKind;
using base::fail;

namespace {

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

tl::unexpected<base::Error> too_late(const base::Deadline& deadline) {
  if (deadline.stopped()) return fail(ErrorKind::timeout, "stopped while waiting for the network");
  return fail(ErrorKind::timeout, "the peer was too slow");
}

// sendfile(2) has no MSG_NOSIGNAL: SIGPIPE is held back from this thread and taken off if it came. The signal
// is the thread's own, so nobody else's is lost.
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutSigpipe() {
    if (broken && !was_pending_) {
      timespec now{};
      while (sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

  bool broken = false;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

timeval to_timeval(std::chrono::milliseconds ms) {
  return {static_cast<time_t>(ms.count() / 1000), static_cast<suseconds_t>(ms.count() % 1000 * 1000)};
}

}  // namespace

Socket::Socket(base::Fd fd) : fd_(std::move(fd)) {
  int on = 1;
  setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void Socket::wait_in_kernel(std::chrono::milliseconds at_most) {
  at_most = std::max(at_most, std::chrono::milliseconds(1));  // 0 would mean: for ever
  timeval limit = to_timeval(at_most);
  bool set = setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
             setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0;
  in_kernel_ = set ? at_most : std::chrono::milliseconds(0);
}

bool Socket::may_block(const base::Deadline& deadline) const {
  return in_kernel_.count() > 0 && (deadline.is_never() || deadline.left() >= in_kernel_);
}

base::Status Socket::wait(short events, const base::Deadline& deadline) {
  // Shutting down wakes poll(2). Nothing is registered for a token that can never be stopped.
  std::optional<std::stop_callback<std::function<void()>>> wake;
  if (deadline.stop().stop_possible()) wake.emplace(deadline.stop(), [this] { cut(); });
  while (true) {
    if (deadline.passed()) return too_late(deadline);
    pollfd entry{fd_.get(), events, 0};
    int ready = poll(&entry, 1, static_cast<int>(deadline.left().count()));
    if (ready > 0) return deadline.stopped() ? base::Status(too_late(deadline)) : base::Status();
    if (ready < 0 && errno != EINTR)
      return fail(ErrorKind::io, "cannot wait for the network: {}", reason(errno));
  }
}

template <typename Call>
base::Result<size_t> Socket::transfer(short events, const base::Deadline& deadline, Call call) {
  while (true) {
    // A token that can be stopped is watched in wait() only.
    bool block = !deadline.stop().stop_possible() && may_block(deadline);
    ssize_t count = call(block ? 0 : MSG_DONTWAIT);
    if (count >= 0) return static_cast<size_t>(count);
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
      return fail(ErrorKind::unavailable, "the connection broke: {}", reason(errno));
    if (block) {
      if (deadline.passed()) return too_late(deadline);
    } else {
      TRY(wait(events, deadline));
    }
  }
}

base::Result<size_t> Socket::receive(char* buffer, size_t size, const base::Deadline& deadline) {
  return transfer(POLLIN, deadline, [&](int flags) { return recv(fd_.get(), buffer, size, flags); });
}

base::Result<size_t> Socket::send(std::span<const iovec> pieces, const base::Deadline& deadline) {
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());
  message.msg_iovlen = pieces.size();
  return transfer(POLLOUT, deadline,
                  [&](int flags) { return sendmsg(fd_.get(), &message, flags | MSG_NOSIGNAL); });
}

base::Result<size_t> Socket::send_file(int file, uint64_t offset, size_t size,
                                       const base::Deadline& deadline) {
  WithoutSigpipe guard;
  auto at = static_cast<off_t>(offset);
  // sendfile(2) waits in the kernel as long as it makes progress; steps let the caller look at the time.
  constexpr size_t kStep = 1 << 20;
  return transfer(POLLOUT, deadline, [&](int) {
    ssize_t count = sendfile(fd_.get(), file, &at, std::min(size, kStep));
    guard.broken = count < 0 && errno == EPIPE;
    return count;
  });
}

bool Socket::peer_closed() const {
  pollfd entry{fd_.get(), POLLIN | POLLRDHUP, 0};
  return poll(&entry, 1, 0) != 0;
}

void Socket::end_output() {
  shutdown(fd_.get(), SHUT_WR);
}
void Socket::end_input() const {
  shutdown(fd_.get(), SHUT_RD);
}
void Socket::cut() const {
  shutdown(fd_.get(), SHUT_RDWR);
}

base::Result<Socket> connect_to(const std::string& address, uint16_t port, const base::Deadline& deadline) {
  auto where = socket_address(address, port);
  if (!where) return fail(ErrorKind::invalid, "`{}` is not an IP address", address);
  base::Fd fd(::socket(where->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.is_open()) return fail(ErrorKind::io, "cannot make a socket: {}", reason(errno));
  int number = fd.get();
  Socket socket(std::move(fd));
  auto refused = [&](int error_number) {
    return fail(ErrorKind::unavailable, "cannot connect to {} port {}: {}", address, port,
                reason(error_number));
  };
  if (connect(number, reinterpret_cast<const sockaddr*>(&*where), address_size(*where)) == 0) return socket;
  if (errno != EINPROGRESS && errno != EINTR) return refused(errno);
  if (auto ready = socket.wait(POLLOUT, deadline); !ready)
    return tl::unexpected(ready.error().in(fmt::format("connecting to {} port {}", address, port)));
  int error_number = 0;
  socklen_t size = sizeof error_number;
  getsockopt(number, SOL_SOCKET, SO_ERROR, &error_number, &size);
  if (error_number != 0) return refused(error_number);
  return socket;
}

base::Result<Listener> listen_on(const std::string& address, uint16_t port, bool address_may_not_exist) {
  auto where = socket_address(address, port);
  if (!where) return fail(ErrorKind::invalid, "cannot listen on `{}`: it is not an IP address", address);
  base::Fd fd(::socket(where->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  int on = 1;
  if (fd.is_open()) {
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address_may_not_exist) setsockopt(fd.get(), IPPROTO_IP, IP_FREEBIND, &on, sizeof on);
  }
  bool bound = fd.is_open() &&
               bind(fd.get(), reinterpret_cast<const sockaddr*>(&*where), address_size(*where)) == 0 &&
               listen(fd.get(), SOMAXCONN) == 0;
  if (!bound) {
    int why = errno;
    base::Error error{ErrorKind::io,
                      fmt::format("cannot listen on {} port {}: {}", address, port, reason(why)), ""};
    if (why == EADDRINUSE) {
      error.kind = ErrorKind::conflict;
      error.hint = "stop the program that uses the port, or choose another port";
    } else if (why == EADDRNOTAVAIL) {
      error.kind = ErrorKind::invalid;
      error.hint = "choose an address of this machine";
    } else if (why == EACCES) {
      error.kind = ErrorKind::denied;
      error.hint = "choose a port above 1023";
    }
    return tl::unexpected(std::move(error));
  }
  sockaddr_storage bound_to{};
  socklen_t size = sizeof bound_to;
  getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound_to), &size);
  return Listener{std::move(fd), port_of(bound_to)};
}

}  // namespace net
