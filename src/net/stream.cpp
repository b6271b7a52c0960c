#include "net/stream.h"

#include <array>

namespace net {
namespace {

iovec piece(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size()};
}

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket& socket) : socket_(socket) {}

  base::Result<size_t> read(char* buffer, size_t size, const base::Deadline& deadline) override {
    return socket_.receive(buffer, size, deadline);
  }
  base::Result<size_t> write_some(std::string_view first, std::string_view second,
                                  const base::Deadline& deadline) override {
    std::array pieces = {piece(first), piece(second)};
    return socket_.send(pieces, deadline);
  }
  base::Result<size_t> write_file(int file, uint64_t offset, size_t size,
                                  const base::Deadline& deadline) override {
    return socket_.send_file(file, offset, size, deadline);
  }
  void end_output() override { socket_.end_output(); }

 private:
  Socket& socket_;
};

}  // namespace

base::Status Stream::write_all(std::string_view first, std::string_view second,
                               const base::Deadline& deadline) {
  while (!first.empty() || !second.empty()) {
    size_t count = TRY(write_some(first, second, deadline));
    size_t of_first = std::min(count, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(count - of_first);
  }
  return {};
}

std::unique_ptr<Stream> plain_stream(Socket& socket) {
  return std::make_unique<PlainStream>(socket);
}

}  // namespace net
