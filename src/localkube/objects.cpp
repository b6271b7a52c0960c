#include "localkube/objects.h"

#include "base/encoding.h"

namespace localkube {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr const char* kRole = "slipway:pod-identity";
constexpr const char* kRbac = "rbac.authorization.k8s.io";

Value role() {
  Object rule{{"apiGroups", Array{""}}, {"resources", Array{"serviceaccounts"}}, {"verbs", Array{"get"}}};
  return Object{{"apiVersion", fmt::format("{}/v1", kRbac)},
                {"kind", "ClusterRole"},
                {"metadata", Object{{"name", kRole}}},
                {"rules", Array{std::move(rule)}}};
}

Value role_binding() {
  return Object{{"apiVersion", fmt::format("{}/v1", kRbac)},
                {"kind", "ClusterRoleBinding"},
                {"metadata", Object{{"name", kRole}}},
                {"roleRef", Object{{"apiGroup", kRbac}, {"kind", "ClusterRole"}, {"name", kRole}}},
                {"subjects", Array{Object{{"apiGroup", kRbac}, {"kind", "User"}, {"name", kAccountUser}}}}};
}

// As on EKS, under the same name. Without the account no pod comes to be, rather than one without its
// identity; those of the system need none.
Value pod_webhook(const AccountFacts& account) {
  Object elsewhere{
      {"key", "kubernetes.io/metadata.name"}, {"operator", "NotIn"}, {"values", Array{"kube-system"}}};
  Object pods{{"apiGroups", Array{""}},
              {"apiVersions", Array{"v1"}},
              {"operations", Array{"CREATE"}},
              {"resources", Array{"pods"}},
              {"scope", "Namespaced"}};
  Object client{{"url", webhooks_url(account) + "/pods"}, {"caBundle", base::base64(account.authority_pem)}};
  Object webhook{{"name", "pod-identity-webhook.amazonaws.com"},
                 {"admissionReviewVersions", Array{"v1"}},
                 {"sideEffects", "None"},
                 {"failurePolicy", "Fail"},
                 {"reinvocationPolicy", "IfNeeded"},
                 {"timeoutSeconds", 5},
                 {"namespaceSelector", Object{{"matchExpressions", Array{std::move(elsewhere)}}}},
                 {"rules", Array{std::move(pods)}},
                 {"clientConfig", std::move(client)}};
  return Object{{"apiVersion", "admissionregistration.k8s.io/v1"},
                {"kind", "MutatingWebhookConfiguration"},
                {"metadata", Object{{"name", "pod-identity-webhook"}}},
                {"webhooks", Array{std::move(webhook)}}};
}

}  // namespace

std::string webhooks_url(const AccountFacts& account) {
  return fmt::format("https://127.0.0.1:{}/_cluster/{}/webhook", account.port, account.cluster_id);
}

std::vector<Value> first_objects(const AccountFacts& account) {
  return {role(), role_binding(), pod_webhook(account)};
}

}  // namespace localkube
