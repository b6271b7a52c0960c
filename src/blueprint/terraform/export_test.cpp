#include "blueprint/terraform/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/diagnostics.h"
#include "base/testing/golden.h"
#include "base/text.h"
#include "base/yaml.h"
#include "blueprint/cluster/role.h"
#include "blueprint/embedded_text.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "blueprint/terraform/resource.h"
#include "blueprint/terraform/source.h"
#include "blueprint/testing/whole.h"
#include "engine/model/resource_graph.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using blueprint::testing::everything;
using blueprint::testing::kAccount;
using blueprint::testing::kPlace;
using blueprint::testing::smallest;
using blueprint::testing::WholeSite;
using engine::Record;
using engine::Resource;
using json::Object;
using json::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

DesiredCluster with_pod_identity() {
  DesiredCluster cluster = everything("arn:aws:iam::123456789012:role/admin");
  cluster.pod_identity = true;
  cluster.addons.emplace_back().name = "eks-pod-identity-agent";
  return cluster;
}

DesiredCluster of_endpoints() {
  DesiredCluster cluster = smallest();
  cluster.network.nat = Network::Nat::none;
  cluster.network.endpoints = {"ec2", "ecr.api", "ecr.dkr", "sts", "logs", "eks"};
  return cluster;
}

std::vector<Resource> resources_in(DesiredCluster cluster) {
  cluster.network.zones = {"eu-west-3a", "eu-west-3b"};
  for (Addon& addon : cluster.addons) addon.version = "v1.0.0-eksbuild.1";
  base::Diagnostics diagnostics;
  cluster = complete(std::move(cluster), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return resources(cluster, kPlace);
}

// ---- a state in which each thing is called by its address

std::string id_of(const std::string& name, const std::string& address) {
  static const std::map<std::string, std::string> kBegins = {
      {"InternetGatewayId", "igw-"}, {"NatGatewayId", "nat-"}, {"GroupId", "sg-"}};
  auto begin = kBegins.find(name);
  if (name == "Arn" || name.ends_with("Arn")) return fmt::format("arn:aws:x:::{}", address);
  std::string id = (begin == kBegins.end() ? name + "-" : begin->second) + address;
  std::replace(id.begin(), id.end(), '/', '-');
  return id;
}

Value output_of(const engine::Output& output, const std::map<std::string, Value>& applied) {
  if (output.name == "Name") return *applied.at(output.address).find("name");
  if (output.name == "Version") return "1";
  if (output.name == "Issuer") return "https://oidc.eks.eu-west-3.amazonaws.com/id/0123";
  return id_of(output.name, output.address);
}

// What the table asks for of identity or outputs.
Object asked(const std::string& kind, const std::string& address, const std::string& of) {
  Object found;
  for (const TerraformRow& row : terraform_rows(kind)) {
    std::string text = row.import;
    for (const auto& [path, attribute] : row.gives) text += "{" + path + "}";
    for (size_t at = text.find("{" + of); at != text.npos; at = text.find("{" + of, at + 1)) {
      std::string name = text.substr(at + 1 + of.size(), text.find('}', at) - at - 1 - of.size());
      found.set(name, id_of(name, address));
    }
  }
  return found;
}

engine::State state_of(const std::vector<Resource>& all) {
  engine::State state;
  state.lineage = "test";
  state.serial = 7;
  std::map<std::string, Value> applied;
  for (const Resource& each : all) applied[each.address] = each.desired;
  for (const Resource& each : all) {
    Value known;
    Record record;
    record.kind = each.kind;
    record.connection = each.connection;
    record.applied = engine::fill(each.desired, [&](const engine::Output& output) {
      known = output_of(output, applied);
      return &known;
    });
    record.identity = asked(each.kind, each.address, "id.");
    record.outputs = asked(each.kind, each.address, "out.");
    for (const std::string& need : engine::needs_of(each)) record.needs.push_back({need, 1});
    state.records[{each.address, 1}] = std::move(record);
  }
  return state;
}

// ---- the table

void terms_in(const Value& described, std::set<std::string>& terms) {
  if (described.is_string() && !described.as_string().starts_with('=')) terms.insert(described.as_string());
  if (described.is_array())
    for (const Value& each : described.as_array()) terms_in(each, terms);
  if (described.is_object())
    for (const json::Member& member : described.as_object()) terms_in(member.value, terms);
}

std::string first_part(std::string text) {
  if (text.starts_with('!')) text.erase(0, 1);
  text = read_term(text).path;
  return text.substr(0, text.find_first_of(".="));
}

// The members of ours that the rows of a kind use, or say to leave out.
std::set<std::string> used_members(const std::string& kind) {
  std::set<std::string> used;
  for (const TerraformRow& row : terraform_rows(kind)) {
    std::set<std::string> terms;
    if (row.members) terms_in(*row.members, terms);
    if (!row.condition.empty()) terms.insert(row.condition);
    for (const std::string& term : terms) used.insert(first_part(term));
    for (const auto& [member, why] : row.left_out) used.insert(member);
  }
  return used;
}

TEST(TerraformTable, KnowsEveryKindOfACluster) {
  base::Diagnostics diagnostics;
  EXPECT_TRUE(yaml::parse(std::string(embedded_text("terraform/kinds.yaml")), diagnostics))
      << diagnostics.render();
  std::vector<std::string> known = terraform_kinds();
  for (const auto& [name, kind] : kinds_for(kAccount, {})) EXPECT_THAT(known, ::testing::Contains(name));
  for (const std::string& kind : known)
    for (const TerraformRow& row : terraform_rows(kind))
      EXPECT_NE(row.type.empty(), row.not_why.empty()) << kind;
}

TEST(TerraformTable, LosesNoMember) {
  for (const DesiredCluster& cluster :
       {smallest(), of_endpoints(), everything("arn:aws:iam::123456789012:role/admin"), with_pod_identity()})
    for (const Resource& each : resources_in(cluster)) {
      std::set<std::string> used = used_members(each.kind);
      for (const json::Member& member : each.desired.as_object())
        EXPECT_TRUE(used.contains(member.name)) << each.kind << " has " << member.name;
    }
}

// ---- the export

TEST(TerraformExport, OfEverything) {
  golden::expect("src/blueprint/testdata/terraform/everything.tf",
                 to_terraform(state_of(resources_in(everything("arn:aws:iam::123456789012:role/admin"))),
                              "prod@eu-west-3")
                     .text);
  golden::expect("src/blueprint/testdata/terraform/endpoints.tf",
                 to_terraform(state_of(resources_in(of_endpoints())), "prod@eu-west-3").text);
}

TEST(TerraformExport, OfPodIdentity) {
  std::string text = to_terraform(state_of(resources_in(with_pod_identity())), "prod@eu-west-3").text;
  EXPECT_THAT(text, HasSubstr("id = \"prod,Id-addons-vpc-cni-association\""));
  EXPECT_THAT(text, HasSubstr("  role_arn        = aws_iam_role.addons_vpc_cni_role.arn\n"));
}

TEST(TerraformExport, SaysWhatIsNotInIt) {
  engine::State state = state_of(resources_in(smallest()));
  Record& vpc = state.records.at({"network/vpc", 1});
  Record later = vpc, strange = vpc, half = vpc;
  strange.kind = "moon-base";
  half.applied = nullptr;
  vpc.open.emplace().action = engine::Action::destroy;
  state.records[{"network/subnet/private-a", 2}] = state.records.at({"network/subnet/private-a", 1});
  state.records[{"moon", 1}] = strange;
  state.records[{"new\n}", 1}] = half;
  TerraformExport made = to_terraform(state, "prod@eu-west-3");
  std::vector<std::string> told;
  for (const NotExported& each : made.not_exported) told.push_back(each.address + ": " + each.why);
  EXPECT_THAT(told,
              ElementsAre(HasSubstr("moon: Slipway knows no resource type"),
                          HasSubstr("another one has taken its place"),
                          HasSubstr("network/vpc: it is being removed"), HasSubstr("not made to its end")));
  EXPECT_THAT(made.text, HasSubstr("#   moon (moon-base): Slipway knows no"));
  for (std::string_view line :
       base::split(std::string_view(made.text).substr(0, made.text.find("\nterraform {")), '\n'))
    EXPECT_TRUE(line.empty() || line.starts_with('#')) << line;
  EXPECT_THAT(made.text, Not(HasSubstr("aws_vpc.network_vpc.id")));  // what is not there is not referred to
}

// Of a cluster that was made each thing has an import id that names it.
TEST(TerraformExport, OfWhatWasMadeNamesAllOfIt) {
  WholeSite site;
  DesiredCluster cluster = everything(site.admin);
  cluster.pod_identity = true;
  auto made = site.stage.run(site.resources(cluster));
  ASSERT_TRUE(made.is_done()) << made.failure();
  engine::State state = site.stage.state();
  TerraformExport out = to_terraform(state, "prod@eu-west-3");
  EXPECT_THAT(out.not_exported, IsEmpty());
  EXPECT_EQ(out.things, state.records.size());
  TerraformNames names;
  for (const auto& [key, record] : state.records) names.add(key, record);
  std::set<std::string> seen;
  for (const auto& [key, record] : state.records)
    for (const TerraformResource& each : resources_of(key, record, names)) {
      std::string id = each.import_id;
      for (std::string_view global : {":iam::", ":eks::aws:"})  // of ARNs without a region
        for (size_t at = id.find(global); at != id.npos; at = id.find(global)) id.insert(at + 5, "-");
      for (std::string_view part : base::split(std::string_view(id), ':'))
        if (!id.starts_with("arn:")) EXPECT_FALSE(part.empty()) << key.address << " " << id;
      EXPECT_THAT(each.import_id, Not(HasSubstr("{"))) << key.address;
      EXPECT_TRUE(seen.insert(each.type + " " + each.import_id).second) << key.address;
    }
}

}  // namespace
}  // namespace blueprint
