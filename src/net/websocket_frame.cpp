#include "net/websocket_frame.h"

#include <algorithm>

#include "base/encoding.h"

namespace net {
namespace {

constexpr unsigned char kFinal = 0x80;
constexpr unsigned char kReserved = 0x70;
constexpr unsigned char kMasked = 0x80;

unsigned char byte_at(std::string_view bytes, size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

uint64_t big_endian(std::string_view bytes) {
  uint64_t value = 0;
  for (char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

void append_big_endian(std::string& out, uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

void apply_mask(char* bytes, size_t size, const FrameMask& mask) {
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(bytes[i] ^ mask[i % 4]);
}

bool is_control(Opcode opcode) {
  return opcode >= Opcode::close;
}

tl::unexpected<WebSocketRefusal> refuse(std::string reason, uint16_t code = 1002) {
  return tl::unexpected(WebSocketRefusal{code, std::move(reason)});
}

// Section 5.5.1: nothing, or a code and a reason in UTF-8. Codes that may not be sent: section 7.4.
std::optional<WebSocketRefusal> check_close(const WebSocketMessage& message) {
  if (message.data.empty()) return std::nullopt;
  if (message.data.size() == 1) return WebSocketRefusal{1002, "a close has half a code"};
  uint16_t code = message.close_code();
  bool is_known = code >= 1000 && code < 5000 && code != 1004 && code != 1005 && code != 1006 && code != 1015;
  if (!is_known) return WebSocketRefusal{1002, "a close has a code that cannot be sent"};
  if (!base::is_utf8(message.close_reason()))
    return WebSocketRefusal{1007, "the reason of a close is not UTF-8"};
  return std::nullopt;
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload,
                  const std::optional<FrameMask>& mask) {
  out += static_cast<char>(kFinal | static_cast<unsigned char>(opcode));
  unsigned char masked = mask ? kMasked : 0;
  if (payload.size() < 126) {
    out += static_cast<char>(masked | static_cast<unsigned char>(payload.size()));
  } else if (payload.size() <= 0xffff) {
    out += static_cast<char>(masked | 126);
    append_big_endian(out, payload.size(), 2);
  } else {
    out += static_cast<char>(masked | 127);
    append_big_endian(out, payload.size(), 8);
  }
  if (mask) out.append(mask->data(), mask->size());
  size_t begin = out.size();
  out.append(payload);
  if (mask) apply_mask(out.data() + begin, payload.size(), *mask);
}

uint16_t WebSocketMessage::close_code() const {
  if (data.size() < 2) return 1005;
  return static_cast<uint16_t>(big_endian(std::string_view(data).substr(0, 2)));
}

std::string_view WebSocketMessage::close_reason() const {
  return data.size() < 2 ? std::string_view() : std::string_view(data).substr(2);
}

tl::expected<MessageReader::Head, WebSocketRefusal> MessageReader::parse_head() const {
  Head head;
  if (pending_.size() < 2) return head;
  unsigned char first = byte_at(pending_, 0);
  unsigned char second = byte_at(pending_, 1);
  if ((first & kReserved) != 0) return refuse("a frame uses an extension that was not agreed upon");
  head.final = (first & kFinal) != 0;
  head.opcode = static_cast<Opcode>(first & 0x0f);
  bool masked = (second & kMasked) != 0;
  if (masked != from_client_) return refuse(masked ? "a server masked a frame" : "a client masked no frame");
  size_t length_bytes = (second & 0x7f) == 126 ? 2 : (second & 0x7f) == 127 ? 8 : 0;
  size_t size = 2 + length_bytes + (masked ? 4 : 0);
  if (pending_.size() < size) return head;
  head.length =
      length_bytes == 0 ? second & 0x7f : big_endian(std::string_view(pending_).substr(2, length_bytes));
  // Section 5.2: the shortest form that can hold it, and the highest bit is 0.
  if ((length_bytes == 2 && head.length < 126) || (length_bytes == 8 && head.length <= 0xffff) ||
      head.length >> 63 != 0)
    return refuse("the length of a frame is not in its shortest form");
  if (masked) std::copy_n(pending_.data() + 2 + length_bytes, 4, head.mask.begin());
  head.size = size;
  return head;
}

std::optional<WebSocketRefusal> MessageReader::check(const Head& head) const {
  bool is_known = head.opcode <= Opcode::binary || (is_control(head.opcode) && head.opcode <= Opcode::pong);
  if (!is_known) return WebSocketRefusal{1002, "a frame has an unknown opcode"};
  if (is_control(head.opcode)) {
    if (!head.final || head.length > 125)  // section 5.5
      return WebSocketRefusal{1002, "a control frame is cut in pieces or too long"};
    return std::nullopt;
  }
  if ((head.opcode == Opcode::continuation) != partial_.has_value())  // section 5.4
    return WebSocketRefusal{
        1002, partial_ ? "a message begins inside another" : "a message goes on that has not begun"};
  size_t before = partial_ ? partial_->data.size() : 0;
  if (head.length > max_bytes_ - before) return WebSocketRefusal{1009, "a message is too large"};
  return std::nullopt;
}

tl::expected<std::optional<WebSocketMessage>, WebSocketRefusal> MessageReader::next() {
  while (true) {
    auto head = parse_head();
    if (!head) return tl::unexpected(head.error());
    if (head->size == 0) return std::nullopt;
    if (auto refusal = check(*head)) return tl::unexpected(std::move(*refusal));
    if (pending_.size() - head->size < head->length) return std::nullopt;
    std::string payload = pending_.substr(head->size, static_cast<size_t>(head->length));
    pending_.erase(0, head->size + static_cast<size_t>(head->length));
    if (from_client_) apply_mask(payload.data(), payload.size(), head->mask);

    if (is_control(head->opcode)) {
      WebSocketMessage control{head->opcode, std::move(payload)};
      if (head->opcode == Opcode::close) {
        if (auto refusal = check_close(control)) return tl::unexpected(std::move(*refusal));
      }
      return control;
    }
    if (!partial_) partial_ = WebSocketMessage{head->opcode, {}};
    partial_->data += payload;
    if (!head->final) continue;
    WebSocketMessage message = std::move(*partial_);
    partial_.reset();
    if (message.opcode == Opcode::text && !base::is_utf8(message.data))
      return refuse("a text is not UTF-8", 1007);
    return message;
  }
}

}  // namespace net
