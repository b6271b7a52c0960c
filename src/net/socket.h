// Blocking sockets with a deadline on every call (POSIX; poll(2) under the hood).
#pragma once

#include <sys/uio.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/file.h"
#include "base/result.h"

namespace net {

// A connected TCP socket. One thread reads and one writes; cut() and end_input() may be called from any.
// A stop of the deadline's token shuts the connection down, so it wakes a blocked call at once and spoils
// nothing else. Errors: timeout (the deadline passed or was stopped), unavailable (the connection broke).
class Socket {
 public:
  Socket() = default;
  explicit Socket(base::Fd fd);  // sets TCP_NODELAY

  // Waiting inside recv(2) and sendmsg(2) saves the call of poll(2). The kernel then gives up only after this
  // time, so it is done only while the deadline is further away.
  void wait_in_kernel(std::chrono::milliseconds at_most);

  base::Result<size_t> receive(char* buffer, size_t size, const base::Deadline& deadline);  // 0: peer closed
  base::Result<size_t> send(std::span<const iovec> pieces, const base::Deadline& deadline);
  // Sends up to `size` bytes of a file from `offset` on, without copying them. 0: the file is shorter.
  base::Result<size_t> send_file(int file, uint64_t offset, size_t size, const base::Deadline& deadline);
  base::Status wait(short events, const base::Deadline& deadline);  // until poll(2) reports one of them

  bool peer_closed() const;  // also if the peer has sent something that nobody asked for
  int get() const { return fd_.get(); }

  void end_output();       // the peer sees the end of our bytes
  void end_input() const;  // a blocked receive() returns 0
  void cut() const;        // both

 private:
  bool may_block(const base::Deadline& deadline) const;
  template <typename Call>
  base::Result<size_t> transfer(short events, const base::Deadline& deadline, Call call);

  base::Fd fd_;
  std::chrono::milliseconds in_kernel_{0};
};

// Connects to a literal address.
base::Result<Socket> connect_to(const std::string& address, uint16_t port, const base::Deadline& deadline);

struct Listener {
  base::Fd fd;
  uint16_t port = 0;
};

// Errors: conflict if the port is taken, invalid if the address is none or is not on this machine.
base::Result<Listener> listen_on(const std::string& address, uint16_t port, bool address_may_not_exist);

}  // namespace net
