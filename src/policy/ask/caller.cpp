#include "policy/ask/caller.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/arn.h"
#include "policy/match/principal.h"
#include "policy/match/values.h"

namespace policy {
namespace {

std::string_view after_last(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

Principal with(PrincipalType type, std::string_view arn, std::string_view account) {
  Principal out;
  out.type = type;
  out.arn = arn;
  out.account = account;
  return out;
}

std::optional<Principal> iam_principal(std::string_view text, std::string_view account,
                                       std::string_view resource) {
  if (resource == "root") return with(PrincipalType::root, text, account);
  if (resource.starts_with("user/")) return with(PrincipalType::user, text, account);
  if (resource.starts_with("oidc-provider/")) return with(PrincipalType::web_identity, text, account);
  if (resource.starts_with("saml-provider/")) return with(PrincipalType::saml, text, account);
  if (!resource.starts_with("role/")) return std::nullopt;
  Principal role = with(PrincipalType::role_session, text, account);
  role.role_arn = text;
  role.service_linked = resource.starts_with("role/aws-service-role/");
  return role;
}

std::optional<Principal> arn_principal(std::string_view text) {
  auto arn = split_arn(text);
  if (!arn || !base::is_account_id((*arn)[4])) return std::nullopt;
  std::string_view service = (*arn)[2], account = (*arn)[4], resource = (*arn)[5];
  if (service == "iam") return iam_principal(text, account, resource);
  if (service != "sts") return std::nullopt;
  if (resource.starts_with("federated-user/")) return with(PrincipalType::federated_user, text, account);
  if (!resource.starts_with("assumed-role/")) return std::nullopt;
  Principal session = with(PrincipalType::role_session, text, account);
  // Only service-linked roles may have this prefix, so the name tells where the path is missing.
  session.service_linked = resource.starts_with("assumed-role/AWSServiceRoleFor");
  return session;
}

class Keys {
 public:
  explicit Keys(Context& context) : context_(context) {}
  void add(std::string_view key, std::string value) {
    if (!value.empty() && !context_.find(key)) context_.set(key, std::move(value));
  }

 private:
  Context& context_;
};

// arn:aws:sts::A:assumed-role/NAME/SESSION -> arn:aws:iam::A:role/NAME, which lacks the role's path.
std::string role_arn(const Principal& session) {
  if (!session.role_arn.empty()) return session.role_arn;
  auto arn = split_arn(session.arn);
  if (!arn) return "";
  std::string_view resource = (*arn)[5].substr((*arn)[5].find('/') + 1);
  return fmt::format("arn:{}:iam::{}:role/{}", (*arn)[1], (*arn)[4], resource.substr(0, resource.find('/')));
}

void add_caller_keys(const Principal& caller, Keys& keys) {
  switch (caller.type) {
    case PrincipalType::anonymous:
      keys.add("aws:PrincipalType", "Anonymous");
      keys.add("aws:userid", "anonymous");
      break;
    case PrincipalType::root:
      keys.add("aws:PrincipalType", "Account");
      keys.add("aws:PrincipalArn", caller.arn);
      keys.add("aws:userid", caller.account);
      break;
    case PrincipalType::user:
      keys.add("aws:PrincipalType", "User");
      keys.add("aws:PrincipalArn", caller.arn);
      keys.add("aws:userid", caller.unique_id);
      keys.add("aws:username", std::string(after_last(caller.arn, '/')));
      break;
    case PrincipalType::role_session:
      keys.add("aws:PrincipalType", "AssumedRole");
      keys.add("aws:PrincipalArn", role_arn(caller));
      if (!caller.unique_id.empty()) {
        keys.add("aws:userid", fmt::format("{}:{}", caller.unique_id, after_last(caller.arn, '/')));
      }
      break;
    case PrincipalType::federated_user:
      keys.add("aws:PrincipalType", "FederatedUser");
      keys.add("aws:PrincipalArn", caller.arn);
      keys.add("aws:userid", fmt::format("{}:{}", caller.account, after_last(caller.arn, '/')));
      break;
    case PrincipalType::service:
      keys.add("aws:PrincipalServiceName", caller.service);
      break;
    case PrincipalType::web_identity:
    case PrincipalType::saml:
      keys.add("aws:FederatedProvider", caller.arn);
      break;
  }
}

bool is_service(std::string_view text) {
  constexpr std::string_view kEnds[] = {".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu",
                                        ".aws.internal"};
  return std::any_of(std::begin(kEnds), std::end(kEnds),
                     [&](std::string_view end) { return text.ends_with(end); });
}

}  // namespace

base::Result<Principal> parse_principal(std::string_view text) {
  if (text == "anonymous") return Principal{};
  if (is_built_in_provider(text)) return with(PrincipalType::web_identity, text, "");
  if (base::is_account_id(text)) {
    return with(PrincipalType::root, fmt::format("arn:aws:iam::{}:root", text), text);
  }
  if (text.starts_with("arn:")) {
    if (auto principal = arn_principal(text)) return *principal;
  } else if (is_service(text)) {
    Principal service;
    service.type = PrincipalType::service;
    service.service = text;
    return service;
  }
  return base::fail(
      base::ErrorKind::invalid,
      "`{}` is no principal: an ARN of a user, role, session or provider, an account number, a service "
      "or `anonymous` was expected",
      text);
}

void add_principal_keys(Request& request) {
  Keys keys(request.context);
  const Principal& caller = request.principal;
  add_caller_keys(caller, keys);
  bool is_signed = caller.type != PrincipalType::anonymous && caller.type != PrincipalType::web_identity &&
                   caller.type != PrincipalType::saml;
  if (is_signed) {
    keys.add("aws:PrincipalAccount", caller.account);
    keys.add("aws:PrincipalIsAWSService", caller.type == PrincipalType::service ? "true" : "false");
  }
  keys.add("aws:ResourceAccount",
           request.resource_account.empty() ? caller.account : request.resource_account);
}

}  // namespace policy
