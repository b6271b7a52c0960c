// What a message is read from and written to: a TCP connection, plain or under TLS.
#pragma once

#include <memory>
#include <string_view>

#include "net/socket.h"

namespace net {

// Errors are those of Socket. One thread may read while another writes; after a timeout that was no stop,
// either may go on.
class Stream {
 public:
  virtual ~Stream() = default;

  virtual base::Result<size_t> read(char* buffer, size_t size, const base::Deadline& deadline) = 0;  // 0: end
  // Writes a part of `first` followed by `second`; returns how much. One call, one segment if it is small.
  virtual base::Result<size_t> write_some(std::string_view first, std::string_view second,
                                          const base::Deadline& deadline) = 0;
  // Writes a part of the file's bytes from `offset` on; 0: the file is shorter.
  virtual base::Result<size_t> write_file(int file, uint64_t offset, size_t size,
                                          const base::Deadline& deadline) = 0;
  virtual void end_output() = 0;  // the peer sees an orderly end

  base::Status write_all(std::string_view first, std::string_view second, const base::Deadline& deadline);
};

std::unique_ptr<Stream> plain_stream(Socket& socket);  // `socket` outlives it

}  // namespace net
