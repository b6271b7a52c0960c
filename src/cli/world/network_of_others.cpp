#include <fmt/core.h>

#include "base/deadline.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/network.h"
#include "blueprint/network/zones.h"
#include "cli/world/things_of_others.h"

namespace cli {
namespace {

using base::Status;
using blueprint::text_of;
using json::Array;
using json::Object;
using json::Value;

constexpr const char* kEverywhere = "0.0.0.0/0";
constexpr int kTries = 60;
constexpr base::Milliseconds kPause{2000};
// A /16 has 32 blocks of /21: private subnets take the first, public ones those from here on.
constexpr size_t kFirstPublic = 16, kForNat = 31;

class Maker {
 public:
  Maker(const blueprint::DesiredCluster& cluster, blueprint::Cloud& root, const base::Clock& clock)
      : given_(cluster.network.given), region_(cluster.region), root_(root), clock_(clock) {}

  Status make() {
    zones_ = TRY(blueprint::zones_for_cluster(root_, region_, 2));
    TRY(make_vpc());
    std::string to_internet = TRY(make_gateway());
    std::string public_table = TRY(make_table({"GatewayId", to_internet}));
    std::string of_nat = TRY(make_subnet("", kForNat));
    TRY(associate(of_nat, public_table));
    for (size_t i = 0; i < given_.public_subnets.size(); ++i) {
      std::string id = TRY(make_subnet(given_.public_subnets[i], kFirstPublic + i));
      TRY(ask("ModifySubnetAttribute", {{"SubnetId", id}, {"MapPublicIpOnLaunch", Object{{"Value", true}}}}));
      TRY(associate(id, public_table));
    }
    if (given_.private_subnets.empty()) return {};
    std::string nat = TRY(make_nat(of_nat));
    std::string private_table = TRY(make_table({"NatGatewayId", nat}));
    for (size_t i = 0; i < given_.private_subnets.size(); ++i)
      TRY(associate(TRY(make_subnet(given_.private_subnets[i], i)), private_table));
    return {};
  }

 private:
  // What was just made is not seen everywhere at once.
  base::Result<Value> ask(const char* operation, Object input) {
    const Value asked = std::move(input);
    auto answer = root_.call("ec2", operation, asked);
    for (int tries = 1; !answer && tries < kTries && answer.error().code.ends_with("NotFound"); ++tries) {
      base::Deadline::in(clock_, kPause).pause(kPause);
      answer = root_.call("ec2", operation, asked);
    }
    if (!answer) return tl::unexpected(blueprint::to_error(answer.error(), "ec2", operation));
    return *std::move(answer);
  }
  // The account gives a thing the id that its tag says (services/ec2/resource.h).
  static Array with_id(const char* type, const std::string& id) {
    if (id.empty()) return {};
    return {Object{{"ResourceType", type}, {"Tags", Array{Object{{"Key", "_custom_id_"}, {"Value", id}}}}}};
  }

  Status make_vpc() {
    TRY(ask("CreateVpc", {{"CidrBlock", "10.0.0.0/16"}, {"TagSpecifications", with_id("vpc", given_.vpc)}}));
    TRY(ask("ModifyVpcAttribute", {{"VpcId", given_.vpc}, {"EnableDnsHostnames", Object{{"Value", true}}}}));
    return {};
  }
  base::Result<std::string> make_gateway() {
    Value made = TRY(ask("CreateInternetGateway", {}));
    std::string id = text_of(*made.find("InternetGateway"), "InternetGatewayId");
    TRY(ask("AttachInternetGateway", {{"InternetGatewayId", id}, {"VpcId", given_.vpc}}));
    return id;
  }
  base::Result<std::string> make_table(json::Member way_out) {
    Value made = TRY(ask("CreateRouteTable", {{"VpcId", given_.vpc}}));
    std::string id = text_of(*made.find("RouteTable"), "RouteTableId");
    Object route{{"RouteTableId", id}, {"DestinationCidrBlock", kEverywhere}};
    route.append(std::move(way_out));
    TRY(ask("CreateRoute", std::move(route)));
    return id;
  }
  base::Result<std::string> make_subnet(const std::string& id, size_t block) {
    Object input{{"VpcId", given_.vpc},
                 {"CidrBlock", fmt::format("10.0.{}.0/21", 8 * block)},
                 {"AvailabilityZone", zones_[block % zones_.size()]}};
    if (!id.empty()) input.append({"TagSpecifications", with_id("subnet", id)});
    Value made = TRY(ask("CreateSubnet", std::move(input)));
    return text_of(*made.find("Subnet"), "SubnetId");
  }
  Status associate(const std::string& subnet, const std::string& table) {
    TRY(ask("AssociateRouteTable", {{"SubnetId", subnet}, {"RouteTableId", table}}));
    return {};
  }
  base::Result<std::string> make_nat(const std::string& subnet) {
    Value address = TRY(ask("AllocateAddress", {{"Domain", "vpc"}}));
    Value made = TRY(
        ask("CreateNatGateway", {{"SubnetId", subnet}, {"AllocationId", text_of(address, "AllocationId")}}));
    return text_of(*made.find("NatGateway"), "NatGatewayId");
  }

  const blueprint::Network::Given& given_;
  const std::string& region_;
  blueprint::Cloud& root_;
  const base::Clock& clock_;
  std::vector<std::string> zones_;
};

}  // namespace

Status make_network_of_others(const blueprint::DesiredCluster& cluster, blueprint::Cloud& root,
                              const base::Clock& clock) {
  return cluster.network.is_given() ? Maker(cluster, root, clock).make() : Status();
}

}  // namespace cli
