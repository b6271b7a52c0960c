#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/compiled.h"

namespace policy {
namespace {

uint64_t service_hash(std::string_view lowered_action) {
  return key_hash(lowered_action.substr(0, lowered_action.find(':')));
}

// Variables may stand behind the fifth colon only (rule 30), and missing fields of an ARN mean `*` (rule 10).
Pattern resource_pattern(std::string_view text, bool has_variables) {
  size_t colons = 0, at = 0;
  while (at < text.size() && colons < 5) colons += text[at++] == ':';
  if (colons < 5) {
    std::string full(text);
    if (text.starts_with("arn:")) {
      for (; colons < 5; ++colons) full += ":*";
    }
    return Pattern(full, {true, false, false});
  }
  Tokens tokens = tokenize(text.substr(0, at));
  TokenizedText rest = tokenize_with_variables(text.substr(at), {true, has_variables, false});
  return Pattern(tokens + rest.tokens, std::move(rest.variables), false);
}

CompiledStatement compile_statement(const WrittenStatement& written, size_t number, bool has_variables) {
  CompiledStatement out;
  out.allow = written.allow;
  out.not_action = written.not_action;
  out.not_resource = written.not_resource;
  out.not_principal = written.not_principal;
  out.has_resource = written.has_resource;
  out.has_principal = written.has_principal;
  out.actions = ActionList(written.actions);
  out.number = number;
  out.name = written.sid.empty() ? fmt::format("statement {}", number + 1) : written.sid;
  for (const auto& resource : written.resources) {
    out.resources.push_back(resource_pattern(resource.value, has_variables));
  }
  for (const auto& principal : written.principals) out.principals.emplace_back(principal);
  for (const auto& condition : written.conditions) {
    out.conditions.emplace_back(condition, *Operator::parse(condition.operator_name.value), has_variables);
  }
  return out;
}

}  // namespace

LoweredAction::LoweredAction(std::string_view lowered) : text(lowered), service(service_hash(lowered)) {}

ActionList::ActionList(const std::vector<Text>& written) {
  std::map<uint64_t, std::vector<std::string>> by_service;
  for (const auto& text : written) {
    std::string action = base::lower(base::trim(text.value));
    if (find_wildcard(std::string_view(action).substr(0, action.find(':'))) == std::string::npos) {
      by_service[service_hash(action)].push_back(std::move(action));
    } else {
      patterns_.emplace_back(tokenize(action));
    }
  }
  wild_ = static_cast<uint32_t>(patterns_.size());
  for (const auto& [hash, actions] : by_service) {
    auto begin = static_cast<uint32_t>(patterns_.size());
    for (const auto& action : actions) patterns_.emplace_back(tokenize(action));
    services_.push_back({hash, begin, static_cast<uint32_t>(patterns_.size())});
  }
}

bool ActionList::any_of(uint32_t begin, uint32_t end, std::string_view action) const {
  for (uint32_t i = begin; i < end; ++i) {
    if (patterns_[i].matches(action)) return true;
  }
  return false;
}

bool ActionList::contains(const LoweredAction& action) const {
  if (any_of(0, wild_, action.text)) return true;
  auto at = std::lower_bound(services_.begin(), services_.end(), action.service,
                             [](const Service& service, uint64_t hash) { return service.hash < hash; });
  return at != services_.end() && at->hash == action.service && any_of(at->begin, at->end, action.text);
}

bool CompiledStatement::fits_resource(std::string_view resource, const Context& context) const {
  if (!has_resource) return true;  // a trust policy: the role itself
  for (const auto& pattern : resources) {
    if (pattern.fits(resource, context) == Fit::yes) return !not_resource;
  }
  return not_resource;
}

bool CompiledStatement::fits_conditions(const Context& context) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const auto& c) { return c.holds(context); });
}

Policy::Policy(Document document, Kind kind, std::string name)
    : document_(std::move(document)), kind_(kind), name_(std::move(name)) {
  statements_.reserve(document_.statements.size());
  for (size_t i = 0; i < document_.statements.size(); ++i) {
    statements_.push_back(compile_statement(document_.statements[i], i, document_.has_variables));
  }
  auto allows =
      std::stable_partition(statements_.begin(), statements_.end(), [](const auto& s) { return !s.allow; });
  denies_ = static_cast<size_t>(allows - statements_.begin());
}

const CompiledStatement& Policy::statement(size_t number) const {
  return *std::find_if(statements_.begin(), statements_.end(),
                       [&](const auto& s) { return s.number == number; });
}

PolicyPtr compile(std::string_view json, Kind kind, base::Diagnostics& diagnostics, std::string name,
                  Size size) {
  auto document = parse(json, kind, diagnostics, size);
  if (!document) return nullptr;
  return std::make_shared<const Policy>(std::move(*document), kind, std::move(name));
}

base::Result<PolicyPtr> compile(std::string_view json, Kind kind, std::string name) {
  base::Diagnostics diagnostics(name, json);
  if (PolicyPtr policy = compile(json, kind, diagnostics, name)) return policy;
  for (const auto& d : diagnostics.list()) {
    if (d.severity != base::Severity::error) continue;
    return tl::unexpected(
        base::Error{base::ErrorKind::invalid,
                    fmt::format("line {}, column {}: {}", d.span.line, d.span.column, d.message), d.hint});
  }
  return base::fail(base::ErrorKind::internal, "a policy was refused without a reason");
}

}  // namespace policy
