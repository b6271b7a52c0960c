// The elements of a statement: actions, resources, principals, conditions.
#include <fmt/core.h>

#include "base/text.h"
#include "policy/match/pattern.h"
#include "policy/match/principal.h"
#include "policy/read/reader.h"

namespace policy {

const json::Node* Reader::one_of(const json::Node* plain, const json::Node* inverse, std::string_view name,
                                 bool& negated) {
  if (plain && inverse) {
    error("unsupported-element-combination", inverse->span,
          fmt::format("a statement has either `{0}` or `Not{0}`", name),
          fmt::format("Statement cannot contain both {0} and Not{0}.", name));
  }
  negated = !plain && inverse;
  return plain ? plain : inverse;
}

std::vector<Text> Reader::strings(const json::Node& value, std::string_view element) {
  std::vector<Text> out;
  auto add = [&](const json::Node& item) {
    if (item.is_string()) {
      out.push_back({std::string(item.text), item.span});
    } else {
      error("data-type-mismatch", item.span,
            fmt::format("`{}` holds strings, not {}", element, item.type_name()));
    }
  };
  if (value.is_array()) {
    out.reserve(value.count());
    for (const json::Node& item : value) add(item);
  } else {
    add(value);
  }
  return out;
}

void Reader::read_actions(const json::Node* value, WrittenStatement& statement) {
  if (!value) {
    error("missing-action", statement.span, "the statement has neither `Action` nor `NotAction`",
          "Policy statement must contain actions.");
    return;
  }
  std::string_view name = statement.not_action ? "NotAction" : "Action";
  if (is_refused_as_empty(*value)) {
    error("missing-action", value->span, fmt::format("`{}` is an empty list", name),
          "Policy statement must contain actions.");
  }
  statement.actions = strings(*value, name);
  for (const auto& action : statement.actions)
    mistake("invalid-action", action.span, action_mistake(action.value, kind_));
}

bool Reader::check_variables(std::string_view text, base::Span span, std::string_view element,
                             std::string_view id) {
  auto wrong = document_.has_variables ? variable_mistake(text) : std::nullopt;
  // A variable that never has a value matches nothing, which may be asked about but is not meant.
  if (!wrong || (wrong->is_only_void && size_ == Size::any)) return true;
  error(std::string(wrong->id.empty() ? id : wrong->id), span,
        fmt::format("{} `{}` has {}", element, text, wrong->what), "The policy failed legacy parsing");
  return false;
}

void Reader::read_resources(const json::Node* value, WrittenStatement& statement) {
  if (kind_ == Kind::trust) {
    if (value) {
      error("prohibited-element", value->span, "a trust policy names no resource: it is the role's own",
            "Has prohibited field Resource");
    }
    return;
  }
  // Policies of ECR repositories and SNS topics speak of what they are attached to without naming it; S3 and
  // others refuse that, so it is taken only where the document is already somewhere.
  if (!value && kind_ == Kind::resource && size_ == Size::any) return;
  if (!value) {
    error("missing-resource", statement.span, "the statement has neither `Resource` nor `NotResource`",
          "Policy statement must contain resources.");
    return;
  }
  statement.has_resource = true;
  std::string_view name = statement.not_resource ? "NotResource" : "Resource";
  if (is_refused_as_empty(*value)) {
    error("missing-resource", value->span, fmt::format("`{}` is an empty list", name),
          "Policy statement must contain resources.");
  }
  statement.resources = strings(*value, name);
  for (const auto& resource : statement.resources) {
    if (!check_variables(resource.value, resource.span, "resource", "invalid-resource")) continue;
    mistake("invalid-resource", resource.span, resource_mistake(resource.value, kind_));
  }
}

void Reader::read_principals(const json::Node* value, WrittenStatement& statement) {
  if (!names_principals(kind_)) {
    if (value) {
      error("prohibited-element", value->span, fmt::format("{} names no principal", kind_name(kind_)),
            "Policy document should not specify a principal.");
    }
    return;
  }
  if (!value) {
    error("missing-principal", statement.span,
          fmt::format("the statement has no `Principal`, which {} needs", kind_name(kind_)),
          "Missing required field Principal");
    return;
  }
  if (kind_ == Kind::trust && statement.not_principal) {
    error("prohibited-element", value->span, "a trust policy cannot use `NotPrincipal`",
          "AssumeRole policy may only specify Principal, not NotPrincipal");
  }
  statement.has_principal = true;
  if (value->is_string() && value->text == "*") {
    if (kind_ == Kind::trust && size_ == Size::limited) {
      error("role-trust-policy-unsupported-wildcard-in-principal", value->span,
            R"(a trust policy cannot have the principal "*": {"AWS": "*"} is everybody)",
            R"(AssumeRole policy contains an invalid principal: "STAR":"*".)");
    }
    statement.principals.push_back({PrincipalKey::everyone, {"*", value->span}});
  } else if (value->is_object()) {
    read_principal_map(*value, statement);
  } else {
    error("invalid-principal-format", value->span, "`Principal` is \"*\" or an object such as {\"AWS\": ...}",
          "Invalid principal in policy");
  }
  if (statement.principals.empty() && value->is_object() && size_ == Size::limited) {
    error("missing-principal", value->span, "`Principal` names nobody",
          "Missing required field Principal cannot be empty!");
  }
}

void Reader::read_principal_map(const json::Node& value, WrittenStatement& statement) {
  static constexpr std::array<std::string_view, 4> kNames = {"AWS", "Service", "Federated", "CanonicalUser"};
  static constexpr PrincipalKey kKeys[] = {PrincipalKey::aws, PrincipalKey::service, PrincipalKey::federated,
                                           PrincipalKey::canonical_user};
  auto lists = elements(value, "the principal", kNames);
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (!lists[i]) continue;
    std::string_view name = kNames[i];
    for (auto& text : strings(*lists[i], name)) {
      WrittenPrincipal principal{kKeys[i], std::move(text)};
      // It names nobody, and may be asked about.
      bool is_literal = size_ == Size::any && (find_wildcard(principal.text.value) != std::string::npos ||
                                               principal.key == PrincipalKey::federated);
      auto wrong = PrincipalEntry::mistake(principal);
      if (!wrong && kind_ == Kind::trust && size_ == Size::limited &&
          principal.key == PrincipalKey::canonical_user) {
        wrong = "a trust policy names no canonical users";
      }
      if (wrong && !is_literal) {
        error("invalid-principal-format", principal.text.span,
              fmt::format("invalid principal `{}`: {}", principal.text.value, *wrong),
              principal.key == PrincipalKey::federated
                  ? "Federated principals must be valid domain names or SAML metadata ARNs"
                  : fmt::format("Invalid principal in policy: \"{}\":\"{}\"", base::upper(name),
                                principal.text.value));
      }
      statement.principals.push_back(std::move(principal));
    }
  }
}

// Names that differ only by case.
void Reader::check_case(const json::Node& object, std::string_view what) {
  if (object.count() < 2) return;
  std::vector<std::pair<std::string, const json::Node*>> lowered;
  lowered.reserve(object.count());
  for (const json::Node& member : object) lowered.emplace_back(base::lower(member.name), &member);
  std::sort(lowered.begin(), lowered.end());
  for (size_t i = 1; i < lowered.size(); ++i) {
    if (lowered[i].first != lowered[i - 1].first) continue;
    const json::Node& member = *lowered[i].second;
    error("duplicate-keys-with-different-case", member.name_span,
          fmt::format("{} `{}` differs from another only by case", what, member.name));
  }
}

void Reader::read_conditions(const json::Node& value, WrittenStatement& statement) {
  if (!value.is_object()) {
    error("data-type-mismatch", value.span,
          fmt::format("`Condition` is an object, not {}", value.type_name()));
    return;
  }
  check_case(value, "operator");
  statement.conditions.reserve(value.count());
  for (const json::Node& block : value) {
    auto op = Operator::parse(block.name);
    if (!op) {
      auto near = base::did_you_mean(block.name, Operator::names());
      error("invalid-condition-operator", block.name_span,
            fmt::format("unknown condition operator `{}`{}", block.name,
                        near ? fmt::format(", did you mean `{}`?", *near) : ""),
            fmt::format("Invalid Condition type : {}.", block.name));
    } else if (!block.is_object()) {
      error("data-type-mismatch", block.span,
            fmt::format("operator `{}` holds an object of condition keys", block.name));
    } else {
      read_condition_keys(block, *op, statement);
    }
  }
}

void Reader::read_condition_keys(const json::Node& block, const Operator& op, WrittenStatement& statement) {
  check_case(block, "condition key");
  for (const json::Node& member : block) {
    mistake("invalid-condition-key-format", member.name_span, condition_key_mistake(member.name));
    WrittenCondition& condition = statement.conditions.emplace_back();
    condition.operator_name = {std::string(block.name), block.name_span};
    condition.key = {std::string(member.name), member.name_span};
    read_condition_values(member, op, condition);
  }
}

void Reader::read_condition_values(const json::Node& value, const Operator& op, WrittenCondition& condition) {
  bool may_vary = op.comparison == Comparison::string || op.comparison == Comparison::arn ||
                  op.comparison == Comparison::boolean;
  auto add = [&](const json::Node& item) {
    if (item.is_string()) {
      if (may_vary) check_variables(item.text, item.span, "condition value", "invalid-variable");
      condition.values.push_back({std::string(item.text), item.span});
    } else if (item.is_bool() || item.is_number()) {
      condition.values.push_back({std::string(item.text), item.span});
    } else {
      error("data-type-mismatch", item.span,
            fmt::format("a condition value is a string, a number or a boolean, not {}", item.type_name()));
    }
  };
  if (value.is_array()) {
    condition.values.reserve(value.count());
    for (const json::Node& item : value) add(item);
  } else {
    add(value);
  }
}

}  // namespace policy
