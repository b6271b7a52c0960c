// Looking into Kubernetes' objects, which are plain JSON here.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/json.h"

namespace kube {

using Path = std::initializer_list<std::string_view>;

// nullptr, the empty text, 0 or false where there is no such member, or one of another type.
const json::Value* at(const json::Value& object, Path path);
std::string text_at(const json::Value& object, Path path);
int64_t int_at(const json::Value& object, Path path);
bool bool_at(const json::Value& object, Path path);
const json::Array& array_at(const json::Value& object, Path path);  // an empty one if there is none

std::string name_of(const json::Value& object);
std::string namespace_of(const json::Value& object);
std::string label_of(const json::Value& object, std::string_view label);

}  // namespace kube
