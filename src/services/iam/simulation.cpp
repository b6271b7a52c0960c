// The policy simulator (IAM API Reference, SimulateCustomPolicy and SimulatePrincipalPolicy): the evaluator
// that authorizes every call, asked about calls that nobody makes.
#include "services/iam/simulation.h"

#include <algorithm>

#include "account/record/paging.h"
#include "base/arn.h"
#include "policy/ask/caller.h"
#include "policy/ask/question.h"
#include "services/iam/iam.h"

namespace account::iam {
namespace {

// One call's simulation: the same policies asked for every action on every resource.
class Simulation {
 public:
  explicit Simulation(const Call& call) : call_(call) {}

  aws::Result<void> prepare_custom();
  aws::Result<void> prepare_principal();
  aws::Result<json::Array> run();

 private:
  aws::Result<void> add_common();
  aws::Result<void> add_boundary(const json::Value* entity);
  aws::Result<void> add_organization();
  aws::Result<void> add_resource_policy();
  aws::Result<void> set_caller(const std::string& arn);
  void add_context();
  json::Value result(const std::string& action, const std::string& resource);
  json::Array matched(const policy::Decision& decision) const;
  json::Array missing_keys(const policy::Context& context) const;
  bool boundary_allows(const policy::Request& request) const;
  bool organization_allows(const policy::Request& request) const;

  const Call& call_;
  SimulatedPolicies policies_, others_;  // others: boundary, organization, resource
  policy::Layers layers_;
  policy::Request request_;
  bool has_caller_ = false;
};

aws::Result<void> Simulation::set_caller(const std::string& arn) {
  auto principal = policy::parse_principal(arn);
  if (!principal) return invalid_input(fmt::format("Invalid CallerArn: {}", arn));
  request_.principal = *principal;
  has_caller_ = true;
  return {};
}

aws::Result<void> Simulation::add_boundary(const json::Value* entity) {
  auto given = call_.input.texts("PermissionsBoundaryPolicyInputList");
  std::string own = entity ? std::string(entity->string_or("PermissionsBoundary", "")) : "";
  if (given.size() > 1) return invalid_input("PermissionsBoundaryPolicyInputList holds at most one policy.");
  if (!given.empty()) {
    TRY(others_.add_input(given, "PermissionsBoundaryPolicyInputList", policy::Kind::boundary));
  } else if (!own.empty()) {
    TRY(others_.add_managed(call_.state, own, policy::Kind::boundary));
  } else {
    return {};
  }
  layers_.boundary = others_.all().back();
  return {};
}

aws::Result<void> Simulation::add_organization() {
  for (const json::Value& level : call_.input.list("OrderedOrganizationPolicyInputList")) {
    SimulatedPolicies scps;
    TRY(scps.add_input(texts(level, "ServiceControlPolicyInputList"), "ServiceControlPolicyInputList",
                       policy::Kind::scp));
    layers_.scps.push_back(scps.all());
  }
  return {};
}

aws::Result<void> Simulation::add_resource_policy() {
  std::string text = call_.input.text("ResourcePolicy");
  if (text.empty()) return {};
  if (!has_caller_) return invalid_input("CallerArn is required together with ResourcePolicy.");
  TRY(others_.add_input({text}, "ResourcePolicy", policy::Kind::resource));
  layers_.resource = others_.all().back();
  return {};
}

void Simulation::add_context() {
  for (const json::Value& entry : call_.input.list("ContextEntries")) {
    std::string key(entry.string_or("ContextKeyName", ""));
    bool is_list = entry.string_or("ContextKeyType", "string").ends_with("List");
    auto values = texts(entry, "ContextKeyValues");
    if (is_list || values.size() != 1) {
      request_.context.set_list(key, std::move(values));
    } else {
      request_.context.set(key, values.front());
    }
  }
}

aws::Result<void> Simulation::add_common() {
  if (std::string caller = call_.input.text("CallerArn"); !caller.empty()) TRY(set_caller(caller));
  TRY(add_resource_policy());
  std::string owner = call_.input.text("ResourceOwner");
  if (auto arn = base::Arn::parse(owner)) owner = arn->account;
  request_.resource_account = owner;
  layers_.identity = policies_.all();
  add_context();
  return {};
}

// Nobody in particular: someone with these policies, of the caller's account.
aws::Result<void> Simulation::prepare_custom() {
  request_.principal.type = policy::PrincipalType::user;
  request_.principal.account = call_.state.account();
  TRY(policies_.add_input(call_.input.texts("PolicyInputList"), "PolicyInputList", policy::Kind::identity));
  TRY(add_boundary(nullptr));
  TRY(add_organization());
  return add_common();
}

aws::Result<void> Simulation::prepare_principal() {
  request_.principal.type = policy::PrincipalType::user;
  request_.principal.account = call_.state.account();
  std::string source = call_.input.text("PolicySourceArn");
  PolicyExclusions exclusions = TRY(PolicyExclusions::read(call_));
  policies_.exclude(exclusions);
  json::Value entity = TRY(policies_.add_principal(call_.state, source));
  if (!base::Arn::parse(source)->resource.starts_with("group/")) TRY(set_caller(source));
  TRY(policies_.add_input(call_.input.texts("PolicyInputList"), "PolicyInputList", policy::Kind::identity));
  TRY(add_boundary(exclusions.excludes_boundary() ? nullptr : &entity));
  return add_common();
}

// Where the statements stand in their documents.
json::Array Simulation::matched(const policy::Decision& decision) const {
  json::Array out;
  for (const policy::Matched& each : decision.statements) {
    const SimulatedPolicy* known = policies_.find(each.source);
    bool is_resource = each.layer == policy::Layer::resource;
    if (!known && !is_resource) continue;  // boundaries and SCPs have answers of their own
    if (!known) known = others_.find(each.source);
    const base::Span& span = each.source->document().statements[each.number].span;
    base::Span end = base::span_at(known->text, span.offset + span.length);
    out.push_back(Object{{"SourcePolicyId", each.source->name()},
                         {"SourcePolicyType", is_resource ? "resource" : known->type},
                         {"StartPosition", Object{{"Line", span.line}, {"Column", span.column}}},
                         {"EndPosition", Object{{"Line", end.line}, {"Column", end.column}}}});
  }
  return out;
}

json::Array Simulation::missing_keys(const policy::Context& context) const {
  json::Array out;
  for (const std::string& key : policies_.context_keys()) {
    if (!context.find(key)) out.emplace_back(key);
  }
  return out;
}

bool Simulation::boundary_allows(const policy::Request& request) const {
  policy::Layers alone;
  alone.identity = {layers_.boundary};
  return policy::evaluate(request, alone).allowed();
}

bool Simulation::organization_allows(const policy::Request& request) const {
  return std::all_of(layers_.scps.begin(), layers_.scps.end(), [&](const auto& level) {
    policy::Layers alone;
    alone.identity = level;
    return policy::evaluate(request, alone).allowed();
  });
}

json::Value Simulation::result(const std::string& action, const std::string& resource) {
  policy::Request request = request_;
  request.action = action;
  request.resource = resource;
  if (has_caller_) policy::add_principal_keys(request);
  layers_.resource_kind = layers_.resource ? policy::resource_policy_kind(action, resource)
                                           : policy::ResourcePolicyKind::ordinary;
  policy::Decision decision = policy::evaluate(request, layers_);
  Object out{{"EvalActionName", action},
             {"EvalResourceName", resource},
             {"EvalDecision", policy::outcome_name(decision.outcome)},
             {"MatchedStatements", matched(decision)},
             {"MissingContextValues", missing_keys(request.context)}};
  if (layers_.boundary) {
    out.set("PermissionsBoundaryDecisionDetail",
            Object{{"AllowedByPermissionsBoundary", boundary_allows(request)}});
  }
  if (!layers_.scps.empty()) {
    out.set("OrganizationsDecisionDetail", Object{{"AllowedByOrganizations", organization_allows(request)}});
  }
  return out;
}

aws::Result<json::Array> Simulation::run() {
  std::vector<std::string> resources = call_.input.texts("ResourceArns");
  if (resources.empty()) resources.emplace_back("*");
  json::Array out;
  for (const std::string& action : call_.input.texts("ActionNames")) {
    bool is_one = action.find(':') != std::string::npos && action.find_first_of("*?") == std::string::npos;
    if (!is_one) return invalid_input(fmt::format("Invalid Action name: {}", action));
    for (const std::string& resource : resources) out.push_back(result(action, resource));
  }
  return out;
}

// Results have no ids; their places, in digits that sort, will do.
Output page_of(Call& call, json::Array results) {
  std::vector<Entry> entries;
  for (json::Value& each : results)
    entries.push_back({fmt::format("0{:08}", entries.size()), std::move(each)});
  return list_page(call, std::move(entries), {"EvaluationResults"});
}

Output simulate_custom(Call& call) {
  Simulation simulation(call);
  TRY(simulation.prepare_custom());
  return page_of(call, TRY(simulation.run()));
}

Output simulate_principal(Call& call) {
  Simulation simulation(call);
  TRY(simulation.prepare_principal());
  return page_of(call, TRY(simulation.run()));
}

Output context_keys(const SimulatedPolicies& policies) {
  std::vector<std::string> keys = policies.context_keys();
  return Object{{"ContextKeyNames", json::Array(keys.begin(), keys.end())}};
}

Output keys_for_custom(Call& call) {
  SimulatedPolicies policies;
  TRY(policies.add_input(call.input.texts("PolicyInputList"), "PolicyInputList", policy::Kind::identity));
  return context_keys(policies);
}

Output keys_for_principal(Call& call) {
  SimulatedPolicies policies;
  TRY(policies.add_principal(call.state, call.input.text("PolicySourceArn")));
  TRY(policies.add_input(call.input.texts("PolicyInputList"), "PolicyInputList", policy::Kind::identity));
  return context_keys(policies);
}

constexpr Operation kOperations[] = {
    {"SimulateCustomPolicy", {any()}, simulate_custom},
    {"SimulatePrincipalPolicy", {at("PolicySourceArn")}, simulate_principal},
    {"GetContextKeysForCustomPolicy", {any()}, keys_for_custom},
    {"GetContextKeysForPrincipalPolicy", {at("PolicySourceArn")}, keys_for_principal},
};

}  // namespace

std::span<const Operation> simulation_operations() {
  return kOperations;
}

}  // namespace account::iam
