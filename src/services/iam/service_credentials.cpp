// Service-specific credentials: a name and a password for services that take no signature (IAM User Guide,
// "Service-specific credentials for IAM users").
#include <algorithm>

#include "services/iam/iam.h"
#include "services/iam/owner.h"

namespace account::iam {
namespace {

constexpr OwnedThings kCredentials{.member = "ServiceSpecificCredentials",
                                   .id_member = "ServiceSpecificCredentialId",
                                   .id_prefix = "ACCA",
                                   .most = 200,
                                   .quota = "ServiceSpecificCredentialsPerUser",
                                   .words = "The Service Specific Credential with id {id} cannot be found."};

constexpr size_t kMaxForService = 2;  // of a user
constexpr std::string_view kServices[] = {"codecommit.amazonaws.com", "cassandra.amazonaws.com",
                                          "bedrock.amazonaws.com"};
constexpr std::string_view kPasswordAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

json::Value view_in_list(const json::Value& credential) {
  return show(credential, {"UserName", "Status", "ServiceUserName", "CreateDate", "ExpirationDate",
                           "ServiceSpecificCredentialId", "ServiceName"});
}

// With a new password, which nothing shows again.
json::Value view_with_password(const Call& call, const json::Value& credential) {
  json::Value shown = view_in_list(credential);
  shown.as_object().set("ServicePassword", call.facilities.random.pick(kPasswordAlphabet, 44) + "=");
  return shown;
}

bool is_service(std::string_view name) {
  return std::find(std::begin(kServices), std::end(kServices), name) != std::end(kServices);
}

tl::unexpected<aws::Error> not_supported(std::string_view service) {
  return aws::error("NotSupportedService", 404,
                    "The specified service {} does not support service-specific credentials.", service);
}

Output create(Call& call) {
  Found& user = call.the();
  std::string service = call.input.text("ServiceName");
  if (!is_service(service)) return not_supported(service);
  const json::Array& others = things_of(user, kCredentials);
  auto same = std::count_if(others.begin(), others.end(), [&](const json::Value& other) {
    return other.string_or("ServiceName", "") == service;
  });
  if (static_cast<size_t>(same) >= kMaxForService)
    return limit_exceeded("Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2");
  std::string number = same == 0 ? "" : fmt::format("+{}", same);
  Object credential{
      {"ServiceName", service},
      {"ServiceUserName", fmt::format("{}{}-at-{}", user.text("UserName"), number, call.state.account())}};
  if (int64_t days = call.input.number("CredentialAgeDays"); days > 0)
    credential.set("ExpirationDate", base::to_ms(call.now + std::chrono::hours(24 * days)));
  json::Value added = TRY(add_thing(call, kCredentials, user, std::move(credential), "CreateDate"));
  return Object{{"ServiceSpecificCredential", view_with_password(call, added)}};
}

Output reset(Call& call) {
  Found user = TRY(owner(call));
  json::Value credential = *TRY(find_thing(call, kCredentials, user));
  credential.as_object().set("UserName", user.text("UserName"));
  return Object{{"ServiceSpecificCredential", view_with_password(call, credential)}};
}

// Of one user; all users' at once are not answered here.
Output list(Call& call) {
  std::string service = call.input.text("ServiceName");
  if (!service.empty() && !is_service(service)) return not_supported(service);
  json::Value output = TRY(list_things(call, kCredentials, "ServiceSpecificCredentials", view_in_list));
  json::Array& shown = output.as_object()["ServiceSpecificCredentials"].as_array();
  std::erase_if(shown, [&](const json::Value& credential) {
    return !service.empty() && credential.string_or("ServiceName", "") != service;
  });
  return output;
}

void asked_service(const Call& call, const json::Value*, policy::Context& context) {
  context.set("iam:ServiceSpecificCredentialServiceName", call.input.text("ServiceName"));
  if (call.input.has("CredentialAgeDays"))
    context.set("iam:ServiceSpecificCredentialAgeDays",
                std::to_string(call.input.number("CredentialAgeDays")));
}

constexpr Operation kOperations[] = {
    {"CreateServiceSpecificCredential", {on(kUsers).keys(asked_service)}, create},
    {"ListServiceSpecificCredentials", {own(kUsers)}, list},
    {"ResetServiceSpecificCredential", {own(kUsers)}, reset},
    {"UpdateServiceSpecificCredential", {own(kUsers)}, update_thing<kCredentials>},
    {"DeleteServiceSpecificCredential", {own(kUsers)}, delete_thing<kCredentials>},
};

}  // namespace

std::span<const Operation> service_credential_operations() {
  return kOperations;
}

}  // namespace account::iam
