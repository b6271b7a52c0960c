// DHCP option sets (Amazon VPC User Guide, "DHCP option sets in Amazon VPC"). A VPC without one has `default`.
#include <algorithm>

#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kOptions[] = {"domain-name-servers", "domain-name",
                                         "ntp-servers",         "netbios-name-servers",
                                         "netbios-node-type",   "ipv6-address-preferred-lease-time"};

Output create(Call& call) {
  json::Array configurations;
  for (const json::Value& one : call.input.list("DhcpConfigurations")) {
    std::string_view key = one.string_or("Key", "");
    if (std::find(std::begin(kOptions), std::end(kOptions), key) == std::end(kOptions))
      return aws::error("InvalidParameterValue", 400,
                        "Value ({}) for parameter name is invalid. Unknown DHCP option", key);
    json::Array values;
    for (std::string& value : one.strings_at("Values")) values.push_back(Object{{"Value", std::move(value)}});
    configurations.push_back(Object{{"Key", key}, {"Values", std::move(values)}});
  }
  json::Array tags = TRY(tags_at_creation(call, kDhcpOptions));
  json::Value options = Object{{"DhcpOptionsId", new_id(call, kDhcpOptions)},
                               {"OwnerId", call.state.account()},
                               {"DhcpConfigurations", std::move(configurations)},
                               {"Tags", std::move(tags)}};
  call.make(kDhcpOptions, options.string_or("DhcpOptionsId", ""), options);
  return Object{{"DhcpOptions", std::move(options)}};
}

Output describe_all(Call& call) {
  return describe(call, kDescribedDhcpOptions);
}

Output associate(Call& call) {
  Found& vpc = call.the();
  vpc.fields().set("DhcpOptionsId", call.input.text("DhcpOptionsId"));
  call.save(vpc);
  return Object{};
}

Output delete_options(Call& call) {
  Found& options = call.the();
  constexpr Dependent kDependents[] = {{kVpcs, "DhcpOptionsId"}};
  TRY(check_no_dependents(
      call, kDependents, options.named,
      fmt::format("The dhcpOptions '{}' has dependencies and cannot be deleted.", options.named)));
  call.erase(options);
  return Object{};
}

bool is_a_set(const Asking& asking, const Resource&) {
  return asking.call.input.text("DhcpOptionsId") != "default";
}

constexpr FilterPlace kFilters[] = {{"key", "DhcpConfigurations[].Key"},
                                    {"value", "DhcpConfigurations[].Values[].Value"}};

constexpr Operation kOperations[] = {
    {"CreateDhcpOptions", {creates(kDhcpOptions).keys(said_keys), kCreateTags}, create},
    {"DescribeDhcpOptions", {any()}, describe_all},
    {"AssociateDhcpOptions",
     {on(kVpcs), on(kDhcpOptions).when({"it is not `default`", is_a_set})},
     associate},
    {"DeleteDhcpOptions", {on(kDhcpOptions)}, delete_options},
};

}  // namespace

const Described kDescribedDhcpOptions{"DescribeDhcpOptions", kDhcpOptions, "DhcpOptionsIds", "DhcpOptions",
                                      kFilters};

std::span<const Operation> dhcp_options_operations() {
  return kOperations;
}

}  // namespace account::ec2
