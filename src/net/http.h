// One HTTP/1.1 message, as both the server and the client see it (RFC 9110, RFC 9112).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace net {

struct Header {
  std::string name;  // as sent
  std::string value;
};

// Headers in the order sent; names are compared without case. Those of a request that came to a server have
// each name once (net/http_parser.h).
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> list) : list_(list) {}

  void add(std::string name, std::string value) { list_.push_back({std::move(name), std::move(value)}); }
  void set(std::string_view name, std::string value);  // replaces all of that name
  void erase(std::string_view name);
  void clear() { list_.clear(); }
  const std::string* find(std::string_view name) const;  // the first of that name, or nullptr
  std::string_view get(std::string_view name) const;     // the same, or an empty text
  std::vector<std::string_view> all(std::string_view name) const;

  std::vector<Header>::const_iterator begin() const { return list_.begin(); }
  std::vector<Header>::const_iterator end() const { return list_.end(); }
  size_t size() const { return list_.size(); }

 private:
  std::vector<Header> list_;
};

// A body that is read piece by piece, its transfer coding (chunked) already undone.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  // Up to `size` bytes into `buffer`; 0 at the end. Errors: the peer closed too early, was too slow, or sent
  // more than the limit.
  virtual base::Result<size_t> read(char* buffer, size_t size) = 0;
  // Whoever sends this has shown who it is: from now on the wider limits hold (ServerOptions::known_body).
  virtual void trust_sender() {}
};

// The whole body; ErrorKind::invalid if it is larger than `max_bytes`.
base::Result<std::string> read_all(BodyReader& body, size_t max_bytes);

// How much of a body is taken, and how slowly it may come. Time that the reader takes for itself does not
// count: only what has not arrived can be late.
struct BodyLimits {
  uint64_t max_bytes = 6ULL << 30;
  std::chrono::milliseconds grace{20'000};      // before the rate counts
  uint64_t least_bytes_per_second = 500;        // on the average since the beginning
  std::chrono::milliseconds whole{43'200'000};  // for all of it
};

class StringBody final : public BodyReader {
 public:
  explicit StringBody(std::string content) : content_(std::move(content)) {}
  base::Result<size_t> read(char* buffer, size_t size) override;

 private:
  std::string content_;
  size_t at_ = 0;
};

struct Request {
  std::string method;
  std::string target;  // as sent: raw path and query
  std::string path;    // raw, percent encoding untouched
  std::string query;   // raw, without `?`
  Headers headers;
  std::shared_ptr<BodyReader> body;   // never null
  std::optional<uint64_t> body_size;  // Content-Length; absent if chunked
  bool tls = false;
  std::string peer;      // address of the client, without port
  std::stop_token stop;  // requested when the server stops: who waits for news waits no longer
};

// A part of a file, sent without holding it in memory.
struct FileBody {
  std::string path;
  uint64_t offset = 0;
  uint64_t size = 0;
  // The file already open, if it may be replaced or removed before it is sent; else `path` is opened.
  std::shared_ptr<base::Fd> file = nullptr;
};

struct Response {
  int status = 200;
  // Content-Length, Transfer-Encoding, Date and Connection are the server's. A handler's own Content-Length
  // counts only for a stream, and where no body is sent (HEAD, 304); its `Connection: close` is honoured.
  Headers headers;
  std::variant<std::string, FileBody> body;
  // Called until it gives an empty piece. Sent chunked (logs, events) unless the handler says its Content-Length.
  std::function<base::Result<std::string>()> stream;
};

}  // namespace net
