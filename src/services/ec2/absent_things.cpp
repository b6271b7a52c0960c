// What clients ask for before they make or delete a VPC, and of which this account has none: virtual private gateways
// and peerings.
#include "account/call/filters.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"

namespace account::ec2 {
namespace {

aws::Result<void> check_none_named(const Call& call, std::string_view ids, const char* code,
                                   const char* noun) {
  std::vector<std::string> named = call.input.texts(ids);
  if (named.empty()) return {};
  return aws::error(code, 400, "The {} ID '{}' does not exist", noun, named.front());
}

Output describe_vpn_gateways(Call& call) {
  TRY(check_none_named(call, "VpnGatewayIds", "InvalidVpnGatewayID.NotFound", "vpnGateway"));
  TRY(Filters::read(call.input, {}));
  return Object{{"VpnGateways", json::Array()}};
}

Output describe_peerings(Call& call) {
  TRY(check_none_named(call, "VpcPeeringConnectionIds", "InvalidVpcPeeringConnectionID.NotFound",
                       "vpcPeeringConnection"));
  TRY(Filters::read(call.input, {}));
  return answer_page(call, "VpcPeeringConnections", {});
}

constexpr Operation kOperations[] = {{"DescribeVpnGateways", {any()}, describe_vpn_gateways},
                                     {"DescribeVpcPeeringConnections", {any()}, describe_peerings}};

}  // namespace

std::span<const Operation> absent_thing_operations() {
  return kOperations;
}

}  // namespace account::ec2
