#include "aws/protocol/rest_binding.h"

#include <fmt/core.h>

#include <algorithm>

#include "aws/protocol/query_body.h"
#include "aws/route/rest.h"
#include "aws/values/scalar.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

// S3's metadata may be any bytes; those that are no UTF-8 are taken as Latin-1, so that nothing is lost.
std::string as_utf8(std::string_view text) {
  if (base::is_utf8(text)) return std::string(text);
  std::string out;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

Decoded<json::Value> read_bound(const Member& member, std::string_view text) {
  ShapeType type = member.shape().type();
  auto value = read_scalar(type, text);
  if (!value)
    return fault(Fault::Kind::wrong_type, std::string(member.name()), fmt::format("not {}", type_name(type)));
  return std::move(*value);
}

// A header with a list holds it separated by commas; none of the models' elements can contain one.
Decoded<json::Value> read_header(const Member& member, std::string_view text) {
  Shape shape = member.shape();
  if (shape.type() != ShapeType::list) return read_bound(member, as_utf8(text));
  json::Array array;
  for (auto part : base::split(text, ','))
    if (!base::trim(part).empty()) array.push_back(TRY(read_bound(shape.element(), base::trim(part))));
  return json::Value(std::move(array));
}

json::Value read_prefixed_headers(std::string_view prefix, const net::Headers& headers) {
  json::Object map;
  for (const auto& header : headers) {
    if (header.name.size() <= prefix.size() ||
        !base::equal_ignoring_case(std::string_view(header.name).substr(0, prefix.size()), prefix))
      continue;
    std::string name = base::lower(std::string_view(header.name).substr(prefix.size()));
    std::string value = as_utf8(header.value);
    // Repeated headers are one list (RFC 9110, 5.3).
    if (const json::Value* before = map.find(name)) value = before->as_string() + "," + value;
    map.set(name, std::move(value));
  }
  return map;
}

// RFC 9110, 13.1.3 and 13.1.4: a condition whose date cannot be read is ignored.
bool is_date_condition(const Member& member) {
  return member.shape().type() == ShapeType::timestamp && base::lower(member.wire_name()).starts_with("if-");
}

Decoded<void> read_headers(json::Object& object, const Member& member, const net::Headers& headers) {
  if (member.location() == Location::headers) {
    json::Value map = read_prefixed_headers(member.wire_name(), headers);
    if (!map.as_object().empty()) object.append({std::string(member.name()), std::move(map), {}});
    return {};
  }
  const std::string* text = headers.find(member.wire_name());
  if (!text) return {};
  auto value = read_header(member, *text);
  if (!value && is_date_condition(member)) return {};
  json::Value content = TRY(std::move(value));
  object.append({std::string(member.name()), std::move(content), {}});
  return {};
}

Decoded<void> read_query_member(json::Object& object, const Member& member, const Parameters& parameters) {
  Shape shape = member.shape();
  std::string name(member.name());
  json::Array array;
  for (const auto& [key, text] : parameters) {
    if (key != member.wire_name()) continue;
    if (shape.type() == ShapeType::list) {
      array.push_back(TRY(read_bound(shape.element(), text)));
    } else {
      object.set(name, TRY(read_bound(member, text)));
    }
  }
  if (!array.empty()) object.append({name, std::move(array), {}});
  return {};
}

// A value that comes from a client (response-content-disposition) must not begin a header of its own: RFC
// 9110, 5.5, lets CR, LF and NUL be replaced by spaces.
std::string in_header(std::string value) {
  for (char& c : value)
    if (c == '\r' || c == '\n' || c == '\0') c = ' ';
  return value;
}

void write_header(const Member& member, const json::Value& value, net::Headers& headers) {
  Shape shape = member.shape();
  std::string name(member.wire_name());
  if (member.location() == Location::headers) {
    for (const auto& [key, text, span] : value.as_object())
      headers.add(name + key, in_header(text.as_string()));
    return;
  }
  auto format = timestamp_format(member, TimestampFormat::rfc822);
  if (shape.type() != ShapeType::list)
    return headers.add(name, in_header(write_scalar(shape.type(), format, value)));
  std::vector<std::string> parts;
  for (const auto& element : value.as_array())
    parts.push_back(write_scalar(shape.element().shape().type(), format, element));
  headers.add(name, in_header(base::join(parts, ",")));
}

void write_query_member(std::string& query, const Member& member, const json::Value& value) {
  auto add = [&](const Member& part, const json::Value& content) {
    auto format = timestamp_format(part, TimestampFormat::iso8601);
    std::string text = write_scalar(part.shape().type(), format, content);
    if (!query.empty()) query += '&';
    query += base::percent_encode(member.wire_name()) + "=" + base::percent_encode(text);
  };
  if (member.shape().type() != ShapeType::list) return add(member, value);
  for (const auto& element : value.as_array()) add(member.shape().element(), element);
}

// {Name} and {Name+} of the template replaced by the members' values.
std::string expand_path(std::string_view path, const Shape& shape, const json::Object& input) {
  std::string out;
  while (true) {
    size_t open = path.find('{');
    out += path.substr(0, open);
    if (open == path.npos) return out;
    size_t close = path.find('}', open);
    std::string_view label = path.substr(open + 1, close - open - 1);
    bool greedy = label.ends_with('+');
    if (greedy) label.remove_suffix(1);
    for (uint32_t i = 0; i < shape.member_count(); ++i) {
      Member member = shape.member(i);
      if (member.location() != Location::uri || member.wire_name() != label) continue;
      const json::Value* value = input.find(member.name());
      if (value)
        out += base::percent_encode(
            write_scalar(member.shape().type(), timestamp_format(member, TimestampFormat::iso8601), *value),
            greedy);
    }
    path.remove_prefix(close + 1);
  }
}

}  // namespace

Decoded<json::Object> read_request_bindings(const Route& route, const net::Headers& headers) {
  json::Object object;
  auto shape = route.operation.input();
  for (uint32_t i = 0; shape && i < shape->member_count(); ++i) {
    Member member = shape->member(i);
    if (member.location() == Location::uri) {
      auto label = route.labels.find(std::string(member.name()));
      if (label == route.labels.end()) continue;
      json::Value value = TRY(read_bound(member, label->second));
      object.append({label->first, std::move(value), {}});
    } else if (member.location() == Location::query_string) {
      TRY(read_query_member(object, member, route.parameters));
    } else if (member.location() != Location::body) {
      TRY(read_headers(object, member, headers));
    }
  }
  return object;
}

std::string_view unknown_query_parameter(const Route& route) {
  auto shape = route.operation.input();
  for (const auto& [name, value] : route.parameters) {
    if (is_query_extra(name) || template_query(route.operation.uri()).find(name) != std::string_view::npos)
      continue;
    bool known = false;
    for (uint32_t i = 0; shape && i < shape->member_count(); ++i)
      known = known ||
              (shape->member(i).location() == Location::query_string && shape->member(i).wire_name() == name);
    if (!known) return name;
  }
  return {};
}

Target write_request_bindings(const Operation& operation, const json::Object& input, net::Headers& headers) {
  Target target;
  target.query = template_query(operation.uri());
  auto shape = operation.input();
  if (!shape) {
    target.path = template_path(operation.uri());
    return target;
  }
  target.path = expand_path(template_path(operation.uri()), *shape, input);
  for (uint32_t i = 0; i < shape->member_count(); ++i) {
    Member member = shape->member(i);
    const json::Value* value = input.find(member.name());
    if (!value) continue;
    if (member.location() == Location::query_string) write_query_member(target.query, member, *value);
    if (member.location() == Location::header || member.location() == Location::headers)
      write_header(member, *value, headers);
  }
  return target;
}

Decoded<json::Object> read_response_bindings(const Shape& shape, int status, const net::Headers& headers) {
  json::Object object;
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    if (member.location() == Location::status_code) {
      object.append({std::string(member.name()), status, {}});
    } else if (member.location() == Location::header || member.location() == Location::headers) {
      TRY(read_headers(object, member, headers));
    }
  }
  return object;
}

void write_response_bindings(const Shape& shape, const json::Object& output, net::Headers& headers,
                             int& status) {
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    const json::Value* value = output.find(member.name());
    if (!value) continue;
    if (member.location() == Location::status_code) status = static_cast<int>(value->as_int());
    if (member.location() == Location::header || member.location() == Location::headers)
      write_header(member, *value, headers);
  }
}

}  // namespace aws
