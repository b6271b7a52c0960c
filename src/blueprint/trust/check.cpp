#include "blueprint/trust/check.h"

#include <fmt/core.h>

#include <optional>

#include "base/text.h"
#include "blueprint/trust/names.h"
#include "policy/decide/evaluate.h"

namespace blueprint {
namespace {

using json::Value;

constexpr const char* kAction = "sts:AssumeRoleWithWebIdentity";

policy::Request request_for(const TrustQuestion& question) {
  policy::Request request;
  request.principal.type = policy::PrincipalType::web_identity;
  request.principal.arn = question.provider_arn;
  request.principal.account = account_of(question.provider_arn);
  request.action = kAction;
  request.resource = question.role_arn;
  request.resource_account = account_of(question.role_arn);
  request.context.set(question.issuer_key + ":sub", question.subject);
  request.context.set(question.issuer_key + ":aud", question.audience);
  request.context.set("aws:FederatedProvider", question.provider_arn);
  return request;
}

base::Result<bool> allows(const Value& document, const TrustQuestion& question) {
  policy::Layers layers;
  layers.resource = TRY(policy::compile(json::dump(document), policy::Kind::trust, "the trust policy"));
  layers.resource_kind = policy::ResourcePolicyKind::trust;
  return policy::evaluate(request_for(question), layers).allowed();
}

// A statement of our own with one element of theirs, so that the evaluator says whether that element fits.
bool fits(const TrustQuestion& question, json::Object element) {
  json::Object statement{{"Effect", "Allow"},
                         {"Principal", json::Object{{"Federated", question.provider_arn}}},
                         {"Action", kAction}};
  for (json::Member& member : element) statement.set(member.name, std::move(member.value));
  json::Array statements{Value(std::move(statement))};
  return allows(json::Object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}}, question)
      .value_or(false);
}

json::Array listed(const Value* value) {
  if (!value) return {};
  return value->is_array() ? value->as_array() : json::Array{*value};
}

std::string quoted(const Value& values) {
  std::vector<std::string> out;
  for (const Value& each : listed(&values)) {
    out.push_back("`" + (each.is_string() ? each.as_string() : json::dump(each)) + "`");
  }
  return base::join(out, " or ");
}

std::string actual(const TrustQuestion& question, const std::string& key) {
  if (base::equal_ignoring_case(key, question.issuer_key + ":sub")) return "`" + question.subject + "`";
  if (base::equal_ignoring_case(key, question.issuer_key + ":aud")) return "`" + question.audience + "`";
  if (base::equal_ignoring_case(key, "aws:FederatedProvider")) return "`" + question.provider_arn + "`";
  return "absent";
}

// Why a condition does not hold, where the usual mistakes make it.
std::string reason(const std::string& comparison, const std::string& key, const Value& values,
                   const TrustQuestion& question) {
  bool has_wildcard = quoted(values).find_first_of("*?") != std::string::npos;
  if (comparison.starts_with("StringEquals") && has_wildcard) {
    return "; StringEquals takes `*` literally: StringLike is meant";
  }
  std::string lower = base::lower(key);
  bool claim = lower.ends_with(":sub") || lower.ends_with(":aud");
  bool is_absent = actual(question, key) == "absent";
  if (claim && is_absent) return fmt::format("; the token's issuer is `{}`", question.issuer_key);
  if (is_absent && lower.starts_with(base::lower(question.issuer_key) + ":"))
    return "; of a service account's claims STS makes only `sub` and `aud` condition keys";
  return "";
}

void check_conditions(const Value& statement, const TrustQuestion& question,
                      std::vector<std::string>& differences) {
  const Value* conditions = statement.find("Condition");
  if (!conditions || !conditions->is_object()) return;
  for (const json::Member& comparison : conditions->as_object()) {
    if (!comparison.value.is_object()) continue;
    for (const json::Member& key : comparison.value.as_object()) {
      json::Object one{{comparison.name, json::Object{{key.name, key.value}}}};
      if (fits(question, {{"Condition", std::move(one)}})) continue;
      differences.push_back(fmt::format("{} `{}` expects {}, the token has {}{}", comparison.name, key.name,
                                        quoted(key.value), actual(question, key.name),
                                        reason(comparison.name, key.name, key.value, question)));
    }
  }
}

std::vector<std::string> differences_of(const Value& statement, const TrustQuestion& question) {
  std::vector<std::string> differences;
  if (statement.string_or("Effect", "") == "Deny") return {"a Deny statement matches"};
  if (const Value* action = statement.find("Action"); action && !fits(question, {{"Action", *action}})) {
    differences.push_back(fmt::format("Action is {}, expected `{}`", quoted(*action), kAction));
  }
  if (const Value* principal = statement.find("Principal");
      principal && !fits(question, {{"Principal", *principal}})) {
    const Value* federated = principal->find("Federated");
    differences.push_back(fmt::format("Principal is {}, expected Federated `{}`",
                                      federated ? quoted(*federated) : json::dump(*principal),
                                      question.provider_arn));
  }
  check_conditions(statement, question, differences);
  return differences;
}

}  // namespace

base::Result<TrustAnswer> check_trust(const Value& document, const TrustQuestion& question) {
  TrustAnswer answer;
  answer.allowed = TRY(allows(document, question));
  if (answer.allowed) return answer;
  std::optional<std::vector<std::string>> nearest;
  for (const Value& statement : listed(document.find("Statement"))) {
    auto differences = differences_of(statement, question);
    if (!nearest || differences.size() < nearest->size()) nearest = std::move(differences);
  }
  answer.differences = nearest.value_or(std::vector<std::string>{"it has no statement"});
  return answer;
}

}  // namespace blueprint
