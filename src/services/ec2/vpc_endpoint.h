// VPC endpoints (EC2 API Reference, VpcEndpoint). A record has EC2's members but State, which follows from State, Since
// and Speed (lifecycle.h), and RouteTableIds: which endpoints a route table leads to, the table says (_EndpointIds).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "account/call/operation.h"

namespace account::ec2 {

// What an endpoint can lead to.
struct EndpointService {
  std::string_view name;  // s3, in com.amazonaws.REGION.s3
  bool has_gateways = false;
  std::string_view private_dns = "";  // before REGION; empty: the name itself
};
// By its whole name; nullptr: there is none in that region.
const EndpointService* find_endpoint_service(std::string_view region, std::string_view name);
aws::Error no_such_service(std::string_view name);
std::string private_dns_name(std::string_view region, const EndpointService& service);
// {DnsName, HostedZoneId} of an endpoint in those zones: of the region, of each zone, and the private name.
json::Array dns_entries(std::string_view region, const EndpointService& service, const std::string& endpoint,
                        const std::vector<std::string>& zones, bool has_private_name);

// Routes of the gateway endpoints that a table leads to.
json::Array endpoint_routes(const State& state, const json::Value& table);

std::span<const Effect> endpoint_effects();

}  // namespace account::ec2
