// Internet gateways (Amazon VPC User Guide, "Enable internet access for a VPC using an internet gateway"). A member of
// our own: _VpcId, to which it is attached.
#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/ec2/default_vpc.h"
#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/internet_gateway.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

json::Value new_gateway(const Call& call, json::Array tags) {
  return Object{{"InternetGatewayId", new_id(call, kInternetGateways)},
                {"OwnerId", call.state.account()},
                {"Attachments", json::Array()},
                {"Tags", std::move(tags)}};
}

void attach_to(Object& gateway, const std::string& vpc) {
  gateway.set("_VpcId", vpc);
  gateway.set("Attachments", json::Array{Object{{"State", "available"}, {"VpcId", vpc}}});
}

Output create(Call& call) {
  make_default_vpc_once(call);
  json::Array tags = TRY(tags_at_creation(call, kInternetGateways));
  size_t limit = static_cast<size_t>(most_of(call, quotas::kInternetGateways)) + 1;
  TRY(check_quota(call, quotas::kInternetGateways,
                  call.state.ids(kInternetGateways.name, {.limit = limit}).size()));
  json::Value gateway = new_gateway(call, std::move(tags));
  call.make(kInternetGateways, gateway.string_or("InternetGatewayId", ""), gateway);
  return Object{{"InternetGateway", answered(std::move(gateway))}};
}

Output describe_all(Call& call) {
  return describe(call, kDescribedInternetGateways);
}

// One VPC has one, and one is in one VPC.
Output attach(Call& call) {
  Found& gateway = call.found.at(0);
  const std::string& vpc = call.found.at(1).named;
  if (std::string other = gateway.text("_VpcId"); !other.empty())
    return aws::error("Resource.AlreadyAssociated", 400, "resource {} is already attached to network {}",
                      gateway.named, other);
  if (is_any_through(call.state, kInternetGateways, "_VpcId", vpc))
    return aws::error("InvalidParameterValue", 400, "Network {} already has an internet gateway attached",
                      vpc);
  attach_to(gateway.fields(), vpc);
  call.save(gateway);
  return Object{};
}

// By the address that an instance has while it runs; those that are allocated are records of their own.
bool has_public_address(const Call&, const json::Value& interface) {
  const json::Value* association = interface.find("Association");
  return association && association->string_or("IpOwnerId", "") == "amazon";
}

constexpr Dependent kMapped[] = {{kAddresses, "_VpcId"}, {kInterfaces, "VpcId", has_public_address}};

Output detach(Call& call) {
  Found& gateway = call.found.at(0);
  const std::string& vpc = call.found.at(1).named;
  if (gateway.text("_VpcId") != vpc)
    return aws::error("Gateway.NotAttached", 400, "resource {} is not attached to network {}", gateway.named,
                      vpc);
  TRY(check_no_dependents(
      call, kMapped, vpc,
      fmt::format("Network {} has some mapped public address(es). Please unmap those public "
                  "address(es) before detaching the gateway.",
                  vpc)));
  gateway.fields().erase("_VpcId");
  gateway.fields().set("Attachments", json::Array());
  call.save(gateway);
  return Object{};
}

Output delete_gateway(Call& call) {
  Found& gateway = call.the();
  if (!gateway.text("_VpcId").empty()) {
    call.headers.add(std::string(kDependentsHeader), gateway.text("_VpcId"));
    return aws::error("DependencyViolation", 400,
                      "The internetGateway '{}' has dependencies and cannot be deleted.", gateway.named);
  }
  call.erase(gateway);
  return Object{};
}

constexpr FilterPlace kFilters[] = {{"attachment.", "Attachments[]."}};

constexpr Operation kOperations[] = {
    {"CreateInternetGateway", {creates(kInternetGateways).keys(said_keys), kCreateTags}, create},
    {"DescribeInternetGateways", {any()}, describe_all},
    {"AttachInternetGateway", {on(kInternetGateways), on(kVpcs)}, attach},
    {"DetachInternetGateway", {on(kInternetGateways), on(kVpcs)}, detach},
    {"DeleteInternetGateway", {on(kInternetGateways)}, delete_gateway},
};

}  // namespace

const Described kDescribedInternetGateways{"DescribeInternetGateways", kInternetGateways,
                                           "InternetGatewayIds", "InternetGateways", kFilters};

std::string make_internet_gateway(Call& call, const std::string& vpc) {
  json::Value gateway = new_gateway(call, {});
  attach_to(gateway.as_object(), vpc);
  std::string id(gateway.string_or("InternetGatewayId", ""));
  call.make(kInternetGateways, id, gateway);
  return id;
}

std::span<const Operation> internet_gateway_operations() {
  return kOperations;
}

}  // namespace account::ec2
