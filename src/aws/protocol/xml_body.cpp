#include "aws/protocol/xml_body.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "aws/values/fit.h"
#include "aws/values/scalar.h"
#include "base/clock.h"
#include "base/encoding.h"

namespace aws {
namespace {

constexpr size_t kMaxXmlBytes = 8 << 20;
constexpr int kMaxDepth = 64;
constexpr std::string_view kPolicyShape = "policyDocumentType";

bool in_body(const Member& member) {
  return member.location() == Location::body && !member.streaming();
}

std::string_view own_name(const Member& member, const XmlForm& form) {
  return form.query_names ? member.query_name() : member.wire_name();
}

// An element of a flattened list is named by the list's member, unless the element has a name of its own
// (botocore parsers.py, _member_key_name).
std::string_view element_name(const Member& member, const XmlForm& form) {
  std::string_view name = own_name(member, form);
  Shape shape = member.shape();
  if (shape.type() != ShapeType::list || !member.flattened()) return name;
  std::string_view element = own_name(shape.element(), form);
  return element == "member" ? name : element;
}

// --- writing ---

std::string scalar_text(const Member& member, const json::Value& value, const XmlForm& form) {
  Shape shape = member.shape();
  TimestampFormat format = timestamp_format(member, TimestampFormat::iso8601);
  if (shape.type() == ShapeType::timestamp && format == TimestampFormat::iso8601) {
    base::Time time = base::from_ms(value.as_int());
    return form.milliseconds ? base::iso8601_ms(time) : base::iso8601(time);
  }
  if (form.encoded_policies && shape.name() == kPolicyShape) return base::percent_encode(value.as_string());
  return write_scalar(shape.type(), format, value);
}

void open_element(XmlWriter& out, const Member& member, std::string_view name) {
  if (member.xml_namespace().empty()) return out.open(name);
  std::string attribute = "xmlns";
  if (!member.xml_prefix().empty()) attribute.append(":").append(member.xml_prefix());
  out.open(name, attribute, member.xml_namespace());
}

void write_structure(XmlWriter& out, const Member& member, std::string_view name, const json::Object& object,
                     const XmlForm& form) {
  Shape shape = member.shape();
  open_element(out, member, name);
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member part = shape.member(i);
    const json::Value* value = part.xml_attribute() ? object.find(part.name()) : nullptr;
    if (value) out.attribute(part.wire_name(), scalar_text(part, *value, form));
  }
  write_xml_members(out, shape, object, form);
  out.close(name);
}

void write_map(XmlWriter& out, const Member& member, std::string_view name, const json::Object& object,
               const XmlForm& form) {
  Shape shape = member.shape();
  std::string_view entry = member.flattened() ? name : "entry";
  if (!member.flattened()) open_element(out, member, name);
  for (const auto& [key, value, span] : object) {
    out.open(entry);
    out.element(own_name(shape.key(), form), key);
    write_xml_member(out, shape.value(), value, form);
    out.close(entry);
  }
  if (!member.flattened()) out.close(name);
}

// --- reading ---

Decoded<json::Value> read_element(pugi::xml_node element, const Member& member, const XmlForm& form,
                                  const std::string& path);

// Comments and CDATA sections split a text into several nodes.
std::string text_of(pugi::xml_node element) {
  std::string text;
  for (pugi::xml_node child : element.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  return text;
}

bool is_named(pugi::xml_node node, std::string_view name) {
  return node.type() == pugi::node_element && (name == node.name() || local_name(node) == name);
}

Decoded<json::Value> read_list(pugi::xml_node element, const Member& item, const XmlForm& form,
                               const std::string& path) {
  json::Array array;
  for (pugi::xml_node child : element.children()) {
    if (child.type() != pugi::node_element) continue;
    std::string child_path = path + "." + std::to_string(array.size() + 1);
    if (!is_named(child, own_name(item, form))) {
      if (!form.strict) continue;
      return fault(Fault::Kind::unknown, child_path, fmt::format("unknown element `{}`", child.name()));
    }
    array.push_back(TRY(read_element(child, item, form, child_path)));
  }
  return json::Value(std::move(array));
}

Decoded<json::Value> read_map(const std::vector<pugi::xml_node>& entries, const Shape& shape,
                              const XmlForm& form, const std::string& path) {
  json::Object object;
  for (pugi::xml_node entry : entries) {
    std::string key;
    json::Value value;
    for (pugi::xml_node child : entry.children()) {
      if (is_named(child, own_name(shape.key(), form))) key = text_of(child);
      if (is_named(child, own_name(shape.value(), form)))
        value = TRY(read_element(child, shape.value(), form, path + "." + key));
    }
    if (value.is_null() || object.contains(key))
      return fault(Fault::Kind::malformed, path, "an entry of a map needs a key of its own and a value");
    object.append({std::move(key), std::move(value), {}});
  }
  return json::Value(std::move(object));
}

std::vector<pugi::xml_node> children_named(pugi::xml_node element, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (pugi::xml_node child : element.children())
    if (is_named(child, name)) found.push_back(child);
  return found;
}

Decoded<json::Value> read_text(std::string_view text, const Member& member, const XmlForm& form,
                               const std::string& path) {
  Shape shape = member.shape();
  std::optional<json::Value> value;
  if (form.encoded_policies && shape.name() == kPolicyShape) {
    if (auto document = base::percent_decode(text)) value = std::move(*document);
  } else {
    value = read_scalar(shape.type(), text);
  }
  if (!value) return fault(Fault::Kind::wrong_type, path, fmt::format("not {}", type_name(shape.type())));
  return std::move(*value);
}

Decoded<json::Value> read_element(pugi::xml_node element, const Member& member, const XmlForm& form,
                                  const std::string& path) {
  Shape shape = member.shape();
  switch (shape.type()) {
    case ShapeType::structure:
      return json::Value(TRY(read_xml_members(element, shape, form, path)));
    case ShapeType::list:
      return read_list(element, shape.element(), form, path);
    case ShapeType::map:
      return read_map(children_named(element, "entry"), shape, form, path);
    default:
      for (pugi::xml_node child : element.children())
        if (child.type() == pugi::node_element && form.strict)
          return fault(Fault::Kind::unknown, path, fmt::format("unknown element `{}`", child.name()));
      return read_text(text_of(element), member, form, path);
  }
}

// A member from the elements that carry its name; there is at least one.
Decoded<json::Value> read_member(const std::vector<pugi::xml_node>& elements, const Member& member,
                                 const XmlForm& form, const std::string& path) {
  Shape shape = member.shape();
  if (member.flattened() && shape.type() == ShapeType::map) return read_map(elements, shape, form, path);
  if (member.flattened() && shape.type() == ShapeType::list) {
    json::Array array;
    for (pugi::xml_node element : elements)
      array.push_back(
          TRY(read_element(element, shape.element(), form, path + "." + std::to_string(array.size() + 1))));
    return json::Value(std::move(array));
  }
  if (elements.size() > 1 && form.strict)
    return fault(Fault::Kind::malformed, path, "the element may stand only once");
  return read_element(elements.front(), member, form, path);
}

bool is_known(pugi::xml_node element, const Shape& shape, const XmlForm& form) {
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    if (in_body(member) && !member.xml_attribute() && is_named(element, element_name(member, form)))
      return true;
  }
  return false;
}

}  // namespace

void write_xml_members(XmlWriter& out, const Shape& shape, const json::Object& object, const XmlForm& form) {
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    if (!in_body(member) || member.xml_attribute()) continue;
    if (const json::Value* value = object.find(member.name())) write_xml_member(out, member, *value, form);
  }
}

void write_xml_member(XmlWriter& out, const Member& member, const json::Value& value, const XmlForm& form,
                      std::string_view name) {
  Shape shape = member.shape();
  if (name.empty()) name = element_name(member, form);
  if (shape.type() == ShapeType::structure) {
    write_structure(out, member, name, value.as_object(), form);
  } else if (shape.type() == ShapeType::map) {
    write_map(out, member, name, value.as_object(), form);
  } else if (shape.type() != ShapeType::list) {
    out.element(name, scalar_text(member, value, form));
  } else if (member.flattened()) {
    for (const auto& element : value.as_array()) write_xml_member(out, shape.element(), element, form, name);
  } else if (value.as_array().empty() && member.xml_namespace().empty()) {
    out.element(name, {});
  } else {
    open_element(out, member, name);
    for (const auto& element : value.as_array()) write_xml_member(out, shape.element(), element, form);
    out.close(name);
  }
}

std::string_view local_name(pugi::xml_node element) {
  std::string_view name = element.name();
  size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

Decoded<std::unique_ptr<pugi::xml_document>> parse_xml(std::string_view text) {
  if (text.size() > kMaxXmlBytes) return fault(Fault::Kind::malformed, {}, "the XML is too large");
  if (!base::is_utf8(text) || text.find('\0') != text.npos)
    return fault(Fault::Kind::malformed, {}, "the XML is not UTF-8");
  auto document = std::make_unique<pugi::xml_document>();
  unsigned options = pugi::parse_default | pugi::parse_ws_pcdata_single | pugi::parse_doctype;
  auto result = document->load_buffer(text.data(), text.size(), options, pugi::encoding_utf8);
  if (!result) return fault(Fault::Kind::malformed, {}, result.description());
  for (pugi::xml_node child : document->children())
    if (child.type() == pugi::node_doctype)
      return fault(Fault::Kind::malformed, {}, "a document type declaration is not allowed");
  return document;
}

Decoded<json::Object> read_xml_members(pugi::xml_node element, const Shape& shape, const XmlForm& form,
                                       const std::string& path) {
  if (std::count(path.begin(), path.end(), '.') > kMaxDepth)
    return fault(Fault::Kind::malformed, path, "the XML is too deep");
  auto below = [&](std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
  };
  if (form.strict)
    for (pugi::xml_node child : element.children())
      if (child.type() == pugi::node_element && !is_known(child, shape, form))
        return fault(Fault::Kind::unknown, below(child.name()), unknown_member(shape, child.name()));

  json::Object object;
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    if (!in_body(member)) continue;
    std::string name(member.name());
    if (member.xml_attribute()) {
      std::string wire(member.wire_name());
      if (auto attribute = element.attribute(wire.c_str())) {
        json::Value value = TRY(read_text(attribute.value(), member, form, below(name)));
        object.append({name, std::move(value), {}});
      }
      continue;
    }
    auto elements = children_named(element, element_name(member, form));
    if (elements.empty()) continue;
    json::Value value = TRY(read_member(elements, member, form, below(name)));
    object.append({name, std::move(value), {}});
  }
  return object;
}

}  // namespace aws
