#include "net/tls_stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

namespace net {
namespace {

using base::ErrorKind;
using base::fail;

constexpr size_t kRecord = 16 << 10;  // the most that one TLS record holds (RFC 8446 section 5.1)

int descriptor(BIO* bio) {
  return static_cast<Socket*>(BIO_get_data(bio))->get();
}

bool again() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

// OpenSSL's own socket BIO would block, and its write(2) raises SIGPIPE.
int bio_read(BIO* bio, char* buffer, int size) {
  BIO_clear_retry_flags(bio);
  ssize_t count = recv(descriptor(bio), buffer, static_cast<size_t>(size), MSG_DONTWAIT);
  if (count < 0 && again()) BIO_set_retry_read(bio);
  return static_cast<int>(count);
}

int bio_write(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  ssize_t count = send(descriptor(bio), bytes, static_cast<size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && again()) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

long bio_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* make_bio_method() {
  BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "slipway socket");
  if (method == nullptr) throw std::bad_alloc();
  BIO_meth_set_read(method, bio_read);
  BIO_meth_set_write(method, bio_write);
  BIO_meth_set_ctrl(method, bio_control);
  return method;
}

}  // namespace

SslContext make_context(const SSL_METHOD* method) {
  SslContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return nullptr;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  return context;
}

std::string openssl_reason() {
  unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "no reason given";
}

TlsStream::TlsStream(SSL_CTX& context, Socket& socket) : socket_(socket), ssl_(SSL_new(&context)) {
  static BIO_METHOD* const method = make_bio_method();  // a constant table
  BIO* bio = ssl_ != nullptr ? BIO_new(method) : nullptr;
  if (bio == nullptr) {
    SSL_free(ssl_);
    throw std::bad_alloc();
  }
  BIO_set_data(bio, &socket);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_, bio, bio);
}

TlsStream::~TlsStream() {
  SSL_free(ssl_);
}

// Calls until it succeeds, waiting for the socket in between. 0: the peer ended the connection in order.
template <typename Call>
base::Result<int> TlsStream::repeat(const base::Deadline& deadline, Call call) {
  while (true) {
    std::unique_lock<std::mutex> lock(mutex_);
    ERR_clear_error();
    errno = 0;  // tells an end of the connection from a fault
    int count = call();
    if (count > 0) return count;
    int error_number = errno;
    int result = SSL_get_error(ssl_, count);
    lock.unlock();
    switch (result) {
      case SSL_ERROR_WANT_READ:
        TRY(socket_.wait(POLLIN, deadline));
        break;
      case SSL_ERROR_WANT_WRITE:
        TRY(socket_.wait(POLLOUT, deadline));
        break;
      case SSL_ERROR_ZERO_RETURN:
        return 0;
      case SSL_ERROR_SYSCALL:
        if (count == 0 || error_number == 0)
          return fail(ErrorKind::unavailable, "the peer closed the connection without ending TLS");
        return fail(ErrorKind::unavailable, "the connection broke: {}",
                    std::generic_category().message(error_number));
      default:
        return fail(ErrorKind::unavailable, "TLS failed: {}", openssl_reason());
    }
  }
}

base::Status TlsStream::handshake(const base::Deadline& deadline) {
  if (TRY(repeat(deadline, [&] { return SSL_do_handshake(ssl_); })) == 0)
    return fail(ErrorKind::unavailable, "the peer closed the connection during the TLS handshake");
  return {};
}

base::Result<size_t> TlsStream::read(char* buffer, size_t size, const base::Deadline& deadline) {
  int most = static_cast<int>(std::min<size_t>(size, 1 << 30));
  return static_cast<size_t>(TRY(repeat(deadline, [&] { return SSL_read(ssl_, buffer, most); })));
}

base::Result<size_t> TlsStream::write_piece(std::string_view bytes, const base::Deadline& deadline) {
  int most = static_cast<int>(std::min<size_t>(bytes.size(), 1 << 30));
  return static_cast<size_t>(TRY(repeat(deadline, [&] { return SSL_write(ssl_, bytes.data(), most); })));
}

base::Result<size_t> TlsStream::write_some(std::string_view first, std::string_view second,
                                           const base::Deadline& deadline) {
  // What fits into one record together goes together.
  if (first.empty()) return write_piece(second, deadline);
  if (second.empty() || first.size() >= kRecord) return write_piece(first, deadline);
  buffer_.assign(first);
  buffer_.append(second.substr(0, kRecord - first.size()));
  return write_piece(buffer_, deadline);
}

base::Result<size_t> TlsStream::write_file(int file, uint64_t offset, size_t size,
                                           const base::Deadline& deadline) {
  buffer_.resize(std::min<size_t>(size, 4 * kRecord));
  ssize_t count = pread(file, buffer_.data(), buffer_.size(), static_cast<off_t>(offset));
  if (count < 0)
    return fail(ErrorKind::io, "cannot read the file to send: {}", std::generic_category().message(errno));
  TRY(write_all(std::string_view(buffer_.data(), static_cast<size_t>(count)), {}, deadline));
  return static_cast<size_t>(count);
}

void TlsStream::end_output() {
  std::lock_guard<std::mutex> lock(mutex_);
  SSL_shutdown(ssl_);
  ERR_clear_error();
  socket_.end_output();
}

}  // namespace net
