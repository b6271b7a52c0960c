#include <bit>
#include <cmath>

#include "aws/protocol/cbor.h"
#include "aws/protocol/cbor_words.h"
#include "base/encoding.h"

namespace aws {
namespace {

using namespace cbor;

constexpr size_t kMostDepth = 100;

tl::unexpected<Error> malformed() {
  return error("SerializationException", 400, "The body is no CBOR that this service reads.");
}

struct Head {
  Major major;
  uint8_t info;
  uint64_t argument;
};

json::Value number(double value) {
  if (std::isnan(value)) return "NaN";  // as the json protocol writes them
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

double half(uint64_t bits) {
  auto exponent = static_cast<int>(bits >> 10 & 31);
  auto fraction = static_cast<double>(bits & 1023);
  double value = exponent == 0    ? std::ldexp(fraction, -24)
                 : exponent != 31 ? std::ldexp(fraction + 1024, exponent - 25)
                 : fraction == 0  ? INFINITY
                                  : NAN;
  return bits >> 15 & 1 ? -value : value;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  Result<json::Value> read() {
    json::Value value = TRY(item());
    if (at_ != bytes_.size()) return malformed();
    return value;
  }

 private:
  size_t left() const { return bytes_.size() - at_; }

  Result<Head> head() {
    if (left() == 0) return malformed();
    auto first = static_cast<uint8_t>(bytes_[at_++]);
    Head head{static_cast<Major>(first >> 5), static_cast<uint8_t>(first & 31),
              static_cast<uint64_t>(first & 31)};
    if (head.info < 24 || head.info == kIndefinite) return head;
    if (head.info > 27) return malformed();
    size_t size = size_t{1} << (head.info - 24);
    if (left() < size) return malformed();
    head.argument = 0;
    for (size_t i = 0; i < size; ++i)
      head.argument = head.argument << 8 | static_cast<uint8_t>(bytes_[at_++]);
    return head;
  }

  bool take_break() {
    if (left() == 0 || static_cast<uint8_t>(bytes_[at_]) != kBreak) return false;
    ++at_;
    return true;
  }

  Result<json::Value> item() {
    if (++depth_ > kMostDepth) return malformed();
    Head head = TRY(this->head());
    Result<json::Value> value = item(head);
    --depth_;
    return value;
  }

  Result<json::Value> item(const Head& head) {
    switch (head.major) {
      case kUnsigned:
        if (head.argument > INT64_MAX || head.info == kIndefinite) return malformed();
        return json::Value(static_cast<int64_t>(head.argument));
      case kNegative:
        if (head.argument > INT64_MAX || head.info == kIndefinite) return malformed();
        return json::Value(-1 - static_cast<int64_t>(head.argument));
      case kBytes:
        return json::Value(base::base64(TRY(text(head))));
      case kText: {
        std::string read = TRY(text(head));
        if (!base::is_utf8(read)) return malformed();
        return json::Value(std::move(read));
      }
      case kArray:
        return array(head);
      case kMap:
        return map(head);
      case kTag:
        return item();
      case kOther:
        break;
    }
    return other(head);
  }

  // Of indefinite length: in pieces.
  Result<std::string> text(const Head& head) {
    std::string all;
    if (head.info != kIndefinite) {
      if (head.argument > left()) return malformed();
      all = bytes_.substr(at_, head.argument);
      at_ += head.argument;
      return all;
    }
    while (!take_break()) {
      Head piece = TRY(this->head());
      if (piece.major != head.major || piece.info == kIndefinite) return malformed();
      all += TRY(text(piece));
    }
    return all;
  }

  bool has_more(const Head& head, uint64_t read) {
    return head.info == kIndefinite ? !take_break() : read < head.argument;
  }

  Result<json::Value> array(const Head& head) {
    json::Array elements;
    while (has_more(head, elements.size())) elements.push_back(TRY(item()));
    return json::Value(std::move(elements));
  }

  Result<json::Value> map(const Head& head) {
    json::Object members;
    while (has_more(head, members.size())) {
      Head name = TRY(this->head());
      if (name.major != kText) return malformed();
      std::string text = TRY(this->text(name));
      json::Value value = TRY(item());
      if (!base::is_utf8(text) || members.contains(text)) return malformed();
      members.append({std::move(text), std::move(value), {}});
    }
    return json::Value(std::move(members));
  }

  static Result<json::Value> other(const Head& head) {
    switch (head.info) {
      case kFalse:
      case kTrue:
        return json::Value(head.info == kTrue);
      case kNull:
      case kUndefined:
        return json::Value();
      case kHalf:
        return number(half(head.argument));
      case kSingle:
        return number(static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(head.argument))));
      case kDouble:
        return number(std::bit_cast<double>(head.argument));
      default:
        return malformed();
    }
  }

  std::string_view bytes_;
  size_t at_ = 0;
  size_t depth_ = 0;
};

}  // namespace

Result<std::string> json_of_cbor(std::string_view body) {
  if (body.empty()) return "{}";
  return json::dump(TRY(Reader(body).read()));
}

}  // namespace aws
