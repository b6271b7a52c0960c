#include "kube/object.h"

namespace kube {

const json::Value* at(const json::Value& object, Path path) {
  const json::Value* value = &object;
  for (std::string_view name : path) {
    value = value->find(name);
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::string text_at(const json::Value& object, Path path) {
  const json::Value* value = at(object, path);
  return value != nullptr && value->is_string() ? value->as_string() : "";
}

int64_t int_at(const json::Value& object, Path path) {
  const json::Value* value = at(object, path);
  return value != nullptr && value->is_int() ? value->as_int() : 0;
}

bool bool_at(const json::Value& object, Path path) {
  const json::Value* value = at(object, path);
  return value != nullptr && value->is_bool() && value->as_bool();
}

const json::Array& array_at(const json::Value& object, Path path) {
  static const json::Array kNone;
  const json::Value* value = at(object, path);
  return value != nullptr && value->is_array() ? value->as_array() : kNone;
}

std::string name_of(const json::Value& object) {
  return text_at(object, {"metadata", "name"});
}

std::string namespace_of(const json::Value& object) {
  return text_at(object, {"metadata", "namespace"});
}

std::string label_of(const json::Value& object, std::string_view label) {
  return text_at(object, {"metadata", "labels", label});
}

}  // namespace kube
