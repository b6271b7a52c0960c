#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "policy/decide/compiled.h"

namespace policy {
namespace {

std::string_view service_of(std::string_view action) {
  return action.substr(0, action.find(':'));
}

// Variables may stand behind the fifth colon only (rule 30), and missing fields of an ARN mean `*` (rule 10).
Pattern resource_pattern(std::string_view text, bool has_variables) {
  constexpr Syntax kPlain = {true, false, false};
  size_t colons = 0, at = 0;
  while (at < text.size() && colons < 5) colons += text[at++] == ':';
  if (colons < 5 && text.starts_with("arn:")) {
    std::string full(text);
    for (; colons < 5; ++colons) full += ":*";
    return Pattern(full, kPlain);
  }
  if (colons < 5 || !has_variables || text.find("${", at) == std::string_view::npos)
    return Pattern(text, kPlain);
  Tokens tokens = tokenize(text.substr(0, at));
  TokenizedText rest = tokenize_with_variables(text.substr(at), {true, true, false});
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
  out.resources.reserve(written.resources.size());
  for (const auto& resource : written.resources) {
    out.resources.push_back(resource_pattern(resource.value, has_variables));
  }
  for (const auto& principal : written.principals) out.principals.emplace_back(principal);
  out.conditions.reserve(written.conditions.size());
  for (const auto& condition : written.conditions) {
    out.conditions.emplace_back(condition, *Operator::parse(condition.operator_name.value), has_variables,
                                written.allow);
  }
  return out;
}

}  // namespace

LoweredAction::LoweredAction(std::string_view lowered)
    : text(lowered), service(key_hash(service_of(lowered))) {}

ActionList::ActionList(const std::vector<Text>& written) {
  struct Entry {
    bool has_service = false;
    uint64_t hash = 0;  // of its service
    std::string action;
  };
  std::vector<Entry> entries;
  entries.reserve(written.size());
  for (const auto& text : written) {
    std::string action = base::lower(base::trim(text.value));
    std::string_view service = service_of(action);
    bool has_service = find_wildcard(service) == std::string_view::npos;
    uint64_t hash = has_service ? key_hash(service) : 0;
    entries.push_back({has_service, hash, std::move(action)});
  }
  auto by_service = [](const Entry& a, const Entry& b) {
    return std::tie(a.has_service, a.hash) < std::tie(b.has_service, b.hash);
  };
  bool is_sorted =
      std::is_sorted(entries.begin(), entries.end(), by_service);  // such as those of one service
  if (!is_sorted) std::sort(entries.begin(), entries.end(), by_service);
  patterns_.reserve(entries.size());
  for (auto& entry : entries) {
    auto at = static_cast<uint32_t>(patterns_.size());
    patterns_.emplace_back(std::move(entry.action));
    if (!entry.has_service) {
      wild_ = at + 1;
      continue;
    }
    if (services_.empty() || services_.back().hash != entry.hash) services_.push_back({entry.hash, at, at});
    services_.back().end = at + 1;
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
  add_statements(false);
  denies_ = statements_.size();
  add_statements(true);
}

void Policy::add_statements(bool allow) {
  for (size_t i = 0; i < document_.statements.size(); ++i) {
    const WrittenStatement& written = document_.statements[i];
    if (written.allow == allow) statements_.push_back(compile_statement(written, i, document_.has_variables));
  }
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
  base::Diagnostics diagnostics;
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
