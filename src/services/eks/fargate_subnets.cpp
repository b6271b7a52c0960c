#include <algorithm>
#include <set>

#include "account/call/invoke.h"
#include "account/record/identities.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/fargate.h"
#include "services/eks/service_role.h"

namespace account::eks {
namespace {

using json::Array;

Array texts_of(const std::vector<std::string>& texts) {
  return Array(texts.begin(), texts.end());
}

// An Internet gateway among the routes of the subnet's table, or of the main one where it has none of its own.
bool is_public(const Array& tables, std::string_view subnet) {
  const json::Value* own = nullptr;
  const json::Value* main = nullptr;
  for (const json::Value& table : tables)
    for (const json::Value& association : table.find("Associations")->as_array()) {
      if (association.string_or("SubnetId", "") == subnet) own = &table;
      if (association.bool_or("Main", false)) main = &table;
    }
  const json::Value* table = own ? own : main;
  if (!table) return false;
  const Array& routes = table->find("Routes")->as_array();
  return std::any_of(routes.begin(), routes.end(), [](const json::Value& route) {
    return route.string_or("GatewayId", "").starts_with("igw-");
  });
}

class Network {
 public:
  explicit Network(Call& call) : call_(call), role_(service_linked_caller(call, kFargate, kFargateRole)) {}

  // Those that are there, with their VPC.
  aws::Result<Array> subnets(const std::vector<std::string>& ids) {
    return TRY(ask("DescribeSubnets", Object{{"SubnetIds", texts_of(ids)}}, "Subnets"));
  }
  aws::Result<Array> tables(const std::string& vpc) {
    Object filter{{"Name", "vpc-id"}, {"Values", Array{vpc}}};
    return TRY(ask("DescribeRouteTables", Object{{"Filters", Array{std::move(filter)}}}, "RouteTables"));
  }

 private:
  aws::Result<Array> ask(std::string_view operation, json::Value input, std::string_view list) {
    Origin origin{role_,     call_.called_via, call_.state, call_.region,
                  call_.now, call_.facilities, call_.bodies};
    Output output = invoke(origin, {kFargate, Access::forwarded, "ec2", operation, std::move(input)});
    if (!output) return invalid(output.error().message);
    return output->find(list)->as_array();
  }

  Call& call_;
  Caller role_;
};

}  // namespace

aws::Result<json::Array> fargate_subnets(Call& call, const json::Value& cluster) {
  const json::Value& config = *cluster.find("Cluster")->find("resourcesVpcConfig");
  bool is_said = !call.input.list("subnets").empty();
  std::vector<std::string> ids = is_said ? call.input.texts("subnets") : config.strings_at("subnetIds");
  Network network(call);
  Array subnets = TRY(network.subnets(ids));
  std::set<std::string> vpcs;
  for (const json::Value& subnet : subnets) vpcs.emplace(subnet.string_or("VpcId", ""));
  if (vpcs.size() > 1) return invalid("Subnets provided in Fargate Profile are not all in the same VPC");
  Array tables = TRY(network.tables(*vpcs.begin()));
  Array chosen;
  for (const std::string& id : ids) {
    if (!is_public(tables, id)) {
      chosen.push_back(id);
    } else if (is_said) {
      return invalid(fmt::format("Subnet {} provided in Fargate Profile is not a private subnet", id));
    }
  }
  if (chosen.empty()) return invalid("The cluster has no private subnets: the Fargate Profile must say some");
  return chosen;
}

}  // namespace account::eks
