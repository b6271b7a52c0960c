// HTTP/1.1 messages out of bytes (RFC 9112), without a socket. Requests are read strictly: what two readers
// could understand in two ways is refused, since that is how requests are smuggled (RFC 9112 section 11.2).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "net/http.h"

namespace net {

// Why a message is refused, and the status that tells a client so.
struct Refusal {
  int status = 400;
  std::string reason;
};

template <typename T>
using Parsed = tl::expected<T, Refusal>;

// Looks for the end of a head in bytes that arrive in pieces, each byte once.
class HeadScanner {
 public:
  // `bytes`: all since the beginning of the message. The size of the head with its empty line, or 0: not yet.
  // Refuses line ends other than CR LF at once, instead of waiting for an end that may not come.
  Parsed<size_t> scan(std::string_view bytes);
  bool in_first_line() const { return line_start_ == 0; }
  void reset() { line_start_ = at_ = 0; }

 private:
  size_t line_start_ = 0;
  size_t at_ = 0;
};

enum class BodyFraming { none, length, chunked, until_close };

struct MessageHead {
  int minor_version = 1;
  int status = 0;  // of a response
  BodyFraming framing = BodyFraming::none;
  uint64_t length = 0;          // with BodyFraming::length
  bool keep_alive = false;      // by version and Connection
  bool sends_continue = false;  // Expect: 100-continue
};

// A part of a chunked body. Neither data nor `done`: more input is needed.
struct ChunkPart {
  size_t used = 0;        // bytes of the input that are done with
  std::string_view data;  // inside the input
  bool done = false;
};

// Reads one message after the other: its head, then its body if that is chunked.
//
// A header that is sent twice is what one reader takes the first of, another the last, and a third both: a
// signature over one meaning must never stand for another. So it is refused where RFC 9110 knows but one
// value, else its values are joined with a comma (section 5.2), and everybody reads the same.
class RequestParser {
 public:
  // `single_headers`: more that are refused when sent twice; outlives the parser.
  explicit RequestParser(const std::vector<std::string>& single_headers = none());
  ~RequestParser();

  // `bytes` is a whole head, as HeadScanner found it. Fills method, target, path, query and headers, each name once.
  Parsed<MessageHead> head(std::string_view bytes, uint64_t max_body_bytes, Request& request);
  // `bytes` begins where the last part ended. At most `max_data` bytes of data at once.
  Parsed<ChunkPart> chunk(std::string_view bytes, size_t max_data);

 private:
  static const std::vector<std::string>& none();

  struct State;
  std::unique_ptr<State> state_;
  const std::vector<std::string>& single_headers_;
};

class ResponseParser {
 public:
  ResponseParser();
  ~ResponseParser();

  Parsed<MessageHead> head(std::string_view bytes, bool answers_head, Headers& headers);
  Parsed<ChunkPart> chunk(std::string_view bytes, size_t max_data);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
