// The only file that sees Boost.Beast. Its basic_parser hands us views into our own buffer, so a message is
// copied once. It is more tolerant than a server should be; what it lets through is refused here.
#include "net/http_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <limits>
#include <optional>

#include "base/text.h"

namespace net {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastText = boost::beast::string_view;

tl::unexpected<Refusal> refuse(int status, std::string why) {
  return tl::unexpected(Refusal{status, std::move(why)});
}

std::string_view view(BeastText text) {
  return {text.data(), text.size()};
}

// Collects what basic_parser reports about one message.
template <bool kIsRequest>
class Message final : public http::basic_parser<kIsRequest> {
 public:
  explicit Message(Headers& headers) : headers_(&headers) {}

  std::string_view method;
  std::string_view target;
  int version = 11;
  int status = 0;
  bool transfer_encoding = false;
  bool only_chunked = false;  // Transfer-Encoding is exactly `chunked`
  int hosts = 0;
  // Counted here, since Beast 1.81 counts a chunk again whenever its header has to wait for more input.
  uint64_t chunk_bytes_left = std::numeric_limits<uint64_t>::max();
  size_t max_data = 0;    // of the next piece of a chunked body
  std::string_view data;  // the piece

 private:
  void on_request_impl(http::verb, BeastText method_text, BeastText target_text, int http_version,
                       error_code&) override {
    method = view(method_text);
    target = view(target_text);
    version = http_version;
  }
  void on_response_impl(int code, BeastText, int http_version, error_code&) override {
    status = code;
    version = http_version;
  }
  void on_field_impl(http::field field, BeastText name, BeastText value, error_code&) override {
    if (in_trailer_) return;  // RFC 9110 section 6.5.1: a recipient may discard trailers
    if (field == http::field::host) ++hosts;
    if (field == http::field::transfer_encoding) {
      only_chunked = !transfer_encoding && base::equal_ignoring_case(view(value), "chunked");
      transfer_encoding = true;
    }
    headers_->add(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
  }
  void on_header_impl(error_code&) override { in_trailer_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  size_t on_body_impl(BeastText body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t size, BeastText, error_code& error) override {
    if (size > chunk_bytes_left) error = http::error::body_limit;
    chunk_bytes_left -= std::min(size, chunk_bytes_left);
  }
  size_t on_chunk_body_impl(std::uint64_t, BeastText body, error_code&) override {
    data = view(body).substr(0, max_data);
    return data.size();
  }
  void on_finish_impl(error_code&) override {}

  Headers* headers_;
  bool in_trailer_ = false;
};

Refusal to_refusal(const error_code& error) {
  if (error == http::error::body_limit) return {413, "the body is too large"};
  if (error == http::error::bad_version) return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  if (error == http::error::need_more) return {400, "the head is cut short"};
  return {400, "malformed message: " + error.message()};
}

template <bool kIsRequest>
Parsed<void> put_head(Message<kIsRequest>& message, std::string_view bytes) {
  message.header_limit(std::numeric_limits<uint32_t>::max());  // the caller limits what it buffers
  message.body_limit(boost::none);                             // and how much it takes
  message.eager(
      true);  // with nothing but the head at hand, this goes through start line and fields in one call
  error_code error;
  message.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error && !(error == http::error::need_more && message.is_header_done()))
    return tl::unexpected(to_refusal(error));
  return {};
}

// Of a body that is not complete, no less than the last chunk `0 CRLF CRLF` is still to come. Beast 1.81
// counts on getting so much at once: less of a last chunk that is also the first fails one of its assertions.
constexpr size_t kLeastRest = 5;

template <bool kIsRequest>
Parsed<ChunkPart> next_chunk(Message<kIsRequest>& message, std::string_view bytes, size_t max_data) {
  ChunkPart part;
  message.eager(false);  // stop after each element, to hand out its bytes where they lie
  message.max_data = max_data;
  message.data = {};
  while (!message.is_done() && message.data.empty() && bytes.size() - part.used >= kLeastRest) {
    std::string_view rest = bytes.substr(part.used);
    error_code error;
    part.used += message.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    if (error == http::error::need_more) break;
    if (error) return tl::unexpected(to_refusal(error));
  }
  part.data = message.data;
  part.done = message.is_done();
  return part;
}

template <bool kIsRequest>
MessageHead describe(const Message<kIsRequest>& message) {
  MessageHead head;
  head.minor_version = message.version - 10;
  head.status = message.status;
  head.keep_alive = message.keep_alive();
  if (message.is_done()) return head;
  if (message.chunked()) {
    head.framing = BodyFraming::chunked;
  } else if (auto length = message.content_length()) {
    head.framing = BodyFraming::length;
    head.length = *length;
  } else {
    head.framing = BodyFraming::until_close;
  }
  return head;
}

bool is_host(std::string_view host) {
  constexpr std::string_view kAllowed = "-._~%!$&'()*+;=:[]";  // RFC 3986 section 3.2.2, without user info
  return std::all_of(host.begin(), host.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kAllowed.find(c) != std::string_view::npos;
  });
}

// RFC 9112 section 3.2: origin-form, absolute-form (whose authority counts instead of Host), and `*`.
Parsed<void> take_target(std::string_view target, Request& request) {
  request.target = target;
  std::string_view scheme = target.substr(0, target.find("://"));
  if (base::equal_ignoring_case(scheme, "http") || base::equal_ignoring_case(scheme, "https")) {
    target.remove_prefix(std::min(scheme.size() + 3, target.size()));
    size_t authority_end = std::min(target.find_first_of("/?"), target.size());
    std::string_view authority = target.substr(0, authority_end);
    if (authority.empty() || !is_host(authority)) return refuse(400, "the target has no valid host");
    request.headers.set("Host", std::string(authority));
    target.remove_prefix(authority_end);
  } else if (!target.starts_with('/') && !(target == "*" && request.method == "OPTIONS")) {
    return refuse(400, "the target is neither a path nor a URL");
  }
  if (target.find('#') != std::string_view::npos) return refuse(400, "the target has a fragment");
  size_t question = std::min(target.find('?'), target.size());
  request.path = target.substr(0, question);
  if (request.path.empty()) request.path = "/";
  request.query = question < target.size() ? target.substr(question + 1) : std::string_view();
  return {};
}

// The fields of a request that RFC 9110 and 9112 define as one value, and some of common use.
constexpr std::string_view kSingle[] = {"Authorization",
                                        "Content-Length",
                                        "Content-Location",
                                        "Content-MD5",
                                        "Content-Range",
                                        "Content-Type",
                                        "Cookie",
                                        "Date",
                                        "Expect",
                                        "From",
                                        "Host",
                                        "If-Modified-Since",
                                        "If-Range",
                                        "If-Unmodified-Since",
                                        "Max-Forwards",
                                        "Origin",
                                        "Range",
                                        "Referer",
                                        "Transfer-Encoding",
                                        "User-Agent"};

constexpr size_t kMostHeaders = 256;  // each is compared with all others

Parsed<void> join_repeated(const std::vector<std::string>& more_single, Headers& headers) {
  Headers joined;
  for (const Header& header : headers) {
    const std::string* before = joined.find(header.name);
    if (before == nullptr) {
      joined.add(header.name, header.value);
      continue;
    }
    auto is_this = [&](std::string_view name) { return base::equal_ignoring_case(name, header.name); };
    if (std::any_of(std::begin(kSingle), std::end(kSingle), is_this) ||
        std::any_of(more_single.begin(), more_single.end(), is_this))
      return refuse(400, fmt::format("`{}` was sent more than once", header.name));
    // No blank after the comma: AWS's canonical request joins them like this.
    joined.set(header.name, *before + "," + header.value);
  }
  if (joined.size() != headers.size()) headers = std::move(joined);
  return {};
}

Parsed<void> check_request(const Message<true>& message, const Request& request) {
  // RFC 9112 section 6.1: what else is in Transfer-Encoding cannot be undone, and hides where the body ends.
  if (message.transfer_encoding && !message.only_chunked)
    return refuse(501, "a transfer coding other than `chunked` is not supported");
  if (message.transfer_encoding && message.version < 11)
    return refuse(400, "HTTP/1.0 knows no Transfer-Encoding");
  if (message.hosts > 1 || (message.hosts == 0 && message.version >= 11))
    return refuse(400, "a request needs exactly one Host");  // RFC 9112 section 3.2
  if (!is_host(request.headers.get("Host"))) return refuse(400, "Host is malformed");
  if (message.method == "CONNECT") return refuse(501, "CONNECT is not supported");
  return {};
}

}  // namespace

Parsed<size_t> HeadScanner::scan(std::string_view bytes) {
  while (at_ < bytes.size()) {
    const void* found = std::memchr(bytes.data() + at_, '\n', bytes.size() - at_);
    if (found == nullptr) {
      at_ = bytes.size();
      return 0;
    }
    size_t end = static_cast<size_t>(static_cast<const char*>(found) - bytes.data());
    if (end == line_start_ || bytes[end - 1] != '\r') return refuse(400, "a line does not end with CR LF");
    bool is_empty = end == line_start_ + 1;
    bool is_folded = line_start_ > 0 && (bytes[line_start_] == ' ' || bytes[line_start_] == '\t');
    if (is_folded) return refuse(400, "a header is folded over two lines");  // RFC 9112 section 5.2
    line_start_ = at_ = end + 1;
    if (is_empty) return line_start_;
  }
  return 0;
}

struct RequestParser::State {
  std::optional<Message<true>> message;
};

RequestParser::RequestParser(const std::vector<std::string>& single_headers)
    : state_(std::make_unique<State>()), single_headers_(single_headers) {}

const std::vector<std::string>& RequestParser::none() {
  static const std::vector<std::string> nothing;
  return nothing;
}
RequestParser::~RequestParser() = default;

Parsed<MessageHead> RequestParser::head(std::string_view bytes, uint64_t max_body_bytes, Request& request) {
  Message<true>& message = state_->message.emplace(request.headers);
  message.chunk_bytes_left = max_body_bytes;
  if (auto done = put_head(message, bytes); !done) return tl::unexpected(std::move(done).error());
  request.method = message.method;
  if (auto fine = check_request(message, request); !fine) return tl::unexpected(std::move(fine).error());
  if (request.headers.size() > kMostHeaders) return refuse(431, "there are too many headers");
  if (auto fine = join_repeated(single_headers_, request.headers); !fine)
    return tl::unexpected(std::move(fine).error());
  if (auto fine = take_target(message.target, request); !fine) return tl::unexpected(std::move(fine).error());

  MessageHead head = describe(message);
  if (head.length > max_body_bytes) return refuse(413, "the body is too large");
  if (const std::string* expect = request.headers.find("Expect");
      expect != nullptr && message.version >= 11) {
    if (!base::equal_ignoring_case(*expect, "100-continue"))
      return refuse(417, "the only expectation that can be met is `100-continue`");
    head.sends_continue = true;
  }
  return head;
}

Parsed<ChunkPart> RequestParser::chunk(std::string_view bytes, size_t max_data) {
  return next_chunk(*state_->message, bytes, max_data);
}

struct ResponseParser::State {
  std::optional<Message<false>> message;
};

ResponseParser::ResponseParser() : state_(std::make_unique<State>()) {}
ResponseParser::~ResponseParser() = default;

Parsed<MessageHead> ResponseParser::head(std::string_view bytes, bool answers_head, Headers& headers) {
  Message<false>& message = state_->message.emplace(headers);
  message.skip(answers_head);
  if (auto done = put_head(message, bytes); !done) return tl::unexpected(std::move(done).error());
  if (message.transfer_encoding && !message.only_chunked)
    return refuse(502, "a transfer coding other than `chunked` is not supported");
  return describe(message);
}

Parsed<ChunkPart> ResponseParser::chunk(std::string_view bytes, size_t max_data) {
  return next_chunk(*state_->message, bytes, max_data);
}

}  // namespace net
