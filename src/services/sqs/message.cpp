#include "services/sqs/message.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/code_points.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "services/sqs/attributes.h"
#include "services/sqs/letters.h"

namespace account::sqs {
namespace {

constexpr size_t kMostAttributes = 10;
constexpr size_t kMostNameLetters = 256;
constexpr size_t kMostIdLetters = 128;  // of a group or a deduplication id
constexpr std::string_view kTypes[] = {"String", "Number", "Binary"};
constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

template <typename... Args>
tl::unexpected<aws::Error> invalid(fmt::format_string<Args...> format, Args&&... args) {
  return aws::error("InvalidParameterValue", 400, format, std::forward<Args>(args)...);
}

tl::unexpected<aws::Error> missing(std::string_view member) {
  return aws::error("MissingParameter", 400, "The request must contain the parameter {}.", member);
}

// The characters of XML 1.0 (section 2.2).
bool is_allowed(char32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

aws::Result<void> check_characters(const std::string& text, std::string_view where) {
  for (char32_t c : base::code_points(text)) {
    if (is_allowed(c)) continue;
    return aws::error(
        "InvalidMessageContents", 400,
        "Invalid binary character '#x{:X}' was found in the {}, the set of allowed characters is "
        "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
        static_cast<uint32_t>(c), where);
  }
  return {};
}

// String, Number or Binary, and behind a dot a name of the sender's own.
std::string_view logical_type(std::string_view type) {
  return type.substr(0, type.find('.'));
}

// As people write numbers: 7, +7, 007, .5, 1e200.
bool is_number(const std::string& text) {
  if (text.find_first_not_of("0123456789+-.eE") != text.npos) return false;
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return *end == '\0';
}

bool is_attribute_name(std::string_view name) {
  std::u32string letters = base::code_points(name);
  bool characters = std::all_of(letters.begin(), letters.end(), [](char32_t c) {
    return c > 127 || is_letter_or_digit(static_cast<char>(c)) || c == '_' || c == '-' || c == '.';
  });
  std::string lower = base::lower(name);
  return characters && !name.empty() && letters.size() <= kMostNameLetters && name.front() != '.' &&
         name.back() != '.' && name.find("..") == name.npos && !lower.starts_with("aws.") &&
         !lower.starts_with("amazon.");
}

aws::Result<void> check_attribute(const std::string& name, const json::Value& attribute) {
  std::string type(attribute.string_or("DataType", ""));
  if (!is_attribute_name(name)) return invalid("The message attribute name '{}' is invalid.", name);
  std::string_view logical = logical_type(type);
  bool is_type = std::find(std::begin(kTypes), std::end(kTypes), logical) != std::end(kTypes);
  if (!is_type || type.size() > kMostNameLetters) {
    return invalid(
        "The message attribute '{}' has an invalid message attribute type, the set of supported type "
        "prefixes is Binary, Number, and String.",
        name);
  }
  std::string value(attribute.string_or(logical == "Binary" ? "BinaryValue" : "StringValue", ""));
  if (value.empty())
    return invalid("The message attribute '{}' must contain a non-empty value of type '{}'.", name, logical);
  if (logical == "Number" && !is_number(value))
    return invalid("Can't cast the value of message (user) attribute '{}' to a number.", name);
  if (logical != "Binary") TRY(check_characters(value, fmt::format("message attribute '{}'", name)));
  return {};
}

aws::Result<void> check_attributes(const json::Value* attributes) {
  if (!attributes) return {};
  size_t count = attributes->as_object().size();
  if (count > kMostAttributes)
    return invalid("Number of message attributes [{}] exceeds the allowed maximum [{}].", count,
                   kMostAttributes);
  for (const json::Member& attribute : attributes->as_object())
    TRY(check_attribute(attribute.name, attribute.value));
  return {};
}

aws::Result<void> check_id(const Sent& sent, std::string_view member) {
  std::string id = sent.text(member);
  bool characters = std::all_of(id.begin(), id.end(), [](char c) {
    return is_letter_or_digit(c) || kPunctuation.find(c) != kPunctuation.npos;
  });
  if (characters && id.size() <= kMostIdLetters) return {};
  return invalid(
      "Value {} for parameter {} is invalid. Reason: {} can only include alphanumeric and punctuation "
      "characters. 1 to {} in length.",
      id, member, member, kMostIdLetters);
}

aws::Result<void> check_delay(const Queue& queue, const Sent& sent) {
  const json::Value* delay = sent.find("DelaySeconds");
  if (!delay) return {};
  int64_t seconds = delay->as_int();
  if (seconds < 0 || seconds > 900)
    return invalid(
        "Value {} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        seconds);
  if (queue.is_fifo() && seconds > 0) {
    return invalid(
        "Value {} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not "
        "valid for this queue type.",
        seconds);
  }
  return {};
}

aws::Result<void> check_order(const Queue& queue, const Sent& sent) {
  TRY(check_id(sent, "MessageGroupId"));
  TRY(check_id(sent, "MessageDeduplicationId"));
  if (queue.is_fifo()) return check_has_order(queue, sent);
  if (sent.text("MessageDeduplicationId").empty()) return {};
  return invalid(
      "Value {} for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that "
      "is not "
      "valid for this queue type.",
      sent.text("MessageDeduplicationId"));
}

// Each part behind its length, which is four bytes, the greatest first.
void add_part(std::string& bytes, std::string_view part) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(part.size() >> shift);
  bytes += part;
}

json::Value with_bytes(const json::Value& attributes, std::string (*change)(const std::string&)) {
  json::Object result;
  for (const json::Member& attribute : attributes.as_object()) {
    json::Value value = attribute.value;
    if (json::Value* bytes = value.as_object().find("BinaryValue")) *bytes = change(bytes->as_string());
    result.set(attribute.name, std::move(value));
  }
  return result;
}

}  // namespace

size_t Sent::size() const {
  size_t size = text("MessageBody").size();
  const json::Value* attributes = find("MessageAttributes");
  if (!attributes) return size;
  for (const json::Member& attribute : attributes->as_object()) {
    size += attribute.name.size();
    for (std::string_view part : {"DataType", "StringValue", "BinaryValue"})
      size += attribute.value.string_or(part, "").size();
  }
  return size;
}

aws::Result<void> check_message(const Queue& queue, const Sent& sent) {
  std::string body = sent.text("MessageBody");
  if (body.empty()) return missing("MessageBody");
  TRY(check_characters(body, "message body"));
  TRY(check_attributes(sent.find("MessageAttributes")));
  int64_t most = number(queue, "MaximumMessageSize");
  if (static_cast<int64_t>(sent.size()) > most)
    return invalid("One or more parameters are invalid. Reason: Message must be shorter than {} bytes.",
                   most);
  TRY(check_delay(queue, sent));
  return check_order(queue, sent);
}

aws::Result<void> check_has_order(const Queue& queue, const Sent& sent) {
  if (!queue.is_fifo()) return {};
  if (sent.text("MessageGroupId").empty()) return missing("MessageGroupId");
  if (sent.text("MessageDeduplicationId").empty() && !flag(queue, "ContentBasedDeduplication")) {
    return invalid(
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
        "explicitly");
  }
  return {};
}

std::string md5_hex(std::string_view text) {
  return base::hex(crypto::digest(crypto::Digest::md5, text));
}

std::string md5_of_attributes(const json::Value* attributes) {
  if (!attributes || attributes->as_object().empty()) return "";
  std::vector<const json::Member*> sorted;
  for (const json::Member& attribute : attributes->as_object()) sorted.push_back(&attribute);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  std::string bytes;
  for (const json::Member* attribute : sorted) {
    std::string type(attribute->value.string_or("DataType", ""));
    bool is_binary = logical_type(type) == "Binary";
    add_part(bytes, attribute->name);
    add_part(bytes, type);
    bytes += is_binary ? '\2' : '\1';
    add_part(bytes, attribute->value.string_or(is_binary ? "BinaryValue" : "StringValue", ""));
  }
  return md5_hex(bytes);
}

json::Value attributes_as_text(const json::Value& attributes) {
  return with_bytes(attributes, [](const std::string& bytes) { return base::base64(bytes); });
}

json::Value attributes_as_sent(const json::Value& attributes) {
  return with_bytes(attributes, [](const std::string& text) { return base::unbase64(text).value_or(""); });
}

}  // namespace account::sqs
