// Services that endpoints lead to (AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink"): those
// that the nodes of a cluster and what runs on them call.
#include <algorithm>

#include "account/call/filters.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/vpc_endpoint.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

constexpr EndpointService kServices[] = {{"autoscaling"},
                                         {"dynamodb", true},
                                         {"ebs"},
                                         {"ec2"},
                                         {"ec2messages"},
                                         {"ecr.api", false, "api.ecr"},
                                         {"eks"},
                                         {"ecr.dkr", false, "*.dkr.ecr"},
                                         {"eks-auth"},
                                         {"elasticache"},
                                         {"events"},
                                         {"elasticfilesystem"},
                                         {"kms"},
                                         {"elasticloadbalancing"},
                                         {"lambda"},
                                         {"execute-api", false, "*.execute-api"},
                                         {"logs"},
                                         {"monitoring"},
                                         {"rds"},
                                         {"s3", true},
                                         {"secretsmanager"},
                                         {"sns"},
                                         {"sqs"},
                                         {"ssm"},
                                         {"ssmmessages"},
                                         {"sts"},
                                         {"xray"}};

std::string whole_name(std::string_view region, const EndpointService& service) {
  return fmt::format("com.amazonaws.{}.{}", region, service.name);
}

// Letters and digits that are always the same for a text.
std::string mark(std::string_view text, size_t length) {
  return base::hex(crypto::sha256(text)).substr(0, length);
}

std::string base_dns_name(std::string_view region, const EndpointService& service) {
  return fmt::format("{}.{}.vpce.amazonaws.com", service.name, region);
}

Entry detail(const Call& call, const EndpointService& service, const char* type) {
  std::string name = whole_name(call.region, service);
  bool is_gateway = std::string_view(type) == "Gateway";
  json::Array zones;
  for (const Zone& zone : zones_of(call.region, call.state.account())) zones.push_back(zone.name);
  std::string dns = is_gateway ? fmt::format("{}.{}.amazonaws.com", service.name, call.region)
                               : base_dns_name(call.region, service);
  Object shown{{"ServiceName", name},
               {"ServiceId", "vpce-svc-0" + mark(name + type, 16)},
               {"ServiceType", json::Array{Object{{"ServiceType", type}}}},
               {"ServiceRegion", call.region},
               {"AvailabilityZones", std::move(zones)},
               {"Owner", "amazon"},
               {"BaseEndpointDnsNames", json::Array{dns}},
               {"VpcEndpointPolicySupported", true},
               {"AcceptanceRequired", false},
               {"ManagesVpcEndpoints", false},
               {"Tags", json::Array()},
               {"SupportedIpAddressTypes", json::Array{"ipv4"}}};
  if (!is_gateway) {
    std::string private_name = private_dns_name(call.region, service);
    shown.set("PrivateDnsName", private_name);
    shown.set("PrivateDnsNames", json::Array{Object{{"PrivateDnsName", private_name}}});
    shown.set("PrivateDnsNameVerificationState", "verified");
  }
  return {fmt::format("{} {}", name, type), std::move(shown)};
}

aws::Result<void> check_regions(const Call& call) {
  for (const std::string& region : call.input.texts("ServiceRegions"))
    if (region != call.region)
      return aws::error("UnsupportedOperation", 400, "Services of another region ({}) are not simulated",
                        region);
  return {};
}

constexpr FilterPlace kFilters[] = {{"service-type", "ServiceType[].ServiceType"}};

Output describe_services(Call& call) {
  TRY(check_regions(call));
  Filters filters = TRY(Filters::read(call.input, kFilters));
  std::vector<std::string> wanted = call.input.texts("ServiceNames");
  for (const std::string& name : wanted)
    if (!find_endpoint_service(call.region, name)) return tl::unexpected(no_such_service(name));
  std::vector<Entry> services;
  for (const EndpointService& service : kServices) {
    bool is_wanted = wanted.empty() || std::find(wanted.begin(), wanted.end(),
                                                 whole_name(call.region, service)) != wanted.end();
    if (!is_wanted) continue;
    if (service.has_gateways) services.push_back(detail(call, service, "Gateway"));
    services.push_back(detail(call, service, "Interface"));
  }
  std::erase_if(services, [&](const Entry& one) { return !filters.match(one.value); });
  json::Value answer = TRY(answer_page(call, "ServiceDetails", std::move(services)));
  json::Array names;
  for (const json::Value& one : answer.find("ServiceDetails")->as_array()) {
    const json::Value& name = *one.find("ServiceName");
    if (names.empty() || !(names.back() == name)) names.push_back(name);
  }
  answer.as_object().set("ServiceNames", std::move(names));
  return answer;
}

constexpr Operation kOperations[] = {{"DescribeVpcEndpointServices", {any()}, describe_services}};

}  // namespace

const EndpointService* find_endpoint_service(std::string_view region, std::string_view name) {
  auto found = std::find_if(std::begin(kServices), std::end(kServices),
                            [&](const EndpointService& one) { return whole_name(region, one) == name; });
  return found == std::end(kServices) ? nullptr : &*found;
}

aws::Error no_such_service(std::string_view name) {
  return aws::Error("InvalidServiceName", 400,
                    fmt::format("The Vpc Endpoint Service '{}' does not exist", name));
}

std::string private_dns_name(std::string_view region, const EndpointService& service) {
  if (service.name == "eks-auth") return fmt::format("eks-auth.{}.api.aws", region);
  return fmt::format("{}.{}.amazonaws.com", service.private_dns.empty() ? service.name : service.private_dns,
                     region);
}

json::Array dns_entries(std::string_view region, const EndpointService& service, const std::string& endpoint,
                        const std::vector<std::string>& zones, bool has_private_name) {
  std::string base = base_dns_name(region, service);
  std::string name = fmt::format("{}-{}", endpoint, mark(endpoint, 8));
  json::Array entries;
  auto add = [&](std::string dns, std::string_view of) {
    entries.push_back(Object{{"DnsName", std::move(dns)}, {"HostedZoneId", "Z" + base::upper(mark(of, 13))}});
  };
  add(fmt::format("{}.{}", name, base), region);
  for (const std::string& zone : zones) add(fmt::format("{}-{}.{}", name, zone, base), region);
  if (has_private_name) add(private_dns_name(region, service), endpoint);
  return entries;
}

std::span<const Operation> endpoint_service_operations() {
  return kOperations;
}

}  // namespace account::ec2
