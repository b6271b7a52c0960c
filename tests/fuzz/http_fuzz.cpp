// Requests out of any bytes, all at once and byte by byte: both must come to the same end, since a request
// that is understood differently by how it is cut into segments can be used to smuggle another.
#include <algorithm>
#include <cstdlib>

#include "net/http_parser.h"

namespace {

constexpr uint64_t kMaxBody = 1 << 16;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Outcome {
  bool is_refused = false;
  bool is_complete = false;
  std::string text;  // what was understood
};

// Offers the bytes of a chunked body, `step` more at a time.
Outcome read_chunks(net::RequestParser& parser, std::string_view bytes, size_t step, Outcome outcome) {
  size_t at = 0;
  size_t seen = 0;
  while (true) {
    const auto part = parser.chunk(bytes.substr(at, seen - at), 64);
    if (!part) {
      outcome.is_refused = true;
      return outcome;
    }
    require(part->used <= seen - at && part->data.size() <= 64);
    at += part->used;
    outcome.text += part->data;
    outcome.is_complete = part->done;
    if (part->done) return outcome;
    if (part->data.empty()) {
      if (seen == bytes.size()) return outcome;
      seen = std::min(bytes.size(), seen + step);
    }
  }
}

Outcome read_request(std::string_view bytes, size_t step) {
  Outcome outcome;
  net::HeadScanner scanner;
  size_t head_size = 0;
  for (size_t seen = 0; head_size == 0;) {
    if (seen == bytes.size()) return outcome;
    seen = std::min(bytes.size(), seen + step);
    const auto size = scanner.scan(bytes.substr(0, seen));
    outcome.is_refused = !size;
    if (!size) return outcome;
    require(*size <= seen);
    head_size = *size;
  }

  net::RequestParser parser;
  net::Request request;
  const auto head = parser.head(bytes.substr(0, head_size), kMaxBody, request);
  outcome.is_refused = !head;
  if (!head) return outcome;
  outcome.text = request.method + " " + request.path + "?" + request.query + "\n";
  for (const net::Header& header : request.headers) {
    require(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    outcome.text += header.name + ":" + header.value + "\n";
  }
  require(head->framing != net::BodyFraming::until_close);
  require(head->framing != net::BodyFraming::length || head->length <= kMaxBody);
  if (head->framing == net::BodyFraming::chunked)
    return read_chunks(parser, bytes.substr(head_size), step, std::move(outcome));
  outcome.is_complete = true;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome at_once = read_request(bytes, size + 1);
  const Outcome piecemeal = read_request(bytes, 1);
  require(at_once.is_refused == piecemeal.is_refused && at_once.is_complete == piecemeal.is_complete);
  if (at_once.is_complete) require(at_once.text == piecemeal.text);
  return 0;
}
