// The least policy for calls that were recorded.
#pragma once

#include <string>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/decide/evaluate.h"
#include "policy/document.h"

namespace policy {

// How far the policy may go beyond the calls; nothing of it by default.
struct Generalization {
  bool actions = false;                 // wildcards where all actions that they match were called (expand.h)
  bool names = false;                   // any resource of the same kind: `*` for the last part of its ARN
  bool accounts = false;                // `*` for regions and accounts
  std::vector<std::string> conditions;  // keys whose recorded values are demanded
};

struct RecordedCall {
  std::string action, resource;  // an action, or an API operation that the catalog knows under another name
  Context context;
  size_t line = 0;  // where it was recorded
};

struct Generated {
  Document document;                       // every statement has a Sid
  std::vector<std::vector<size_t>> calls;  // of each statement: the lines that need it
  std::vector<std::string> needed;  // actions that the calls usually need too and that were not recorded
};

// An identity policy that allows every call, and that fails one of them without any one of its statements.
Generated generate(const std::vector<RecordedCall>& calls, const Generalization& how, const Catalog& catalog);

}  // namespace policy
