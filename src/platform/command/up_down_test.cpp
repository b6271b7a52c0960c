// `up` and `down` against a world in memory: what they plan, that they converge from any point, and leave nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/testing/golden.h"
#include "blueprint/trust/names.h"
#include "platform/command/status.h"
#include "platform/doctor/doctor.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const char* const kDebian =
    "debian: { image: slipway/aws-cli, memory: 128MB, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

constexpr std::string_view kIssuerBefore = "https://oidc.eks.eu-west-3.amazonaws.com/id/";

using UpDownTest = DeploymentTest;

TEST_F(UpDownTest, PlansAreReadable) {
  read(file(kDebian));
  golden::expect("src/platform/testdata/plan/first.txt", up());
  golden::expect("src/platform/testdata/plan/again.txt", up(false));
  read(
      file("debian: { image: slipway/aws-cli, instances: 2, aws: { policies: [AmazonS3FullAccess] } }, "
           "other: { image: slipway/aws-cli }"));
  golden::expect("src/platform/testdata/plan/changed.txt", up());
  read(file("other: { image: slipway/aws-cli }"));
  golden::expect("src/platform/testdata/plan/dropped.txt", up());
  std::string id = world_.account->issuer("dev").substr(kIssuerBefore.size());
  std::string removal = down();
  golden::expect("src/platform/testdata/plan/down.txt", removal.replace(removal.find(id), id.size(), "ABCD"));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(UpDownTest, ASecondRunChangesNothing) {
  read(file(kDebian));
  up();
  world_.changes.clear();
  up();
  EXPECT_THAT(world_.changes, IsEmpty());
  EXPECT_EQ(world_.kept_tokens.size(), 1u);
}

TEST_F(UpDownTest, TheNamespaceStaysAndComesBackWithoutItsState) {
  read(file(kDebian));
  up();
  std::string first = world_.namespaces.begin()->first;
  std::filesystem::remove_all(folder_);
  up();
  EXPECT_EQ(world_.namespaces.size(), 1u);
  EXPECT_EQ(world_.namespaces.begin()->first, first);
  EXPECT_EQ(world_.account->roles().size(), 2u);
  down();
  EXPECT_TRUE(world_.is_empty()) << "what was found by its marks is ours to remove";
}

TEST_F(UpDownTest, KilledAnywhereItConverges) {
  read(file(kDebian));
  expect_to_converge_when_killed_anywhere([&] {
    EXPECT_EQ(world_.account->roles().size(), 2u);
    EXPECT_EQ(world_.account->identity_providers().size(), 1u);
    EXPECT_EQ(world_.namespaces.size(), 1u);
    EXPECT_EQ(world_.services.size(), 1u);
    EXPECT_THAT(up(false), testing::Not(HasSubstr("  + ")));
  });
}

// The network loses one answer, and the program lives on.
TEST_F(UpDownTest, AnAnswerLostAnywhereIsMadeUpFor) {
  read(file(kDebian));
  int total = count_calls();
  for (int at = 0; at < total; ++at) {
    SCOPED_TRACE(fmt::format("the answer to call {} is lost", at));
    begin_anew();
    world_.faults->set({.at = at, .after_effect = true});
    EXPECT_THAT(up(), testing::AnyOf(testing::Not(HasSubstr("error: ")), HasSubstr(std::string(kFakeFails))))
        << "AWS's client asks again, a fake's does not";
    ASSERT_THAT(up(), testing::Not(HasSubstr("error: ")));
    ASSERT_THAT(up(false), testing::Not(HasSubstr("  + ")));
    ASSERT_THAT(down(), testing::Not(HasSubstr("error: ")));
    ASSERT_TRUE(world_.is_empty());
  }
}

TEST_F(UpDownTest, AnAnswerLostAnywhereInDownIsMadeUpFor) {
  read(file(kDebian));
  begin_anew();
  up();
  world_.faults->set({});
  down();
  int total = world_.faults->calls();
  for (int at = 0; at < total; ++at) {
    SCOPED_TRACE(fmt::format("the answer to call {} is lost", at));
    begin_anew();
    up();
    world_.faults->set({.at = at, .after_effect = true});
    EXPECT_THAT(down(),
                testing::AnyOf(testing::Not(HasSubstr("error: ")), HasSubstr(std::string(kFakeFails))));
    ASSERT_THAT(down(), testing::Not(HasSubstr("error: ")));
    ASSERT_TRUE(world_.is_empty());
  }
}

TEST_F(UpDownTest, DownAfterAPartialUpLeavesNothing) {
  read(file(kDebian));
  int total = count_calls();
  for (int at = 0; at < total; ++at) {
    begin_anew();
    world_.faults->set({.at = at, .after_effect = true, .ends = true});
    up();
    world_.faults->set({});
    ASSERT_THAT(down(), testing::Not(HasSubstr("error: "))) << "call " << at;
    EXPECT_TRUE(world_.is_empty()) << "call " << at;
  }
}

TEST_F(UpDownTest, UpAfterADownThatWasKilledAnywhereMakesItAnew) {
  read(file(kDebian));
  auto remove = [&] {
    Platform p = platform();
    auto work = Down::prepare(configuration_, p);
    return work && (*work)->apply();
  };
  begin_anew();
  up();
  world_.faults->set({});
  ASSERT_TRUE(remove());
  int total = world_.faults->calls();
  for (bool after_effect : {false, true}) {
    for (int at = 0; at < total; ++at) {
      SCOPED_TRACE(fmt::format("killed {} call {}", after_effect ? "after" : "before", at));
      begin_anew(account::Speed::real());
      up();
      world_.faults->set({.at = at, .after_effect = after_effect, .ends = true});
      remove();
      world_.faults->set({});
      ASSERT_THAT(up(), testing::Not(HasSubstr("error: ")));
      ASSERT_THAT(up(false), testing::Not(AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("  - "))));
      ASSERT_THAT(down(), testing::Not(HasSubstr("error: ")));
      ASSERT_TRUE(world_.is_empty());
    }
  }
}

TEST_F(UpDownTest, DownSaysWhatElseGoesWithANamespace) {
  read(file(kDebian));
  configuration_.environments[0].cluster.runtime = blueprint::kKubernetes;
  up();
  EXPECT_THAT(down(), testing::Not(HasSubstr("not made by Slipway")));
  up();
  world_.foreign_objects = {"Deployment api", "ConfigMap mine"};
  EXPECT_THAT(down(), HasSubstr("  ! not made by Slipway, and goes with namespace "));
}

TEST_F(UpDownTest, AnExistingKubernetesMustBeKnownToTheAccount) {
  read(file(kDebian));
  configuration_.environments[0].cluster.runtime = blueprint::kKubernetes;
  configuration_.environments[0].cluster.kubeconfig = "/somewhere";
  EXPECT_THAT(up(), HasSubstr("has no EKS cluster `dev` in eu-west-3, so nobody knows the issuer"));
  EXPECT_THAT(world_.changes, IsEmpty());
}

TEST_F(UpDownTest, WhatIsNotOursStops) {
  read(file(kDebian));
  world_.account->make_role("slipway-eks-dev", trust_in_service("eks.amazonaws.com"));
  EXPECT_THAT(up(), HasSubstr("role slipway-eks-dev: there is one of that name already, which is not ours "
                              "(it has no tags of Slipway)"));
  EXPECT_THAT(world_.changes, IsEmpty());
  begin_anew();
  world_.account->make_cluster("dev",
                               {{"slipway:organization", "other"}, {"slipway:cluster", "eu-west-3/dev"}});
  EXPECT_THAT(
      up(),
      HasSubstr("belongs to another deployment of Slipway (cluster=eu-west-3/dev, organization=other)"));
}

TEST_F(UpDownTest, WhatOthersPutOnARoleGoesWithIt) {
  read(file(kDebian));
  up();
  json::Value role = "slipway-eks-dev";
  world_.account->must(
      "iam", "AttachRolePolicy",
      json::Object{{"RoleName", role}, {"PolicyArn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}});
  world_.account->must(
      "iam", "PutRolePolicy",
      json::Object{
          {"RoleName", role},
          {"PolicyName", "by-hand"},
          {"PolicyDocument",
           R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})"}});
  EXPECT_THAT(up(), HasSubstr("= role slipway-eks-dev")) << "it is others' business";
  EXPECT_EQ(world_.account->role("slipway-eks-dev").attached.size(), 2u);
  down();
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(UpDownTest, WhatSomebodyElseMakesMeanwhileIsLetAlone) {
  world_.account->make_cluster("dev");
  read(file(kDebian));
  Platform p = platform();
  auto work = Up::prepare(configuration_, p);
  ASSERT_TRUE(work);
  std::string issuer = world_.account->issuer("dev");
  world_.account->must("iam", "CreateOpenIDConnectProvider",
                       json::Object{{"Url", issuer}, {"ClientIDList", json::Array{"sts.amazonaws.com"}}});
  EXPECT_THAT((*work)->apply().error().message,
              HasSubstr("identity provider of dev: there is one of that name already, which is not ours"));
  work->reset();

  auto again = Up::prepare(configuration_, p);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_THAT(render((*again)->plan()), HasSubstr("= identity provider of dev"));
  std::string role = "slipway-" + files_.load_environments()->at(0).namespace_name + "-debian";
  world_.account->make_role(role, trust_in_service("ec2.amazonaws.com"));
  EXPECT_THAT((*again)->apply().error().message,
              HasSubstr("role " + role +
                        ": there is one of that name already, which is not ours (it has no tags of"));
  EXPECT_THAT(world_.account->role(role).trust, HasSubstr("ec2.amazonaws.com"));
  again->reset();
  world_.account->must("iam", "DeleteRole", json::Object{{"RoleName", role}});
  EXPECT_THAT(up(), testing::Not(HasSubstr("error")));
}

TEST_F(UpDownTest, AClusterMadeByHandIsUsedAndStays) {
  world_.account->make_cluster("dev");
  read(file(kDebian));
  EXPECT_THAT(up(), HasSubstr("not made by Slipway"));
  EXPECT_FALSE(world_.account->has_role("slipway-eks-dev"));
  down();
  EXPECT_THAT(world_.account->clusters(), ElementsAre("dev"));
  EXPECT_THAT(world_.account->roles(), ElementsAre("by-hand"));
  EXPECT_TRUE(world_.account->identity_providers().empty() && world_.namespaces.empty());
}

TEST_F(UpDownTest, ARoleThatClusterStartHasLeftIsUsedAndGoes) {
  world_.account->make_role("slipway-eks-dev", trust_in_service("eks.amazonaws.com"),
                            {{"made-by", "slipway cluster start"}}, std::string(blueprint::kRolePath));
  read(file(kDebian));
  up();
  EXPECT_EQ(world_.account->roles().size(), 2u);
  down();
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(UpDownTest, ARoleOfClusterScopeIsSharedAndGoesWithTheLast) {
  std::string two =
      "organization: acme\n"
      "clusters: { dev: { account: embedded, region: eu-west-3 } }\n"
      "projects: { p: { environments: {\n"
      "  one: { cluster: dev, services: { a: { image: x, aws: { policies: [AmazonS3FullAccess], scope: "
      "cluster } } } },\n"
      "  two: { cluster: dev, services: { a: { image: x, aws: { policies: [AmazonS3FullAccess], scope: "
      "cluster } } } }\n"
      "} } }\n";
  read(two);
  std::string plan = up();
  EXPECT_THAT(plan, testing::Not(HasSubstr("error"))) << plan;
  ASSERT_TRUE(world_.account->has_role("slipway-dev-a"));
  EXPECT_THAT(world_.account->role("slipway-dev-a").trust, HasSubstr("\"system:serviceaccount:z*:a\""));
  Configuration both = configuration_;
  configuration_.environments.pop_back();
  down();
  EXPECT_TRUE(world_.account->has_role("slipway-dev-a")) << "two uses it";
  EXPECT_EQ(world_.account->clusters().size(), 1u);
  configuration_ = both;
  down();
  EXPECT_TRUE(world_.is_empty());
  up();
  down();
  EXPECT_TRUE(world_.is_empty()) << "each was the other's user when it was planned";
}

TEST_F(UpDownTest, ARoleMadeByHandIsCheckedBeforeAndLeftAlone) {
  read(
      file("debian: { image: x, aws: { role: 'arn:aws:iam::123456789012:role/mine', service_account: "
           "my-s3-role } }"));
  EXPECT_THAT(up(), HasSubstr("! debian: there is no role `arn:aws:iam::123456789012:role/mine`"));
  EXPECT_TRUE(world_.account->identity_providers().empty()) << "nothing is made in IAM for it";
  EXPECT_EQ(world_.account->roles().size(), 1u);
  world_.account->make_role("mine", trust_in_service("ec2.amazonaws.com"));
  EXPECT_THAT(up(), HasSubstr("! account 123456789012 has no identity provider for https://oidc.eks"));
  ASSERT_EQ(world_.service_accounts.size(), 1u);
  EXPECT_EQ(world_.service_accounts.begin()->second.role_arn(), "arn:aws:iam::123456789012:role/mine");
  down();
  EXPECT_TRUE(world_.account->has_role("mine"));
}

TEST_F(UpDownTest, ARoleOfAnotherAccountIsToldAndNotLookedAt) {
  read(
      file("debian: { image: slipway/aws-cli, "
           "aws: { role: 'arn:aws:iam::999988887777:role/abroad', service_account: reader } }"));
  EXPECT_THAT(up(), testing::AllOf(HasSubstr("the role is account 999988887777's"), HasSubstr(":reader in")));
}

TEST_F(UpDownTest, ANamespaceThatIsGoingIsWaitedFor) {
  read(file(kDebian));
  up();
  std::string name = world_.namespaces.begin()->first;
  world_.namespaces.begin()->second.is_ending = true;
  world_.service_accounts.clear();  // goes with it
  progress_.clear();
  EXPECT_THAT(up(), HasSubstr("+ namespace " + name));
  EXPECT_THAT(progress_, testing::Contains(HasSubstr("is being removed: waiting until it has gone")));
  ASSERT_TRUE(world_.namespaces.contains(name));
  EXPECT_FALSE(world_.namespaces[name].is_ending);
  EXPECT_EQ(world_.service_accounts.size(), 1u);
}

TEST_F(UpDownTest, TokensForSomebodyElseAreSetRight) {
  read(file(kDebian));
  up();
  blueprint::ServiceAccount& account = world_.service_accounts.begin()->second;
  account.annotations["eks.amazonaws.com/audience"] = "vault";
  EXPECT_THAT(up(), HasSubstr("has its tokens made for `vault`, and STS wants `sts.amazonaws.com`"));
  EXPECT_EQ(world_.service_accounts.begin()->second.audience(), "sts.amazonaws.com");
  EXPECT_THAT(up(false), testing::Not(HasSubstr("~")));
}

TEST_F(UpDownTest, OnlyOneAtATime) {
  read(file(kDebian));
  Platform p = platform();
  auto first = Up::prepare(configuration_, p);
  ASSERT_TRUE(first);
  auto second = Up::prepare(configuration_, p);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("` holds the lock since 2027-01-15T08:00:00Z to slipway up"));
}

TEST_F(UpDownTest, OthersMayUseTheClusterDuringARollout) {
  read(file(kDebian));
  Configuration staging = configuration_;
  staging.environments[0].name = "staging";
  Platform p = platform();
  std::string during;
  p.progress = [&](const std::string& line) {
    if (!line.ends_with("service debian")) return;
    auto same = Up::prepare(configuration_, platform());
    auto other = Up::prepare(staging, platform());
    during = fmt::format("{} {}", same ? "same" : same.error().message, other ? "other" : "");
  };
  auto work = Up::prepare(configuration_, p);
  ASSERT_TRUE(work);
  EXPECT_FALSE(Up::prepare(staging, platform())) << "the cluster may be about to be made";
  ASSERT_TRUE((*work)->apply());
  EXPECT_THAT(during, AllOf(HasSubstr("environment tutorial/production: `"), HasSubstr(" other")));
}

TEST_F(UpDownTest, AnEnvironmentStaysOnItsCluster) {
  read(file(kDebian));
  up();
  configuration_.environments[0].cluster.region = "eu-west-1";
  EXPECT_THAT(up(), HasSubstr("lives on cluster `dev` in eu-west-3"));
}

TEST_F(UpDownTest, AServiceThatRunsButWasNotFinishedIsCompleted) {
  read(file(kDebian));
  up();
  EnvironmentState state = files_.load_environments()->at(0);
  ASSERT_TRUE(state.services.at(0).is_whole);
  state.services.at(0).is_whole = false;  // killed while it removed what the service has no more
  ASSERT_TRUE(files_.save(state));
  EXPECT_THAT(up(), HasSubstr("an `up` before did not come to its end"));
  EXPECT_THAT(up(false), testing::Not(HasSubstr("~")));
}

// Where the disk was lost by half, nothing may stay behind of which `down` says that it is gone.
TEST_F(UpDownTest, DownRefusesWhereAnEnvironmentIsThereOfWhichNothingIsKnown) {
  read(file(kDebian));
  up();
  std::filesystem::remove_all(folder_ + "/environments");
  world_.changes.clear();
  EXPECT_THAT(down(), HasSubstr("error: tutorial/production is there (instance debian "));
  EXPECT_THAT(world_.changes, IsEmpty());
}

TEST_F(UpDownTest, DownEndsWhatTheStateAloneKnows) {
  read(file(kDebian));
  up();
  std::filesystem::remove(home_.environment_journal("acme", "tutorial", "production") + ".json");
  EXPECT_THAT(down(), testing::Not(HasSubstr("error: ")));
  EXPECT_TRUE(world_.services.empty());
  EXPECT_TRUE(world_.account->roles().empty());
}

TEST_F(UpDownTest, StatusTellsWhatIsLeftWithoutServices) {
  read(file(kDebian));
  up();
  Platform p = platform();
  EnvironmentState state = files_.load_environments()->at(0);
  state.services.clear();  // as `down` leaves it when a namespace does not go
  ASSERT_TRUE(files_.save(state));
  auto status = read_status(p);
  ASSERT_TRUE(status);
  EXPECT_THAT(render(*status, clock_.now()),
              HasSubstr("left       namespace " + state.namespace_name + "\n"));
  EXPECT_THAT(json::dump(to_json(*status, clock_.now())), HasSubstr("\"namespace " + state.namespace_name));
}

TEST_F(UpDownTest, StatusAndDoctorSeeWhatIsThere) {
  read(file(kDebian));
  up();
  Platform p = platform();
  auto list = read_status(p);
  ASSERT_TRUE(list);
  golden::expect("src/platform/testdata/status.txt", render(*list, clock_.now()));

  auto found = find_service(*files_.load_environments(), "debian");
  ASSERT_TRUE(found);
  auto finding_of = [&](const std::string& name) {
    for (const Link& link : examine(*found, p)) {
      if (link.name == name) return link;
    }
    return Link{"absent", Finding::skipped, "", ""};
  };
  for (const Link& link : examine(*found, p))
    EXPECT_EQ(link.finding, Finding::pass) << link.name << ": " << link.detail;

  std::string role = found->service.role_arn.substr(found->service.role_arn.rfind('/') + 1);
  std::string trust = world_.account->role(role).trust;
  std::string misspelt = trust;
  misspelt.replace(misspelt.find(":debian"), 7, ":debain");
  world_.account->set_trust(role, misspelt);
  EXPECT_EQ(finding_of("trust policy").finding, Finding::fail);
  EXPECT_THAT(finding_of("trust policy").detail,
              HasSubstr(":debain`, the token has `system:serviceaccount:z"));
  EXPECT_THAT(finding_of("AssumeRoleWithWebIdentity").detail, HasSubstr("AccessDenied"));
  world_.account->set_trust(role, trust);
  world_.account->detach(role, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
  EXPECT_EQ(finding_of("policies").detail, "AmazonS3ReadOnlyAccess is not attached");
  world_.services.clear();
  EXPECT_EQ(finding_of("instances").detail, "0 of 1 run: not there");
  clock_.advance(std::chrono::hours(25));
  EXPECT_EQ(finding_of("token").detail, "it expired 1 h 0 min ago");
}

TEST_F(UpDownTest, WaitsForAClusterAsLongAsEksTakes) {
  begin_anew(account::Speed::real());
  base::Time before = clock_.now();
  read(file("debian: { image: x }"));
  EXPECT_THAT(up(), testing::Not(HasSubstr("error")));
  EXPECT_GT(clock_.now(), before + std::chrono::minutes(9));
  EXPECT_LT(clock_.now(), before + std::chrono::minutes(10));
  EXPECT_THAT(progress_, testing::Contains("cluster dev is CREATING; that takes about 10 minutes"));
}

TEST_F(UpDownTest, AClusterThatIsGoingIsWaitedForAndMadeAnew) {
  begin_anew(account::Speed::real());
  read(file(kDebian));
  up();
  std::string former = world_.account->issuer("dev");
  world_.account->must("eks", "DeleteCluster", json::Object{{"name", "dev"}});  // by whomever
  EXPECT_THAT(up(), HasSubstr("+ cluster dev                               Amazon EKS, when the one that is "
                              "DELETING has gone"));
  EXPECT_THAT(progress_, testing::Contains("cluster dev is being removed: waiting until it has gone"));
  EXPECT_NE(world_.account->issuer("dev"), former);
  EXPECT_THAT(up(false), testing::Not(AnyOf(HasSubstr("  + "), HasSubstr("  ~ "), HasSubstr("  - "))));
}

TEST_F(UpDownTest, WaitsForAClusterNoLongerThanIsSensible) {
  read(file("debian: { image: x }"));
  up();
  world_.account->set_control_plane("dev", "CREATING");
  base::Time before = clock_.now();
  EXPECT_THAT(up(), HasSubstr("it is still CREATING after 40 minutes"));
  EXPECT_EQ(clock_.now(), before + std::chrono::minutes(40));
}

TEST_F(UpDownTest, StateHoldsNoSecretAndIsForItsOwnerOnly) {
  read(file(
      "debian: { image: x, variables: { PASSWORD: hunter2 }, aws: { policies: [AmazonS3FullAccess] } }"));
  up();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file() || entry.path().filename() == "token") continue;
    EXPECT_EQ(static_cast<int>(entry.status().permissions()) & 077, 0) << entry.path();
    if (entry.path().parent_path().filename() == "specifications") continue;  // variables are its purpose
    std::string text = *base::read_file(entry.path().string());
    EXPECT_THAT(text, testing::Not(HasSubstr("hunter2")));
    EXPECT_THAT(text, testing::Not(HasSubstr("eyJ")));
  }
}

}  // namespace
}  // namespace platform
