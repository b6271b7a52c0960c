#include "aws/protocol/one_spelling.h"

#include "aws/signature/query_headers.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr std::string_view kCopySource = "x-amz-copy-source";

Result<void> take_query_header(net::Headers& headers, const std::string& name, const std::string& value) {
  const std::string* present = headers.find(name);
  if (!present) {
    headers.add(name, value);
  } else if (*present != value) {
    return error("InvalidArgument", 400, "The header and the query parameter `{}` say different things.",
                 name);
  }
  return {};
}

Result<void> take_query_headers(const Route& route, bool version2, net::Headers& headers) {
  for (const auto& [name, value] : route.parameters) {
    bool of_version2 =
        version2 && !headers.find(name) &&
        (base::equal_ignoring_case(name, "content-type") || base::equal_ignoring_case(name, "content-md5"));
    if (is_query_header(name) || of_version2) TRY(take_query_header(headers, name, value));
  }
  return {};
}

// As the model spells it, if it has it at all.
std::string spelled(const Shape& shape, std::string_view text) {
  for (uint32_t i = 0; i < shape.enum_count(); ++i)
    if (base::equal_ignoring_case(shape.enum_value(i), text)) return std::string(shape.enum_value(i));
  return std::string(text);
}

std::string spelled_list(const Shape& element, std::string_view text) {
  std::vector<std::string> parts;
  for (std::string_view part : base::split(text, ',')) parts.push_back(spelled(element, base::trim(part)));
  return base::join(parts, ",");
}

void spell_enums(const Operation& operation, net::Headers& headers) {
  auto input = operation.input();
  for (uint32_t i = 0; input && i < input->member_count(); ++i) {
    Member member = input->member(i);
    if (member.location() != Location::header) continue;
    Shape shape = member.shape();
    bool list = shape.type() == ShapeType::list;
    Shape content = list ? shape.element().shape() : shape;
    if (content.enum_count() == 0 || headers.all(member.wire_name()).size() != 1) continue;
    std::string value(headers.get(member.wire_name()));
    headers.set(member.wire_name(), list ? spelled_list(content, value) : spelled(content, value));
  }
}

// S3 API Reference, CopyObject, x-amz-copy-source: "must be URL-encoded", which some clients do to the slash,
// too, and some as in a form. What cannot be decoded is left for the checks that follow.
void settle_copy_source(net::Headers& headers) {
  if (headers.all(kCopySource).size() != 1) return;
  std::string_view text = headers.get(kCopySource);
  constexpr std::string_view kVersion = "?versionId=";
  size_t mark = std::min(text.rfind(kVersion), text.size());
  auto path = base::percent_decode(text.substr(0, mark), true);
  if (!path) return;
  std::string_view place = *path;
  if (place.starts_with('/')) place.remove_prefix(1);
  std::string settled = base::percent_encode(place, true);
  settled += text.substr(mark);
  headers.set(kCopySource, std::move(settled));
}

}  // namespace

Result<void> settle_headers(const Route& route, const VerifiedSignature* signature, net::Request& request) {
  if (route.service.id() == "s3") {
    TRY(take_query_headers(route, signature && signature->claim.version == 2, request.headers));
    settle_copy_source(request.headers);
  }
  spell_enums(route.operation, request.headers);
  return {};
}

}  // namespace aws
