#include "runtime/kubernetes/identity.h"

#include <fmt/core.h>

#include <algorithm>

#include "kube/object.h"
#include "runtime/kubernetes/objects.h"

namespace runtime {
namespace {

using json::Value;
using kube::text_at;

constexpr std::string_view kVolume = "aws-iam-token";  // of the webhook

std::string audience_of(const Value& pod) {
  for (const Value& volume : kube::array_at(pod, {"spec", "volumes"})) {
    if (text_at(volume, {"name"}) != kVolume) continue;
    for (const Value& source : kube::array_at(volume, {"projected", "sources"})) {
      std::string audience = text_at(source, {"serviceAccountToken", "audience"});
      if (!audience.empty()) return audience;
    }
  }
  return "";
}

void annotate_template(Value& deployment, std::string_view annotation, const std::string& value) {
  Value* at = &deployment;
  for (std::string_view name : {"spec", "template", "metadata", "annotations"})
    at = at->as_object().find(name);
  at->as_object().set(std::string(annotation), value);
}

bool is_given(const Value& pod, const ServiceSpec& service) {
  return service.web_identity.role_arn.empty() || web_identity_of(pod, service.name) == service.web_identity;
}

}  // namespace

WebIdentity web_identity_of(const Value& pod, const std::string& container) {
  for (const Value& each : kube::array_at(pod, {"spec", "containers"})) {
    if (text_at(each, {"name"}) != container) continue;
    for (const Value& variable : kube::array_at(each, {"env"})) {
      if (text_at(variable, {"name"}) == "AWS_ROLE_ARN")
        return {text_at(variable, {"value"}), audience_of(pod)};
    }
  }
  return {};
}

std::optional<Trouble> identity_trouble(const Value& pod, const ServiceSpec& service) {
  if (is_given(pod, service)) return std::nullopt;
  const WebIdentity& wanted = service.web_identity;
  WebIdentity given = web_identity_of(pod, service.name);
  std::string account = text_at(pod, {"spec", "serviceAccountName"});
  if (given.role_arn.empty()) {
    return Trouble{
        fmt::format("its pods run without the role: nothing gave them `{}` of service account `{}`",
                    wanted.role_arn, account),
        "does EKS's pod identity webhook run in the cluster? `kubectl get mutatingwebhookconfigurations` "
        "lists "
        "those that do",
        Trouble::Heals::never, false};
  }
  return Trouble{
      fmt::format("its pods were given role `{}` and tokens for `{}`, expected `{}` and `{}`", given.role_arn,
                  given.audience, wanted.role_arn, wanted.audience),
      fmt::format("somebody else changes service account `{}`: `kubectl get serviceaccount {} -n {} "
                  "-o yaml` shows its annotations",
                  account, account, service.namespace_name),
      Trouble::Heals::never, false};
}

std::string renewal_of(const Value& pod) {
  return text_at(pod, {"metadata", "annotations", kRenewedAnnotation});
}

std::string renew_identity(const std::vector<Value>& pods, const ServiceSpec& service, Value& deployment) {
  std::string kept;
  std::string goes;  // the name of one that is to go: no later Deployment has it
  for (const Value& pod : pods) {
    std::string fingerprint = text_at(pod, {"metadata", "annotations", kFingerprintAnnotation});
    if (is_ending(pod) || fingerprint != service.fingerprint) continue;
    kept = std::max(kept, renewal_of(pod));
    if (!is_given(pod, service)) goes = std::max(goes, kube::name_of(pod));
  }
  std::string renewal = goes.empty() ? kept : goes;
  if (!renewal.empty()) annotate_template(deployment, kRenewedAnnotation, renewal);
  return renewal;
}

}  // namespace runtime
