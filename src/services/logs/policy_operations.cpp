#include "account/call/facilities.h"
#include "policy/document.h"
#include "services/logs/group.h"
#include "services/logs/listing.h"
#include "services/logs/logs.h"
#include "services/logs/resource_policy.h"

namespace account::logs {
namespace {

constexpr std::string_view kPolicy = "logs.resource_policy";
constexpr size_t kMostPolicies = 10;  // without a group
constexpr size_t kMostAccountBytes = 5120;

bool is_of_account(const json::Value& policy) {
  return policy.string_or("policyScope", "") == "ACCOUNT";
}

aws::Result<void> check_document(const std::string& text) {
  base::Diagnostics diagnostics("policy", text);
  if (policy::parse(text, policy::Kind::resource, diagnostics, policy::Size::any)) return {};
  return invalid("The policy document is not valid: " + diagnostics.render());
}

// By its name, or by the ARN of its group.
aws::Result<std::string> place_of_policy(const Call& call) {
  std::string name = call.input.text("policyName"), arn = call.input.text("resourceArn");
  if (name.empty() && arn.empty()) return invalid("The policyName is missing.");
  if (arn.empty()) return name;
  TRY(require(call.state, kGroups, group_name(arn)));
  return arn_of(call.state, kGroups, Object{{"logGroupName", group_name(arn)}});
}

// Of a group's policy the caller must know the newest revision.
aws::Result<void> check_revision(const Call& call, const std::optional<json::Value>& existing) {
  if (!call.input.has("resourceArn")) return {};
  std::string_view is = existing ? existing->string_or("revisionId", "") : std::string_view();
  if (call.input.text("expectedRevisionId") == is) return {};
  return aws::error("OperationAbortedException", 400,
                    "The expectedRevisionId is not that of the resource policy as it is now.");
}

Output put_policy(Call& call) {
  std::string place = TRY(place_of_policy(call));
  std::string document = call.input.text("policyDocument");
  bool is_of_group = call.input.has("resourceArn");
  if (!is_of_group && document.size() > kMostAccountBytes)
    return invalid(fmt::format("The policy document is larger than {} bytes.", kMostAccountBytes));
  TRY(check_document(document));
  auto existing = call.state.get(kPolicy, place);
  TRY(check_revision(call, existing));
  size_t others = 0;
  for (const Entry& one : call.state.list(kPolicy))
    if (is_of_account(one.value) && one.id != place) ++others;
  if (!is_of_group && others >= kMostPolicies)
    return aws::error("LimitExceededException", 400, "Resource limit exceeded.");
  Object policy{{"policyDocument", document},
                {"lastUpdatedTime", base::to_ms(call.now)},
                {"policyScope", is_of_group ? "RESOURCE" : "ACCOUNT"}};
  policy.set_if("policyName", call.input.find("policyName"));
  if (is_of_group) {
    policy.set("resourceArn", place);
    policy.set("revisionId", call.facilities.random.hex(32));
  }
  call.state.put(kPolicy, place, policy);
  Object output{{"resourcePolicy", policy}};
  output.set_if("revisionId", policy.find("revisionId"));
  return output;
}

Output delete_policy(Call& call) {
  std::string place = TRY(place_of_policy(call));
  auto existing = call.state.get(kPolicy, place);
  if (!existing)
    return aws::error("ResourceNotFoundException", 400, "Policy with name [{}] does not exist.", place);
  TRY(check_revision(call, existing));
  call.state.erase(kPolicy, place);
  return Object{};
}

Output describe_policies(Call& call) {
  std::string arn = call.input.text("resourceArn");
  bool is_of_groups = call.input.text("policyScope") == "RESOURCE" || !arn.empty();
  std::vector<Entry> policies = call.state.list(kPolicy);
  std::erase_if(policies, [&](const Entry& one) {
    bool is_other = !arn.empty() && group_name(one.id) != group_name(arn);
    return is_of_account(one.value) == is_of_groups || is_other;
  });
  return list_page(call, "resourcePolicies", std::move(policies), [](const Entry& one) { return one.value; });
}

void add_statements(const json::Value& policy, json::Array& all) {
  auto document = json::parse(policy.string_or("policyDocument", ""));
  const json::Value* statements = document ? document->find("Statement") : nullptr;
  if (!statements) return;
  if (!statements->is_array()) {
    all.push_back(*statements);
    return;
  }
  for (const json::Value& one : statements->as_array()) all.push_back(one);
}

constexpr Operation kOperations[] = {
    {"PutResourcePolicy", {any()}, put_policy},
    {"DeleteResourcePolicy", {any()}, delete_policy},
    {"DescribeResourcePolicies", {any()}, describe_policies},
};

}  // namespace

std::string policy_for(const Call& call, std::string_view group) {
  if (call.caller.principal.type != policy::PrincipalType::service) return "";
  std::string arn = arn_of(call.state, kGroups, json::Object{{"logGroupName", group}});
  json::Array statements;
  for (const Entry& one : call.state.list(kPolicy))
    if (is_of_account(one.value) || one.id == arn) add_statements(one.value, statements);
  // Two statements may have the same Sid, which one document may not.
  for (json::Value& one : statements) one.as_object().erase("Sid");
  if (statements.empty()) return "";
  return json::dump(json::Object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}});
}

std::span<const Operation> policy_operations() {
  return kOperations;
}

}  // namespace account::logs
