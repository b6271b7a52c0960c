#include "policy/decide/call.h"

#include <algorithm>

#include "policy/match/values.h"
#include "policy/semantics.h"

namespace policy {
namespace {

bool is_federated(const Principal& principal) {
  return principal.type == PrincipalType::web_identity || principal.type == PrincipalType::saml;
}

bool is_one_of(PrincipalType type, std::initializer_list<PrincipalType> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

Reach reach_of(Naming naming) {
  switch (naming) {
    case Naming::none:
      return Reach::nothing;
    case Naming::account:
      return Reach::delegates;
    case Naming::user_of_session:
    case Naming::role:
      return Reach::identity;
    case Naming::direct:
    case Naming::everyone:
      return Reach::all;
  }
  return Reach::nothing;
}

// Whether an action of IAM changes something, or hands it on.
bool is_mutating_iam(std::string_view action) {
  if (!action.starts_with("iam:")) return false;
  action.remove_prefix(4);
  for (std::string_view reading : {"get", "list", "generate", "simulate"}) {
    if (action.starts_with(reading)) return false;
  }
  return true;
}

}  // namespace

Call::Call(const Request& request, const Layers& layers)
    : request_(request), action_(lowered_.set(request.action)), has_boundary_(layers.boundary != nullptr) {
  has_identity_ = is_one_of(request.principal.type, {PrincipalType::user, PrincipalType::role_session,
                                                     PrincipalType::federated_user});
  crosses_accounts_ = (has_identity_ || is_root()) && !request.resource_account.empty() &&
                      request.resource_account != request.principal.account;
}

const std::string& Call::resource_account() const {
  return request_.resource_account.empty() ? request_.principal.account : request_.resource_account;
}

bool Call::under_scps() const {
  return (has_identity_ || is_root()) && !request_.principal.service_linked;
}

bool Call::under_rcps() const {
  std::string_view service = action_.text.substr(0, action_.text.find(':'));
  bool supported =
      std::find(std::begin(kRcpServices), std::end(kRcpServices), service) != std::end(kRcpServices);
  return supported && !request_.principal.service_linked;
}

bool Call::is_protected() const {
  bool changes_alias = action_.text.starts_with("kms:") && action_.text.ends_with("alias");
  if (!changes_alias && !is_mutating_iam(action_.text)) return false;
  auto arn = split_arn(request_.resource);
  if (!arn) return false;
  std::string_view service = (*arn)[2], account = (*arn)[4], resource = (*arn)[5];
  if (changes_alias) return service == "kms" && resource.starts_with("alias/aws/");
  bool aws_policy = account == "aws" && resource.starts_with("policy/");
  return service == "iam" && (aws_policy || resource.starts_with("role/aws-reserved/"));
}

bool Call::is_always_allowed() const {
  bool authenticated = has_identity_ || is_root();
  return authenticated && action_.text == "sts:getcalleridentity";
}

Naming Call::naming(const CompiledStatement& statement) const {
  const Principal& caller = request_.principal;
  Naming naming = names(statement.principals, caller, resource_account());
  bool shut_out = naming == Naming::everyone && statement.allow && is_federated(caller);
  if (shut_out && !kEveryoneIncludesFederatedForAllow) {
    // Another entry may still name the provider.
    bool named = std::any_of(
        statement.principals.begin(), statement.principals.end(),
        [&](const auto& entry) { return entry.names(caller, resource_account()) == Naming::direct; });
    return named ? Naming::direct : Naming::none;
  }
  return naming;
}

bool Call::fits_principal(const CompiledStatement& statement) const {
  if (!statement.has_principal) return true;
  if (!statement.not_principal) return naming(statement) != Naming::none;
  if (statement.allow)
    return names(statement.principals, request_.principal, resource_account()) == Naming::none;
  if (has_boundary_ && has_identity_ && kNotPrincipalBindsBounded) return true;
  return !names_whole_chain(statement.principals, request_.principal, resource_account());
}

bool Call::applies(const CompiledStatement& statement) const {
  return statement.fits_action(action_) && statement.fits_resource(request_.resource, request_.context) &&
         fits_principal(statement) && statement.fits_conditions(request_.context);
}

Reach Call::reach(const CompiledStatement& statement) const {
  if (!applies(statement)) return Reach::nothing;
  return statement.not_principal ? Reach::all : reach_of(naming(statement));
}

}  // namespace policy
