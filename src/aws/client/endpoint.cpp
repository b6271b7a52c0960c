#include "aws/client/endpoint.h"

#include <array>

#include "base/text.h"

namespace aws {
namespace {

using base::ErrorKind;

struct Partition {
  std::string_view name;
  std::string_view region_prefix;
  std::string_view dns_suffix;
  std::string_view global_region;  // signs calls of IAM and its like
  std::string_view iam_host;
};

// The first whose prefix fits; the last fits all.
constexpr std::array kPartitions = {
    Partition{"aws-cn", "cn-", "amazonaws.com.cn", "cn-north-1", "iam.cn-north-1.amazonaws.com.cn"},
    Partition{"aws-us-gov", "us-gov-", "amazonaws.com", "us-gov-west-1", "iam.us-gov.amazonaws.com"},
    Partition{"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "us-isob-east-1", "iam.us-isob-east-1.sc2s.sgov.gov"},
    Partition{"aws-iso", "us-iso-", "c2s.ic.gov", "us-iso-east-1", "iam.us-iso-east-1.c2s.ic.gov"},
    Partition{"aws-eusc", "eusc-", "amazonaws.eu", "eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu"},
    Partition{"aws", "", "amazonaws.com", "us-east-1", "iam.amazonaws.com"},
};

const Partition& partition_of(std::string_view region) {
  size_t i = 0;
  while (!region.starts_with(kPartitions[i].region_prefix)) ++i;
  return kPartitions[i];
}

// A region becomes part of a host name, so it must not be able to name another host.
bool is_region(std::string_view region) {
  return !region.empty() && region.size() <= 40 &&
         region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool fits_host_name(std::string_view bucket) {
  return bucket.size() >= 3 && bucket.size() <= 63 && bucket.front() != '-' && bucket.back() != '-' &&
         bucket.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string host_of(const Service& service, const Partition& partition, std::string_view region) {
  if (!service.global())
    return fmt::format("{}.{}.{}", service.endpoint_prefix(), region, partition.dns_suffix);
  if (service.id() == "iam") return std::string(partition.iam_host);
  return fmt::format("{}.{}.{}", service.endpoint_prefix(), partition.global_region, partition.dns_suffix);
}

}  // namespace

base::Result<Endpoint> resolve_endpoint(const Service& service, std::string_view region,
                                        std::string_view custom) {
  if (region.empty() && service.global()) region = "us-east-1";
  if (!is_region(region)) {
    return tl::unexpected(base::Error{ErrorKind::invalid,
                                      region.empty()
                                          ? fmt::format("no region is known for `{}`", service.id())
                                          : fmt::format("`{}` is not a region", region),
                                      "set AWS_REGION, or `region` in ~/.aws/config"});
  }
  const Partition& partition = partition_of(region);
  Endpoint endpoint;
  endpoint.signing_region = service.global() ? partition.global_region : region;
  endpoint.custom = !custom.empty();
  std::string url = endpoint.custom ? std::string(custom) : "https://" + host_of(service, partition, region);
  endpoint.url = TRY(net::Url::parse(url));
  return endpoint;
}

std::string_view partition_name(std::string_view region) {
  return partition_of(region).name;
}

void place_bucket(Endpoint& endpoint, std::string& path) {
  if (endpoint.custom) return;
  size_t slash = path.find('/', 1);
  std::string bucket = path.substr(1, slash == std::string::npos ? slash : slash - 1);
  if (!fits_host_name(bucket)) return;
  endpoint.url.host = bucket + "." + endpoint.url.host;
  path = slash == std::string::npos ? "/" : path.substr(slash);
}

}  // namespace aws
