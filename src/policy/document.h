// A policy document as it was written: every element with its place, nothing interpreted yet.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "policy/policy.h"

namespace policy {

struct Text {
  std::string value;
  base::Span span;
};

enum class PrincipalKey { everyone, aws, service, federated, canonical_user };  // everyone: the bare `*`

struct WrittenPrincipal {
  PrincipalKey key = PrincipalKey::everyone;
  Text text;
};

// One key of one operator: {"StringLike": {"s3:prefix": ["a", "b"]}}.
struct WrittenCondition {
  Text operator_name;
  Text key;
  std::vector<Text> values;  // numbers and booleans as they stand in the source
};

struct WrittenStatement {
  base::Span span;
  std::string sid;  // empty if there is none
  bool allow = false;
  bool not_action = false, not_resource = false, not_principal = false;
  bool has_resource = false, has_principal = false;
  std::vector<Text> actions;
  std::vector<Text> resources;
  std::vector<WrittenPrincipal> principals;
  std::vector<WrittenCondition> conditions;
};

struct Document {
  bool has_version = false;
  bool has_variables = false;  // Version 2012-10-17
  std::vector<WrittenStatement> statements;
};

// Reads and checks a document (rules 1 to 7); all mistakes go to `diagnostics`. nullopt if there was an error.
std::optional<Document> parse(std::string_view json, Kind kind, base::Diagnostics& diagnostics,
                              Size size = Size::limited);

// Whether documents of this kind name principals.
bool names_principals(Kind kind);

}  // namespace policy
