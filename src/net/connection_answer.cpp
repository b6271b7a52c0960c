// The answering half of a connection.
#include <fcntl.h>

#include <cerrno>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "net/connection.h"
#include "net/response_head.h"

namespace net {
namespace {

bool is_bodiless(int status) {  // RFC 9110 section 6.4.1
  return status == 204 || status == 304 || status < 200;
}

uint64_t body_size(const Response& response) {
  if (const auto* file = std::get_if<FileBody>(&response.body)) return file->size;
  return std::get<std::string>(response.body).size();
}

std::optional<uint64_t> own_length(const Response& response) {
  const std::string* text = response.headers.find("Content-Length");
  auto length = text != nullptr ? base::parse_int(*text) : std::nullopt;
  if (!length || *length < 0) return std::nullopt;
  return static_cast<uint64_t>(*length);
}

}  // namespace

Response Connection::server_error() {
  return {500, {{"Content-Type", "text/plain"}}, "the server failed while answering this request\n", {}};
}

Connection::Next Connection::refuse(const Refusal& refusal) {
  Response response{refusal.status, {{"Content-Type", "text/plain"}}, refusal.reason + "\n", {}};
  return respond(response, {}, true);
}

// Opens the file that the answer consists of, if it does. An answer whose file cannot be opened becomes an error.
base::Fd* Connection::open_body(Response& response) {
  auto* part = std::get_if<FileBody>(&response.body);
  if (part == nullptr || response.stream) return nullptr;
  if (!part->file) part->file = std::make_shared<base::Fd>(open(part->path.c_str(), O_RDONLY | O_CLOEXEC));
  if (part->file->is_open()) return part->file.get();
  base::Error error = base::errno_error("open the answer", part->path, errno);
  base::log(base::LogLevel::error, "{}", error.message);
  response = server_error();
  return nullptr;
}

// RFC 9112 section 6: how the client will know where the body ends.
ResponseFraming Connection::frame(const Response& response, const MessageHead& head, bool sends_body) const {
  ResponseFraming framing;
  std::optional<uint64_t> own = own_length(response);
  if (!sends_body && response.headers.find("Content-Length") != nullptr) {
    framing.length = own;
  } else if (!response.stream && !is_bodiless(response.status)) {
    framing.length = body_size(response);
  } else if (response.stream && sends_body) {
    framing.length = own;
    framing.chunked = !own && head.minor_version >= 1;
    framing.close = !own && !framing.chunked;
  }
  bool asked = base::equal_ignoring_case(response.headers.get("Connection"), "close");
  framing.close = framing.close || asked || server_.stopping;
  framing.say_keep_alive = head.minor_version == 0;
  return framing;
}

Connection::Next Connection::respond(Response& response, const MessageHead& head, bool close) {
  base::Fd* file = open_body(response);
  bool sends_body = !is_head_ && !is_bodiless(response.status);
  ResponseFraming framing = frame(response, head, sends_body);
  framing.close = framing.close || close;
  out_.clear();
  append_head(out_, response.status, response.headers, framing, date());

  Pace pace = answer_pace();
  bool sent;
  if (!sends_body) {
    sent = write(out_, {}, pace);
  } else if (response.stream) {
    sent = write_stream(response, framing);
  } else if (file != nullptr) {
    sent = write_file(std::get<FileBody>(response.body), file->get(), pace);
  } else {
    sent = write(out_, std::get<std::string>(response.body), pace);
  }
  if (!sent) return Next::gone;
  return framing.close ? Next::close : Next::request;
}

bool Connection::write(std::string_view first, std::string_view second, Pace& pace) {
  while (!first.empty() || !second.empty()) {
    auto count = stream_->write_some(first, second, pace.deadline());
    if (!count) return false;
    pace.moved(*count);
    size_t of_first = std::min(*count, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(*count - of_first);
  }
  return true;
}

bool Connection::write_file(const FileBody& file, int descriptor, Pace& pace) {
  if (!write(out_, {}, pace)) return false;
  uint64_t offset = file.offset;
  uint64_t left = file.size;
  while (left > 0) {
    auto count = stream_->write_file(descriptor, offset, static_cast<size_t>(left), pace.deadline());
    if (!count || *count == 0) {
      if (count) base::log(base::LogLevel::error, "a file shrank while it was sent: `{}`", file.path);
      return false;
    }
    pace.moved(*count);
    offset += *count;
    left -= *count;
  }
  return true;
}

// The head goes with the first piece, so that a short stream is one segment too.
bool Connection::write_stream(Response& response, const ResponseFraming& framing) {
  uint64_t sent = 0;
  while (!server_.stopping) {
    auto piece = response.stream();
    Pace pace = answer_pace();  // of each piece: in between, the handler waits
    if (!piece) {
      // Without the last chunk, the client knows that the body is cut short (RFC 9112 section 8).
      base::log(base::LogLevel::warn, "a streamed answer ended early: {}", piece.error().message);
      break;
    }
    sent += piece->size();
    bool other_length = framing.length && (piece->empty() ? sent < *framing.length : sent > *framing.length);
    if (other_length) {
      base::log(base::LogLevel::error, "a streamed answer has another length than it said");
      break;
    }
    if (piece->empty()) {
      if (framing.chunked) out_.append("0\r\n\r\n");
      return write(out_, {}, pace);
    }
    if (framing.chunked) fmt::format_to(std::back_inserter(out_), "{:x}\r\n", piece->size());
    out_.append(*piece);
    if (framing.chunked) out_.append("\r\n");
    if (!write(out_, {}, pace)) return false;
    out_.clear();
  }
  Pace pace = answer_pace();
  write(out_, {}, pace);
  return false;
}

std::string_view Connection::date() {
  base::Time now = base::SystemClock().now();
  if (int64_t second = base::to_seconds(now); second != date_second_) {
    date_second_ = second;
    date_ = base::http_date(now);
  }
  return date_;
}

}  // namespace net
