#include <fmt/format.h>

#include <set>

#include "base/json.h"
#include "base/text.h"
#include "policy/check.h"
#include "policy/condition.h"
#include "policy/document.h"
#include "policy/pattern.h"
#include "policy/principal.h"
#include "policy/semantics.h"

namespace policy {
namespace {

using base::Span;

constexpr std::string_view kSyntax = "Syntax errors in policy.";

class Reader {
 public:
  Reader(std::string_view source, Kind kind, base::Diagnostics& diagnostics)
      : source_(source), kind_(kind), diagnostics_(diagnostics) {}

  void read(const json::Value& root);
  Document take() { return std::move(document_); }

 private:
  void error(std::string id, Span span, std::string what, std::string_view answer = kSyntax);
  void mistake(std::string id, Span span, const std::optional<Mistake>& mistake);
  void read_version(const json::Value& root);
  void read_statement(const json::Value& value);
  void read_sid(const json::Value& value, WrittenStatement& statement);
  void read_effect(const json::Value& object, WrittenStatement& statement);
  void read_actions(const json::Value& object, WrittenStatement& statement);
  void read_resources(const json::Value& object, WrittenStatement& statement);
  void read_principals(const json::Value& object, WrittenStatement& statement);
  void read_principal_map(const json::Value& value, WrittenStatement& statement);
  void read_conditions(const json::Value& value, WrittenStatement& statement);
  void read_condition_keys(const json::Member& block, WrittenStatement& statement);
  void read_condition_values(const json::Value& value, const Operator& op, WrittenCondition& condition);
  void check_organization_statement(const WrittenStatement& statement);

  // Exactly one, or none, of an element and its negation; which one, or nullptr.
  const json::Value* one_of(const json::Value& object, std::string_view name, bool& negated);
  std::vector<Text> strings(const json::Value& value, std::string_view element);
  void check_names(const json::Value& object, std::string_view what,
                   std::initializer_list<std::string_view> known);

  std::string_view source_;
  Kind kind_;
  base::Diagnostics& diagnostics_;
  Document document_;
  std::set<std::string> sids_;
};

void Reader::error(std::string id, Span span, std::string what, std::string_view answer) {
  diagnostics_.error(std::move(id), span, std::move(what), fmt::format("AWS answers: {}", answer));
}

void Reader::mistake(std::string id, Span span, const std::optional<Mistake>& found) {
  if (found) error(std::move(id), span, found->what, found->answer);
}

void Reader::check_names(const json::Value& object, std::string_view what,
                         std::initializer_list<std::string_view> known) {
  for (const auto& member : object.as_object()) {
    if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
    auto near = base::did_you_mean(member.name, std::vector<std::string>(known.begin(), known.end()));
    error("unknown-element", member.name_span,
          fmt::format("unknown element `{}` in {}{}", member.name, what,
                      near ? fmt::format(", did you mean `{}`?", *near) : ""));
  }
}

void Reader::read(const json::Value& root) {
  if (!root.is_object()) {
    error("wrong-type", root.span, fmt::format("a policy is an object, not {}", root.type_name()));
    return;
  }
  check_names(root, "the policy", {"Version", "Id", "Statement"});
  read_version(root);
  const json::Value* id = root.find("Id");
  if (id && !id->is_string()) error("wrong-type", id->span, "`Id` is a string");
  const json::Value* statements = root.find("Statement");
  if (!statements) {
    error("missing-statement", root.span, "the policy has no `Statement`");
  } else if (statements->is_array()) {
    for (const auto& statement : statements->as_array()) read_statement(statement);
  } else {
    read_statement(*statements);
  }
}

void Reader::read_version(const json::Value& root) {
  const json::Value* version = root.find("Version");
  if (!version) return;  // the older language
  bool known =
      version->is_string() && (version->as_string() == "2012-10-17" || version->as_string() == "2008-10-17");
  if (!known) error("invalid-version", version->span, "`Version` is \"2012-10-17\" or \"2008-10-17\"");
  document_.has_variables = known && version->as_string() == "2012-10-17";
}

void Reader::read_statement(const json::Value& value) {
  if (!value.is_object()) {
    error("wrong-type", value.span, fmt::format("a statement is an object, not {}", value.type_name()));
    return;
  }
  check_names(value, "the statement",
              {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
               "Condition"});
  WrittenStatement statement;
  statement.span = value.span;
  if (const json::Value* sid = value.find("Sid")) read_sid(*sid, statement);
  read_effect(value, statement);
  read_principals(value, statement);
  read_actions(value, statement);
  read_resources(value, statement);
  if (const json::Value* condition = value.find("Condition")) read_conditions(*condition, statement);
  check_organization_statement(statement);
  document_.statements.push_back(std::move(statement));
}

void Reader::read_sid(const json::Value& value, WrittenStatement& statement) {
  if (!value.is_string()) {
    error("wrong-type", value.span, "`Sid` is a string");
    return;
  }
  statement.sid = value.as_string();
  mistake("invalid-sid", value.span, sid_mistake(statement.sid, kind_));
  if (!statement.sid.empty() && !sids_.insert(statement.sid).second) {
    error("duplicate-sid", value.span, fmt::format("Sid `{}` is used twice", statement.sid),
          "Statement IDs (SID) in a single policy must be unique.");
  }
}

void Reader::read_effect(const json::Value& object, WrittenStatement& statement) {
  const json::Value* effect = object.find("Effect");
  if (!effect) {
    error("missing-effect", object.span, "the statement has no `Effect`", "Missing required field Effect");
    return;
  }
  std::string text = effect->is_string() ? effect->as_string() : std::string(effect->type_name());
  statement.allow = text == "Allow";
  if (text == "Allow" || text == "Deny") return;
  error("invalid-effect", effect->span, fmt::format("`Effect` is \"Allow\" or \"Deny\", not `{}`", text),
        fmt::format("Invalid effect: {}", text));
}

const json::Value* Reader::one_of(const json::Value& object, std::string_view name, bool& negated) {
  const json::Value* plain = object.find(name);
  const json::Value* inverse = object.find(fmt::format("Not{}", name));
  if (plain && inverse) {
    error("conflicting-elements", inverse->span,
          fmt::format("a statement has either `{0}` or `Not{0}`", name),
          fmt::format("Statement cannot contain both {0} and Not{0}.", name));
  }
  negated = !plain && inverse;
  return plain ? plain : inverse;
}

std::vector<Text> Reader::strings(const json::Value& value, std::string_view element) {
  std::vector<Text> out;
  auto add = [&](const json::Value& item) {
    if (item.is_string()) {
      out.push_back({item.as_string(), item.span});
    } else {
      error("wrong-type", item.span, fmt::format("`{}` holds strings, not {}", element, item.type_name()));
    }
  };
  if (value.is_array()) {
    for (const auto& item : value.as_array()) add(item);
  } else {
    add(value);
  }
  return out;
}

void Reader::read_actions(const json::Value& object, WrittenStatement& statement) {
  const json::Value* value = one_of(object, "Action", statement.not_action);
  if (!value) {
    error("missing-action", object.span, "the statement has neither `Action` nor `NotAction`",
          "Policy statement must contain actions.");
    return;
  }
  statement.actions = strings(*value, statement.not_action ? "NotAction" : "Action");
  for (const auto& action : statement.actions)
    mistake("invalid-action", action.span, action_mistake(action.value, kind_));
}

void Reader::read_resources(const json::Value& object, WrittenStatement& statement) {
  const json::Value* value = one_of(object, "Resource", statement.not_resource);
  if (kind_ == Kind::trust) {
    if (value) {
      error("prohibited-element", value->span, "a trust policy names no resource: it is the role's own",
            "Has prohibited field Resource");
    }
    return;
  }
  if (!value) {
    error("missing-resource", object.span, "the statement has neither `Resource` nor `NotResource`",
          "Policy statement must contain resources.");
    return;
  }
  statement.has_resource = true;
  statement.resources = strings(*value, statement.not_resource ? "NotResource" : "Resource");
  for (const auto& resource : statement.resources) {
    mistake("invalid-resource", resource.span,
            resource_mistake(resource.value, kind_, document_.has_variables));
  }
}

void Reader::read_principals(const json::Value& object, WrittenStatement& statement) {
  const json::Value* value = one_of(object, "Principal", statement.not_principal);
  if (!names_principals(kind_)) {
    if (value) {
      error("prohibited-element", value->span, fmt::format("{} names no principal", kind_name(kind_)),
            "Policy document should not specify a principal.");
    }
    return;
  }
  if (!value) {
    error("missing-principal", object.span,
          fmt::format("the statement has no `Principal`, which {} needs", kind_name(kind_)),
          "Missing required field Principal");
    return;
  }
  if (kind_ == Kind::trust && statement.not_principal) {
    error("prohibited-element", value->span, "a trust policy cannot use `NotPrincipal`",
          "AssumeRole policy may only specify Principal, not NotPrincipal");
  }
  statement.has_principal = true;
  if (value->is_string() && value->as_string() == "*") {
    statement.principals.push_back({PrincipalKey::everyone, {"*", value->span}});
  } else if (value->is_object()) {
    read_principal_map(*value, statement);
  } else {
    error("invalid-principal", value->span, "`Principal` is \"*\" or an object such as {\"AWS\": ...}",
          "Invalid principal in policy");
  }
}

void Reader::read_principal_map(const json::Value& value, WrittenStatement& statement) {
  static constexpr std::pair<std::string_view, PrincipalKey> kKeys[] = {
      {"AWS", PrincipalKey::aws},
      {"Service", PrincipalKey::service},
      {"Federated", PrincipalKey::federated},
      {"CanonicalUser", PrincipalKey::canonical_user}};
  check_names(value, "the principal", {"AWS", "Service", "Federated", "CanonicalUser"});
  for (const auto& [name, key] : kKeys) {
    const json::Value* list = value.find(name);
    if (!list) continue;
    for (auto& text : strings(*list, name)) {
      WrittenPrincipal principal{key, std::move(text)};
      if (auto wrong = PrincipalEntry::mistake(principal)) {
        error("invalid-principal", principal.text.span,
              fmt::format("invalid principal `{}`: {}", principal.text.value, *wrong),
              fmt::format("Invalid principal in policy: \"{}\":\"{}\"", name, principal.text.value));
      }
      statement.principals.push_back(std::move(principal));
    }
  }
}

void Reader::read_conditions(const json::Value& value, WrittenStatement& statement) {
  if (!value.is_object()) {
    error("wrong-type", value.span, fmt::format("`Condition` is an object, not {}", value.type_name()));
    return;
  }
  std::set<std::string> seen;
  for (const auto& block : value.as_object()) {
    if (!seen.insert(base::lower(block.name)).second) {
      error("duplicate-key-case", block.name_span,
            fmt::format("operator `{}` differs from another only by case", block.name));
    }
    if (!Operator::parse(block.name)) {
      auto near = base::did_you_mean(block.name, Operator::names());
      error("invalid-condition-operator", block.name_span,
            fmt::format("unknown condition operator `{}`{}", block.name,
                        near ? fmt::format(", did you mean `{}`?", *near) : ""),
            fmt::format("Invalid Condition type : {}.", block.name));
    } else if (!block.value.is_object()) {
      error("wrong-type", block.value.span,
            fmt::format("operator `{}` holds an object of condition keys", block.name));
    } else {
      read_condition_keys(block, statement);
    }
  }
}

void Reader::read_condition_keys(const json::Member& block, WrittenStatement& statement) {
  std::set<std::string> seen;
  auto op = Operator::parse(block.name);
  for (const auto& member : block.value.as_object()) {
    if (!seen.insert(base::lower(member.name)).second) {
      error("duplicate-key-case", member.name_span,
            fmt::format("condition key `{}` differs from another only by case", member.name));
    }
    mistake("invalid-condition-key", member.name_span, condition_key_mistake(member.name));
    WrittenCondition condition{{block.name, block.name_span}, {member.name, member.name_span}, {}};
    read_condition_values(member.value, *op, condition);
    statement.conditions.push_back(std::move(condition));
  }
}

void Reader::read_condition_values(const json::Value& value, const Operator& op,
                                   WrittenCondition& condition) {
  bool may_vary = op.comparison == Comparison::string || op.comparison == Comparison::arn ||
                  op.comparison == Comparison::boolean;
  auto add = [&](const json::Value& item) {
    if (item.is_string()) {
      auto wrong = may_vary && document_.has_variables ? variable_mistake(item.as_string()) : std::nullopt;
      if (wrong) {
        error("invalid-variable", item.span,
              fmt::format("condition value `{}` has {}", item.as_string(), *wrong),
              "The policy failed legacy parsing");
      }
      condition.values.push_back({item.as_string(), item.span});
    } else if (item.is_bool() || item.is_number()) {
      condition.values.push_back(
          {std::string(source_.substr(item.span.offset, item.span.length)), item.span});
    } else {
      error("wrong-type", item.span,
            fmt::format("a condition value is a string, a number or a boolean, not {}", item.type_name()));
    }
  };
  if (value.is_array()) {
    for (const auto& item : value.as_array()) add(item);
  } else {
    add(value);
  }
}

// The dialects of the policies of AWS Organizations (rules 2 and 7).
void Reader::check_organization_statement(const WrittenStatement& statement) {
  auto is_star = [](const std::vector<Text>& list) { return list.size() == 1 && list[0].value == "*"; };
  bool plain_resource = !statement.not_resource && is_star(statement.resources);
  if (kind_ == Kind::scp && kScpOldDialect && statement.allow &&
      (!plain_resource || !statement.conditions.empty() || statement.not_action)) {
    error("unsupported-in-scp", statement.span,
          "Allow in a service control policy takes `Action` and Resource `*` only",
          "The provided policy document does not meet the requirements of the specified policy type.");
  }
  if (kind_ != Kind::rcp) return;
  constexpr std::string_view kAnswer =
      "The provided policy document does not meet the requirements of the specified policy type.";
  bool everyone = !statement.not_principal && statement.principals.size() == 1 &&
                  statement.principals[0].text.value == "*";
  if (statement.has_principal && !everyone) {
    error("unsupported-in-rcp", statement.span, "the principal of a resource control policy is `*`", kAnswer);
  }
  // The one Allow is AWS's own RCPFullAWSAccess.
  bool full_access =
      plain_resource && !statement.not_action && is_star(statement.actions) && statement.conditions.empty();
  if (statement.allow && !full_access) {
    error("unsupported-in-rcp", statement.span, "a resource control policy can only deny", kAnswer);
  }
}

// Rule 5. The text is UTF-8, whose first 256 characters begin with a byte below 0xC4.
void check_characters(std::string_view source, Kind kind, base::Diagnostics& diagnostics) {
  if (!is_iam_kind(kind)) return;
  for (size_t i = 0; i < source.size(); ++i) {
    auto c = static_cast<unsigned char>(source[i]);
    bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (!control && c < 0xC4) continue;
    diagnostics.error(
        "invalid-character", base::span_at(source, static_cast<uint32_t>(i)),
        "a character that a policy cannot hold: only those from U+0020 to U+00FF, tabs and line breaks",
        "AWS answers: The specified value for policyDocument is invalid.");
    return;
  }
}

void check_size(std::string_view source, Kind kind, base::Diagnostics& diagnostics) {
  size_t size = document_size(source, kind), limit = size_limit(kind);
  if (limit == 0 || size <= limit) return;
  diagnostics.error("policy-size", base::span_at(source, 0),
                    fmt::format("{} of {} characters is larger than {}", kind_name(kind), size, limit),
                    fmt::format("AWS answers: Cannot exceed quota for PolicySize: {}", limit));
}

}  // namespace

bool names_principals(Kind kind) {
  return kind == Kind::resource || kind == Kind::trust || kind == Kind::endpoint || kind == Kind::rcp;
}

std::optional<Document> parse(std::string_view source, Kind kind, base::Diagnostics& diagnostics) {
  size_t before = diagnostics.list().size();
  check_size(source, kind, diagnostics);
  check_characters(source, kind, diagnostics);
  Reader reader(source, kind, diagnostics);
  if (auto root = json::parse(source, diagnostics)) reader.read(*root);
  for (size_t i = before; i < diagnostics.list().size(); ++i) {
    if (diagnostics.list()[i].severity == base::Severity::error) return std::nullopt;
  }
  return reader.take();
}

}  // namespace policy
