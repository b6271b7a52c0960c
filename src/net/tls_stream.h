// The part that the server's and the client's side of TLS share. Internal to net.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <string>

#include "net/stream.h"

namespace net {

using SslContext = std::shared_ptr<SSL_CTX>;

// A context with our protocol versions and modes; nullptr if there is no memory.
SslContext make_context(const SSL_METHOD* method);

// The reason of the oldest error in OpenSSL's queue, which is emptied.
std::string openssl_reason();

// One thread may read while another writes.
class TlsStream final : public Stream {
 public:
  // `socket` outlives it.
  TlsStream(SSL_CTX& context, Socket& socket);
  ~TlsStream() override;
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  SSL* ssl() { return ssl_; }
  base::Status handshake(const base::Deadline& deadline);  // as SSL_set_accept_state or _connect_state say

  base::Result<size_t> read(char* buffer, size_t size, const base::Deadline& deadline) override;
  base::Result<size_t> write_some(std::string_view first, std::string_view second,
                                  const base::Deadline& deadline) override;
  base::Result<size_t> write_file(int file, uint64_t offset, size_t size,
                                  const base::Deadline& deadline) override;
  void end_output() override;

 private:
  template <typename Call>
  base::Result<int> repeat(const base::Deadline& deadline, Call call);
  base::Result<size_t> write_piece(std::string_view bytes, const base::Deadline& deadline);

  Socket& socket_;
  std::mutex mutex_;  // held while OpenSSL works, never while waiting for the network
  SSL* ssl_ = nullptr;
  std::string buffer_;  // of write_some and write_file
};

}  // namespace net
