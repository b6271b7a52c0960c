#include "aws/protocol/query_body.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "aws/values/fit.h"
#include "aws/values/scalar.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr size_t kMaxDepth = 32;
constexpr int64_t kMaxIndex = 1'000'000;

// ec2 keeps the letters of a map's key and value.
std::string_view entry_name(const Member& part, bool ec2) {
  return ec2 ? part.wire_name() : part.query_name();
}

// --- reading ---

// Parameters as the tree that their dotted names spell.
struct Node {
  const std::string* value = nullptr;
  std::map<std::string_view, Node> children;
};

Decoded<Node> tree_of(const Parameters& parameters) {
  Node root;
  for (const auto& [name, value] : parameters) {
    if (is_query_extra(name)) continue;
    auto parts = base::split(name, '.');
    if (parts.size() > kMaxDepth) return fault(Fault::Kind::malformed, name, "the name is too deep");
    Node* node = &root;
    for (auto part : parts) node = &node->children[part];
    if (node->value) return fault(Fault::Kind::malformed, name, "the parameter is given twice");
    node->value = &value;
  }
  return root;
}

struct Reader {
  bool ec2;

  Decoded<json::Object> structure(const Node& node, const Shape& shape, const std::string& path) {
    if (node.value && !node.value->empty())
      return fault(Fault::Kind::wrong_type, path, "start of structure or map found where not expected");
    json::Object object;
    size_t known = 0;
    for (uint32_t i = 0; i < shape.member_count(); ++i) {
      Member member = shape.member(i);
      auto child = node.children.find(member.query_name());
      if (child == node.children.end()) continue;
      ++known;
      std::string name(member.name());
      json::Value part = TRY(value(child->second, member, path.empty() ? name : path + "." + name));
      object.append({name, std::move(part), {}});
    }
    if (known < node.children.size()) return TRY(unknown(node, shape, path));
    return object;
  }

  Decoded<json::Object> unknown(const Node& node, const Shape& shape, const std::string& path) {
    for (const auto& [name, child] : node.children) {
      bool found = false;
      for (uint32_t i = 0; i < shape.member_count(); ++i)
        found = found || shape.member(i).query_name() == name;
      if (found) continue;
      std::string full = path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
      return fault(Fault::Kind::unknown, full, unknown_member(shape, name));
    }
    return json::Object();
  }

  Decoded<json::Value> value(const Node& node, const Member& member, const std::string& path) {
    Shape shape = member.shape();
    if (shape.type() == ShapeType::structure) return json::Value(TRY(structure(node, shape, path)));
    if (shape.type() == ShapeType::list) return list(node, member, path);
    if (shape.type() == ShapeType::map) return map(node, member, path);
    if (!node.children.empty())
      return fault(Fault::Kind::wrong_type, path, "start of structure or map found where not expected");
    auto scalar = read_scalar(shape.type(), *node.value);
    if (!scalar) return fault(Fault::Kind::wrong_type, path, fmt::format("not {}", type_name(shape.type())));
    return std::move(*scalar);
  }

  // The nodes numbered below `node`, by number; gaps are let pass, as AWS does.
  Decoded<std::vector<const Node*>> numbered(const Node& node, std::string_view wrapper,
                                             const std::string& path) {
    const Node* list = &node;
    if (!wrapper.empty() && !node.children.empty()) {
      auto child = node.children.find(wrapper);
      if (child == node.children.end() || node.children.size() > 1)
        return fault(Fault::Kind::unknown, path, fmt::format("only `.{}` may follow", wrapper));
      list = &child->second;
    }
    if (list->value && !list->value->empty())
      return fault(Fault::Kind::wrong_type, path, "a list is expected, not a single value");
    std::vector<std::pair<int64_t, const Node*>> found;
    for (const auto& [name, child] : list->children) {
      auto number = base::parse_int(name);
      if (!number || *number < 1 || *number > kMaxIndex)
        return fault(Fault::Kind::unknown, path, fmt::format("a number is expected, not `{}`", name));
      found.emplace_back(*number, &child);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<const Node*> nodes;
    for (const auto& [number, child] : found) nodes.push_back(child);
    return nodes;
  }

  Decoded<json::Value> list(const Node& node, const Member& member, const std::string& path) {
    Member item = member.shape().element();
    std::string_view wrapper = ec2 || member.flattened() ? std::string_view() : item.query_name();
    json::Array array;
    for (const Node* child : TRY(numbered(node, wrapper, path)))
      array.push_back(TRY(value(*child, item, path + "." + std::to_string(array.size() + 1))));
    return json::Value(std::move(array));
  }

  Decoded<json::Value> map(const Node& node, const Member& member, const std::string& path) {
    Shape shape = member.shape();
    json::Object object;
    for (const Node* entry : TRY(numbered(node, ec2 || member.flattened() ? "" : "entry", path))) {
      auto key = entry->children.find(entry_name(shape.key(), ec2));
      auto content = entry->children.find(entry_name(shape.value(), ec2));
      if (key == entry->children.end() || !key->second.value || content == entry->children.end() ||
          object.contains(*key->second.value))
        return fault(Fault::Kind::malformed, path, "an entry of a map needs a key of its own and a value");
      json::Value part = TRY(value(content->second, shape.value(), path));
      object.append({*key->second.value, std::move(part), {}});
    }
    return json::Value(std::move(object));
  }
};

// --- writing ---

struct Writer {
  Parameters& out;
  bool ec2;

  void structure(const std::string& prefix, const Shape& shape, const json::Object& object) {
    for (uint32_t i = 0; i < shape.member_count(); ++i) {
      Member member = shape.member(i);
      const json::Value* found = object.find(member.name());
      if (!found) continue;
      std::string_view name = member.query_name();
      value(prefix.empty() ? std::string(name) : fmt::format("{}.{}", prefix, name), member, *found);
    }
  }

  void value(const std::string& name, const Member& member, const json::Value& value) {
    Shape shape = member.shape();
    if (shape.type() == ShapeType::structure) {
      structure(name, shape, value.as_object());
    } else if (shape.type() == ShapeType::list) {
      list(name, member, value.as_array());
    } else if (shape.type() == ShapeType::map) {
      map(name, member, value.as_object());
    } else {
      auto format = timestamp_format(member, TimestampFormat::iso8601);
      out.emplace_back(name, write_scalar(shape.type(), format, value));
    }
  }

  void list(const std::string& name, const Member& member, const json::Array& array) {
    Member item = member.shape().element();
    std::string prefix = ec2 || member.flattened() ? name : fmt::format("{}.{}", name, item.query_name());
    if (array.empty() && !ec2) out.emplace_back(name, "");
    for (size_t i = 0; i < array.size(); ++i) value(fmt::format("{}.{}", prefix, i + 1), item, array[i]);
  }

  void map(const std::string& name, const Member& member, const json::Object& object) {
    Shape shape = member.shape();
    size_t number = 0;
    for (const auto& [key, content, span] : object) {
      std::string prefix = fmt::format("{}{}.{}", name, ec2 || member.flattened() ? "" : ".entry", ++number);
      out.emplace_back(fmt::format("{}.{}", prefix, entry_name(shape.key(), ec2)), key);
      value(fmt::format("{}.{}", prefix, entry_name(shape.value(), ec2)), shape.value(), content);
    }
  }
};

}  // namespace

bool is_query_extra(std::string_view name) {
  constexpr std::string_view kExtras[] = {
      "Action",           "Version",       "AWSAccessKeyId", "Signature", "SignatureMethod",
      "SignatureVersion", "SecurityToken", "Timestamp",      "Expires",   "x-id"};
  if (base::equal_ignoring_case(name.substr(0, 6), "x-amz-")) return true;
  return std::find(std::begin(kExtras), std::end(kExtras), name) != std::end(kExtras);
}

Decoded<json::Object> read_query(const Shape& shape, const Parameters& parameters, bool ec2) {
  Node root = TRY(tree_of(parameters));
  return Reader{ec2}.structure(root, shape, {});
}

void write_query(Parameters& out, const Shape& shape, const json::Object& object, bool ec2) {
  Writer{out, ec2}.structure({}, shape, object);
}

}  // namespace aws
