// Statement by statement: what fits the request and what does not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "policy/decide/evaluate.h"

namespace policy {

enum class Element { action, resource, principal, condition };
std::string_view element_name(Element element);

// One element of a statement that does not fit.
struct Mismatch {
  Element element = Element::action;
  size_t condition = 0;  // which of the statement's conditions, in the order in which they are written
};

// One statement of one layer, held against the request.
struct Examined {
  Layer layer = Layer::none;
  size_t level = 0;  // scp and rcp: the level, from the root down, from 0
  PolicyPtr source;
  size_t number = 0;      // place in its document, from 0
  std::string_view name;  // its Sid, or "statement N"
  bool allow = false;
  std::vector<Mismatch> mismatches;  // empty: it matches

  bool matches() const { return mismatches.empty(); }
};

// All statements of the layers that govern the request, in the order in which the layers are asked.
std::vector<Examined> examine(const Request& request, const Layers& layers);

// On which value a mismatch is: "`s3:GetObject` is not among `s3:Put*`".
std::string describe(const Mismatch& mismatch, const Examined& examined, const Request& request);

// What people call a policy: the name that compile() got, else its place among several, such as `identity/0`.
std::string label_of(const Layers& layers, const Examined& examined);

// The smallest changes that together would allow the request, one line each; empty if it is allowed. What
// they add has been tried: the request is allowed with them, unless a line says that a statement denies it
// whatever is added.
std::vector<std::string> changes_to_allow(const Request& request, const Layers& layers);

// All of this as JSON: decision, layer, why, statements (each with what does not match, and why), changes.
json::Object explain_json(const Request& request, const Layers& layers);

}  // namespace policy
