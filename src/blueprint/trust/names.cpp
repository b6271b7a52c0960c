#include "blueprint/trust/names.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/arn.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace blueprint {
namespace {

constexpr size_t kMaxRoleName = 64;   // IAM, CreateRole, RoleName
constexpr size_t kMaxNamespace = 63;  // RFC 1123 label

bool is_lower_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_label(std::string_view text) {
  return !text.empty() && is_lower_alnum(text.front()) && is_lower_alnum(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_lower_alnum(c) || c == '-'; });
}

// The resource of an IAM ARN if it is of this kind: `role/app/NAME`.
bool is_iam_arn(std::string_view text, std::string_view kind, bool managed_by_aws_too) {
  auto arn = base::Arn::parse(text);
  if (!arn || arn->service != "iam" || !arn->region.empty() || !arn->partition.starts_with("aws"))
    return false;
  if (!base::is_account_id(arn->account) && !(managed_by_aws_too && arn->account == "aws")) return false;
  std::string_view resource = arn->resource;
  if (!resource.starts_with(kind)) return false;
  resource.remove_prefix(kind.size());
  auto allowed = [](char c) {
    return is_lower_alnum(c) || (c >= 'A' && c <= 'Z') ||
           std::string_view("_+=,.@-/").find(c) != std::string_view::npos;
  };
  return !resource.empty() && resource.size() <= 576 && resource.back() != '/' &&
         std::all_of(resource.begin(), resource.end(), allowed);
}

}  // namespace

std::string namespace_name(std::string_view environment_id, std::string_view environment_name) {
  std::string prefix = fmt::format("z{}-", environment_id.substr(0, 8));
  return prefix + base::slug(environment_name, kMaxNamespace - prefix.size());
}

std::string service_role_name(std::string_view scope, std::string_view service_slug) {
  return shortened(fmt::format("slipway-{}-{}", scope, service_slug), kMaxRoleName);
}

std::string shortened(const std::string& name, size_t most) {
  if (name.size() <= most) return name;
  std::string end = "-" + base::hex(crypto::sha256(name)).substr(0, 8);
  return name.substr(0, most - end.size()) + end;
}

std::string cluster_role_name(std::string_view cluster) {
  return service_role_name("eks", cluster);
}

bool is_service_account_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  auto labels = base::split(text, '.');
  return std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_role_arn(std::string_view text) {
  return is_iam_arn(text, "role/", false);
}

bool is_policy_arn(std::string_view text) {
  return is_iam_arn(text, "policy/", true);
}

std::string role_name_of(std::string_view role_arn) {
  return std::string(role_arn.substr(role_arn.rfind('/') + 1));
}

std::string policy_names(const std::vector<std::string>& arns) {
  std::vector<std::string> names;
  for (const std::string& arn : arns) names.push_back(role_name_of(arn));
  return base::join(names, ", ");
}

std::string account_of(std::string_view arn) {
  auto parsed = base::Arn::parse(arn);
  return parsed ? parsed->account : "";
}

std::string issuer_key(std::string_view issuer_url) {
  constexpr std::string_view kScheme = "https://";
  if (issuer_url.starts_with(kScheme)) issuer_url.remove_prefix(kScheme.size());
  return std::string(issuer_url);
}

std::string provider_arn(std::string_view account_id, std::string_view issuer_url) {
  std::string key = issuer_key(issuer_url), host = key.substr(0, key.find('/'));
  const char* partition = "aws";
  if (host.ends_with(".amazonaws.com.cn")) partition = "aws-cn";
  if (host.find(".us-gov-") != std::string::npos) partition = "aws-us-gov";
  return fmt::format("arn:{}:iam::{}:oidc-provider/{}", partition, account_id, key);
}

}  // namespace blueprint
