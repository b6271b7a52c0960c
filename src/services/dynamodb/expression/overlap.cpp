#include "services/dynamodb/expression/overlap.h"

#include <fmt/core.h>

namespace account::dynamodb {
namespace {

std::string clash(std::string_view how, const Path& one, const Path& two) {
  return fmt::format(
      "Two document paths {} with each other; must remove or rewrite one of these paths; path one: {}, path "
      "two: {}",
      how, text_of(one), text_of(two));
}

}  // namespace

std::optional<std::string> PathSet::add(const Path& path) {
  Node* node = &root_;
  for (const Step& step : path) {
    bool is_other_sort = step.index ? !node->names.empty() : !node->indexes.empty();
    if (is_other_sort) return clash("conflict", node->any, path);
    node = step.index ? &node->indexes[*step.index] : &node->names[step.name];
    if (node->whole) return clash("overlap", *node->whole, path);
    if (node->any.empty()) node->any = path;
  }
  if (!node->names.empty() || !node->indexes.empty()) return clash("overlap", node->any, path);
  node->whole = path;
  return std::nullopt;
}

}  // namespace account::dynamodb
