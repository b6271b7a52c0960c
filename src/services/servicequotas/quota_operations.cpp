// Services with quotas, their quotas, and other values for them.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/paging.h"
#include "services/quotas.h"
#include "services/servicequotas/servicequotas.h"

namespace account::servicequotas {
namespace {

constexpr int64_t kMostListed = 100;

struct Named {
  std::string_view code, name;
};
constexpr Named kServices[] = {{"autoscaling", "Amazon EC2 Auto Scaling"},
                               {"dynamodb", "Amazon DynamoDB"},
                               {"ec2", "Amazon Elastic Compute Cloud (Amazon EC2)"},
                               {"eks", "Amazon Elastic Kubernetes Service (Amazon EKS)"},
                               {"events", "Amazon EventBridge (CloudWatch Events)"},
                               {"iam", "AWS Identity and Access Management (IAM)"},
                               {"kms", "AWS Key Management Service (AWS KMS)"},
                               {"vpc", "Amazon Virtual Private Cloud (Amazon VPC)"}};

tl::unexpected<aws::Error> no_such(std::string_view what) {
  return aws::error("NoSuchResourceException", 400,
                    "The request failed because the specified {} does not exist.", what);
}

aws::Result<Named> named_service(const Call& call) {
  std::string code = call.input.text("ServiceCode");
  for (const Named& each : kServices)
    if (each.code == code) return each;
  return no_such("service");
}

aws::Result<const Quota*> named_quota(const Call& call, const Named& service) {
  std::string code = call.input.text("QuotaCode");
  for (const Quota* quota : quotas::all())
    if (quota->service == service.code && quota->aws_code == code) return quota;
  return no_such("quota");
}

Object shown(const Call& call, const Named& service, const Quota& quota, int64_t value) {
  return {{"ServiceCode", service.code},
          {"ServiceName", service.name},
          {"QuotaArn", fmt::format("arn:aws:servicequotas:{}:{}:{}/{}", call.region, call.state.account(),
                                   service.code, quota.aws_code)},
          {"QuotaCode", quota.aws_code},
          {"QuotaName", quota.title},
          {"Value", static_cast<double>(value)},
          {"Unit", "None"},
          {"Adjustable", quota.is_adjustable},
          {"GlobalQuota", false}};
}

Object shown_now(const Call& call, const Named& service, const Quota& quota) {
  Object now = shown(call, service, quota, most_of(call, quota));
  now.set("QuotaAppliedAtLevel", "ACCOUNT");
  return now;
}

Output get_quota(Call& call) {
  Named service = TRY(named_service(call));
  const Quota* quota = TRY(named_quota(call, service));
  if (call.input.has("ContextId")) return no_such("quota");
  return Object{{"Quota", shown_now(call, service, *quota)}};
}

Output get_default(Call& call) {
  Named service = TRY(named_service(call));
  const Quota* quota = TRY(named_quota(call, service));
  return Object{{"Quota", shown(call, service, *quota, quota->most)}};
}

Output list_page(const Call& call, std::string_view member, std::vector<Entry> entries) {
  Page page = TRY(take_page(std::move(entries), call.input.text("NextToken"),
                            call.input.number("MaxResults", kMostListed),
                            aws::Error("InvalidPaginationTokenException", 400, "Invalid pagination token.")));
  json::Array shown;
  for (Entry& entry : page.entries) shown.push_back(std::move(entry.value));
  Object output;
  output.set(member, std::move(shown));
  if (!page.next.empty()) output.set("NextToken", page.next);
  return output;
}

std::vector<Entry> quotas_of(const Call& call, const Named& service, bool are_defaults) {
  std::vector<Entry> entries;
  for (const Quota* quota : quotas::all()) {
    if (quota->service != service.code || quota->aws_code.empty()) continue;
    entries.push_back({std::string(quota->aws_code), are_defaults ? shown(call, service, *quota, quota->most)
                                                                  : shown_now(call, service, *quota)});
  }
  return entries;
}

Output list_quotas(Call& call) {
  std::vector<Entry> entries = quotas_of(call, TRY(named_service(call)), false);
  std::string code = call.input.text("QuotaCode"), level = call.input.text("QuotaAppliedAtLevel");
  std::erase_if(entries,
                [&](const Entry& each) { return level == "RESOURCE" || (!code.empty() && each.id != code); });
  return list_page(call, "Quotas", std::move(entries));
}

Output list_defaults(Call& call) {
  return list_page(call, "Quotas", quotas_of(call, TRY(named_service(call)), true));
}

Output list_services(Call& call) {
  std::vector<Entry> entries;
  for (const Named& each : kServices)
    entries.push_back(
        {std::string(each.code), Object{{"ServiceCode", each.code}, {"ServiceName", each.name}}});
  return list_page(call, "Services", std::move(entries));
}

constexpr Operation kOperations[] = {
    {"GetServiceQuota", {any()}, get_quota},     {"GetAWSDefaultServiceQuota", {any()}, get_default},
    {"ListServiceQuotas", {any()}, list_quotas}, {"ListAWSDefaultServiceQuotas", {any()}, list_defaults},
    {"ListServices", {any()}, list_services},
};

}  // namespace

std::span<const Operation> quota_operations() {
  return kOperations;
}

}  // namespace account::servicequotas
