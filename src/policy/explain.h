// Statement by statement: what fits the request and what does not.
#pragma once

#include <string>
#include <vector>

#include "policy/evaluate.h"

namespace policy {

enum class Element { action, resource, principal, condition };
std::string_view element_name(Element element);

// One element of a statement that does not fit, and on which value.
struct Mismatch {
  Element element = Element::action;
  std::string why;
};

// One statement of one layer, held against the request.
struct Examined {
  Layer layer = Layer::none;
  size_t level = 0;  // scp and rcp: the level, from the root down, from 0
  PolicyPtr source;
  size_t number = 0;  // place in its document, from 0
  std::string name;   // its Sid, or "statement N"
  bool allow = false;
  std::vector<Mismatch> mismatches;  // empty: it matches

  bool matches() const { return mismatches.empty(); }
};

// All statements of the layers that govern the request, in the order in which the layers are asked.
std::vector<Examined> examine(const Request& request, const Layers& layers);

// The smallest changes that together would allow the request, one line each; empty if it is allowed. What
// they add has been tried: the request is allowed with them, unless a line says that a statement denies it
// whatever is added.
std::vector<std::string> changes_to_allow(const Request& request, const Layers& layers);

}  // namespace policy
