// Egress-only internet gateways (Amazon VPC User Guide, "Enable outbound IPv6 traffic using an egress-only internet
// gateway"). A member of our own: _VpcId, to which it is attached as long as it lives.
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

Output create(Call& call) {
  const std::string& vpc = call.the().named;
  json::Array tags = TRY(tags_at_creation(call, kEgressOnlyGateways));
  json::Value gateway = Object{{"EgressOnlyInternetGatewayId", new_id(call, kEgressOnlyGateways)},
                               {"Attachments", json::Array{Object{{"State", "attached"}, {"VpcId", vpc}}}},
                               {"Tags", std::move(tags)},
                               {"_VpcId", vpc}};
  call.make(kEgressOnlyGateways, gateway.string_or("EgressOnlyInternetGatewayId", ""), gateway);
  Object answer{{"EgressOnlyInternetGateway", answered(std::move(gateway))}};
  answer.set_if("ClientToken", call.input.find("ClientToken"));
  return answer;
}

Output describe_all(Call& call) {
  return describe(call, kDescribedEgressOnlyGateways);
}

// A route through it stays, and leads nowhere.
Output delete_gateway(Call& call) {
  call.erase(call.the());
  return Object{{"ReturnCode", true}};
}

constexpr Operation kOperations[] = {
    {"CreateEgressOnlyInternetGateway",
     {creates(kEgressOnlyGateways).keys(said_keys), kCreateTags, on(kVpcs)},
     create},
    {"DescribeEgressOnlyInternetGateways", {any()}, describe_all},
    {"DeleteEgressOnlyInternetGateway", {on(kEgressOnlyGateways)}, delete_gateway},
};

}  // namespace

const Described kDescribedEgressOnlyGateways{"DescribeEgressOnlyInternetGateways", kEgressOnlyGateways,
                                             "EgressOnlyInternetGatewayIds", "EgressOnlyInternetGateways"};

std::span<const Operation> egress_only_gateway_operations() {
  return kOperations;
}

}  // namespace account::ec2
