#include "blueprint/trust/policy.h"

#include <fmt/format.h>

#include "base/encoding.h"

namespace blueprint {
namespace {

json::Value document(json::Object statement) {
  return json::Object{{"Version", "2012-10-17"},
                      {"Statement", json::Array{json::Value(std::move(statement))}}};
}

}  // namespace

json::Value cluster_trust_policy() {
  return document({{"Effect", "Allow"},
                   {"Principal", json::Object{{"Service", "eks.amazonaws.com"}}},
                   {"Action", "sts:AssumeRole"}});
}

// In China EC2 alone calls itself otherwise (IAM User Guide, "AWS service principals").
json::Value node_trust_policy(std::string_view region) {
  const char* service = region.starts_with("cn-") ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
  return document(
      {{"Effect", "Allow"}, {"Principal", json::Object{{"Service", service}}}, {"Action", "sts:AssumeRole"}});
}

json::Value fargate_trust_policy(std::string_view partition, std::string_view region,
                                 std::string_view account_id, std::string_view cluster) {
  std::string profiles =
      fmt::format("arn:{}:eks:{}:{}:fargateprofile/{}/*", partition, region, account_id, cluster);
  return document({{"Effect", "Allow"},
                   {"Principal", json::Object{{"Service", "eks-fargate-pods.amazonaws.com"}}},
                   {"Action", "sts:AssumeRole"},
                   {"Condition", json::Object{{"ArnLike", json::Object{{"aws:SourceArn", profiles}}}}}});
}

json::Value pod_trust_policy(std::string_view cluster_arn, std::string_view namespace_name,
                             std::string_view service_account) {
  json::Object session{{"aws:RequestTag/eks-cluster-arn", cluster_arn},
                       {"aws:RequestTag/kubernetes-namespace", namespace_name},
                       {"aws:RequestTag/kubernetes-service-account", service_account}};
  return document({{"Effect", "Allow"},
                   {"Principal", json::Object{{"Service", "pods.eks.amazonaws.com"}}},
                   {"Action", json::Array{"sts:AssumeRole", "sts:TagSession"}},
                   {"Condition", json::Object{{"StringEquals", std::move(session)}}}});
}

json::Value service_trust_policy(const ServiceTrust& trust) {
  std::string subject = trust.issuer_key + ":sub";
  json::Object equals{{trust.issuer_key + ":aud", kStsAudience}};
  json::Object conditions;
  if (trust.namespace_name.empty()) {
    conditions.set("StringEquals", std::move(equals));
    conditions.set("StringLike",
                   json::Object{{subject, "system:serviceaccount:z*:" + trust.service_account}});
  } else {
    equals.set(subject, "system:serviceaccount:" + trust.namespace_name + ":" + trust.service_account);
    conditions.set("StringEquals", std::move(equals));
  }
  return document({{"Effect", "Allow"},
                   {"Principal", json::Object{{"Federated", trust.provider_arn}}},
                   {"Action", "sts:AssumeRoleWithWebIdentity"},
                   {"Condition", std::move(conditions)}});
}

json::Value read_policy_document(std::string_view text) {
  std::string plain(text);
  if (text.starts_with('%')) {
    auto decoded = base::percent_decode(text);
    if (!decoded) return nullptr;
    plain = *decoded;
  }
  auto value = json::parse(plain);
  return value ? *value : json::Value();
}

}  // namespace blueprint
