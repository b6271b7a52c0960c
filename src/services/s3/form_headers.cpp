#include "services/s3/form_headers.h"

#include <algorithm>
#include <iterator>

#include "aws/model/model.h"
#include "aws/protocol/protocol.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/s3/bucket.h"

namespace account::s3 {
namespace {

// Fields by name, and those that begin so. All others are not passed on: x-amz-copy-source, say, would make
// another call of it.
constexpr std::string_view kFields[] = {
    "cache-control",       "content-disposition",
    "content-encoding",    "content-md5",
    "content-type",        "expires",
    "x-amz-storage-class", "x-amz-website-redirect-location",
};
constexpr std::string_view kPrefixes[] = {"x-amz-checksum-", "x-amz-grant-", "x-amz-object-lock-",
                                          "x-amz-server-side-encryption"};
constexpr std::string_view kMetadata = "x-amz-meta-";

bool is_header(std::string_view name) {
  if (name == "x-amz-checksum-algorithm") return false;  // the one whose value is there says it
  return std::find(std::begin(kFields), std::end(kFields), name) != std::end(kFields) ||
         std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

// The field holds the body of PutObjectTagging; the header is a query string.
aws::Result<std::string> tagging_header(const std::string& xml) {
  aws::Service service = *aws::Service::find("s3");
  aws::Route route{service, *service.find_operation("PutObjectTagging"), aws::Protocol::rest_xml, {}, {},
                   false};
  route.labels = {{"Bucket", "bucket"}, {"Key", "key"}};
  auto input = aws::decode_input(route, {}, xml);
  const json::Value* tagging = input ? input->find("Tagging") : nullptr;
  const json::Value* tags = tagging ? tagging->find("TagSet") : nullptr;
  if (!tags) return malformed_xml();
  std::string header;
  for (const json::Value& tag : tags->as_array()) {
    header +=
        fmt::format("{}{}={}", header.empty() ? "" : "&", base::percent_encode(tag.string_or("Key", "")),
                    base::percent_encode(tag.string_or("Value", "")));
  }
  return header;
}

bool is_printable(unsigned char byte) {
  return byte >= 0x20 && byte < 0x7f;
}

}  // namespace

aws::Result<net::Headers> headers_of(const Form& form) {
  net::Headers headers;
  for (const FormField& field : form.fields) {
    std::string name = base::lower(field.name);
    if (name == "acl") headers.set("x-amz-acl", field.value);
    if (name == "tagging") headers.set("x-amz-tagging", TRY(tagging_header(field.value)));
    if (name.starts_with(kMetadata)) headers.set(name, encoded_word(field.value));
    if (is_header(name)) headers.set(name, field.value);
  }
  return headers;
}

std::string encoded_word(const std::string& text) {
  if (std::all_of(text.begin(), text.end(), is_printable)) return text;
  bool is_binary = !base::is_utf8(text) ||
                   std::any_of(text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20; });
  if (is_binary) return fmt::format("=?UTF-8?B?{}?=", base::base64(text));
  std::string word = "=?UTF-8?Q?";
  for (unsigned char byte : text) {
    bool plain = is_printable(byte) && byte != '=' && byte != '?' && byte != '_';
    if (byte == ' ') {
      word.push_back('_');
    } else if (plain) {
      word.push_back(static_cast<char>(byte));
    } else {
      fmt::format_to(std::back_inserter(word), "={:02X}", byte);
    }
  }
  return word + "?=";
}

}  // namespace account::s3
