#include "services/kms/key_policy.h"

#include "account/call/facilities.h"
#include "policy/document.h"

namespace account::kms {
namespace {

constexpr size_t kMostBytes = 32'768;
constexpr std::string_view kWholeAccount =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

tl::unexpected<aws::Error> malformed(std::string_view why) {
  return tl::unexpected(aws::Error("MalformedPolicyDocumentException", 400, std::string(why)));
}

// Whether the policy lets the caller put another: by himself, or by his account, whatever that says of him.
aws::Result<bool> can_be_changed(const Call& call, const std::string& text) {
  Authorizer& authorizer = call.facilities.authorizer;
  CallerPolicies policies;
  policies.layers.identity = {authorizer.compiled(std::string(kWholeAccount), policy::Kind::identity, "all")};
  Question question{"kms:PutKeyPolicy", "*", call.state.account(), {}, text, policy::ResourcePolicyKind::key};
  question.resource = fmt::format("arn:aws:kms:{}:{}:key/*", call.state.region(), call.state.account());
  question.context.set("kms:CallerAccount", call.caller.account);
  policy::Context context = request_context(call.caller, call.http, call.region, call.now);
  auto prepared = TRY(authorizer.prepare(call.caller, policies, question, context));
  return policy::evaluate(prepared.request, prepared.layers).allowed();
}

}  // namespace

std::string default_policy(const State& owner) {
  return fmt::format(
      R"({{"Version":"2012-10-17","Id":"key-default-1","Statement":[{{"Sid":"Enable IAM User Permissions",)"
      R"("Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{}:root"}},"Action":"kms:*","Resource":"*"}}]}})",
      owner.account());
}

aws::Result<KeptPolicy> take_policy(const Call& call, const std::string& text) {
  if (text.size() > kMostBytes)
    return aws::error("LimitExceededException", 400,
                      "The policy document exceeds the limit of 32 kilobytes.");
  base::Diagnostics diagnostics("policy", text);
  auto document = policy::parse(text, policy::Kind::resource, diagnostics, policy::Size::any);
  bool compiles =
      document && policy::compile(text, policy::Kind::resource, diagnostics, "", policy::Size::any);
  if (!compiles) return malformed("The policy document is not valid.");
  for (const auto& statement : document->statements)
    for (const auto& principal : statement.principals)
      if (principal.key == policy::PrincipalKey::aws && !principal_exists(call.state, principal.text.value))
        return malformed("Policy contains a statement with one or more invalid principals.");
  bool is_checked = !call.input.flag("BypassPolicyLockoutSafetyCheck");
  if (is_checked && !TRY(can_be_changed(call, text)))
    return malformed("The new key policy will not allow you to update the key policy in the future.");
  return keep_policy(call.state, text);
}

}  // namespace account::kms
