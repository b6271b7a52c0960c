// `slipway plan`: it says what `up` will do, changes nothing, and can be asked for a part.
#include "platform/command/planning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/seeded_random.h"
#include "base/testing/golden.h"
#include "engine/command/plan_file.h"
#include "engine/keep/file_keep.h"
#include "engine/show/drift_text.h"
#include "engine/show/exit_code.h"
#include "engine/show/plan_markdown.h"
#include "engine/show/plan_text.h"
#include "engine/state/backup.h"
#include "engine/state/changes.h"
#include "platform/command/drift.h"
#include "platform/command/known_states.h"
#include "platform/kinds/kinds.h"
#include "platform/state/digest_key.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

// Each file below a folder with what stands in it.
std::map<std::string, std::string> files_below(const std::string& folder) {
  std::map<std::string, std::string> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, none))
    if (entry.is_regular_file()) files[entry.path()] = *base::read_file(entry.path());
  return files;
}

class PlanningTest : public DeploymentTest {
 protected:
  void SetUp() override { read(file(kReader)); }

  base::Result<engine::Plans> plan(const engine::PlanScope& scope = {}) {
    Platform p = platform();
    return plan_up(configuration_, scope, p);
  }
  std::string text(const engine::PlanScope& scope = {}) {
    auto made = plan(scope);
    if (!made) return "error: " + made.error().message + "; " + made.error().hint;
    std::string out = engine::plan_text(engine::as_one(*made));
    for (const std::string& warning : made->warnings) out += "! " + warning + "\n";
    return out;
  }
  std::string role() { return "slipway-" + world_.namespaces.begin()->first + "-reader"; }
};

TEST_F(PlanningTest, SaysWhatUpWillDoAndThenNothing) {
  golden::expect("src/platform/testdata/plan/engine_first.txt", text());
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_EQ(text(), "nothing to do\n");
  world_.account->set_trust(role(), trust_in_service("ec2.amazonaws.com"));
  read(file("reader: { image: y, aws: { policies: [AmazonS3FullAccess] } }, other: { image: x }"));
  golden::expect("src/platform/testdata/plan/engine_changed.txt", text());
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_EQ(text(), "nothing to do\n");
  read(file("other: { image: x }"));
  golden::expect("src/platform/testdata/plan/engine_dropped.txt", text());
}

TEST_F(PlanningTest, ChangesNothingAndNeedsNoLock) {
  text();
  EXPECT_THAT(files_below(folder_), IsEmpty());
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  world_.account->set_trust(role(), trust_in_service("ec2.amazonaws.com"));
  world_.changes.clear();
  std::vector<EnvironmentName> names = {
      {"acme", "tutorial", "production", configuration_.environments[0].cluster}};
  Platform p = platform();
  auto locks = lock_all(names, "slipway up", p);
  ASSERT_TRUE(locks);
  auto before = files_below(folder_);
  EXPECT_THAT(text(), HasSubstr("role/" + role() + "  change  in place"));
  EXPECT_EQ(files_below(folder_), before);
  EXPECT_THAT(world_.changes, IsEmpty());
}

TEST_F(PlanningTest, AllThatWouldBeRefusedIsTold) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  engine::FileKeep keep(engine::find_state(*known_states(home_), "production")->folder, clock_);
  for (const std::string& address : {"role/" + role(), std::string("account/reader")})
    ASSERT_TRUE(engine::change_state(keep, clock_, {"me", "test"}, [&](engine::Session& session) {
      return engine::protect(session, address, true);
    }));
  read(file("reader: { image: x }"));
  auto made = plan();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(engine::exit_code(engine::outcome_of(engine::as_one(*made), false)), 3);
}

TEST_F(PlanningTest, APartCanBeAskedFor) {
  EXPECT_THAT(text({{"role"}, {}}), HasSubstr("role     create"));
  EXPECT_THAT(text({{"role"}, {}}), Not(HasSubstr("account/reader")));
  std::string account = text({{"account/reader"}, {}});
  for (const char* part : {"cluster ", "identity-provider", "account/reader", "role/slipway-"})
    EXPECT_THAT(account, HasSubstr(part));
  std::string without = text({{}, {"cluster"}});
  EXPECT_THAT(without, HasSubstr("role "));
  EXPECT_THAT(without, Not(HasSubstr("account/reader"))) << "it needs its cluster";
  EXPECT_THAT(text({{"clutser"}, {}}),
              HasSubstr("error: `clutser` is neither desired nor there; did you mean `cluster`?"));
  EXPECT_THAT(text({{"production:account/reader", "dev:role"}, {}}), HasSubstr("account/reader"));
}

TEST_F(PlanningTest, ItsFormForProgramsHoldsEachStatesPlan) {
  json::Value document = engine::plan_document(*plan(), "slipway.yaml", "text", digest_of_text);
  const json::Array& states = document.find("states")->as_array();
  ASSERT_EQ(states.size(), 2U);
  EXPECT_EQ(states[0].string_or("state", ""), "dev@eu-west-3");
  EXPECT_EQ(states[1].string_or("state", ""), "tutorial/production");
  EXPECT_EQ(states[0].find("steps")->as_array().size(), 4U);
  EXPECT_GT(document.find("summary")->int_or("create", 0), 4);
}

TEST_F(PlanningTest, AServiceIsToldByWhatChangesOfIt) {
  read(file("reader: { image: x, memory: 128MB, variables: { LEVEL: info, MODE: fast } }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  read(
      file("reader: { image: y, memory: 256MB, command: [serve], ports: [8080], instances: 2, "
           "variables: { LEVEL: debug, COLOUR: blue, CONFIG: { file: /etc/app.yaml, value: one } } }"));
  golden::expect("src/platform/testdata/plan/engine_service.txt", text());
}

// Which had one digest of all that a service is made of.
TEST_F(PlanningTest, AFormerFormOfAServiceIsKnownAsItIs) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  engine::FileKeep keep(engine::find_state(*known_states(home_), "production")->folder, clock_);
  json::Value copy = *json::parse(*engine::backup(keep));
  int changed = 0;
  for (json::Value& each : copy.as_object()["records"].as_array()) {
    if (each.string_or("kind", "") != kService) continue;
    json::Object former{{"specification", "1c66e2b7"}, {"after", json::Array()}, {"instances", 1}};
    for (const char* member : {"namespace", "name", "type", "runtime"})
      former.append({member, *each.find("applied")->find(member)});
    each.as_object().set("applied", std::move(former));
    ++changed;
  }
  ASSERT_EQ(changed, 1);
  ASSERT_TRUE(engine::restore(keep, clock_, "me", json::dump(copy), true));
  EXPECT_THAT(
      text(),
      HasSubstr("service/reader  change  in place\n    it is so already, and the state does not know it"));
  world_.changes.clear();
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(world_.changes, IsEmpty()) << "what runs goes on";
  EXPECT_EQ(text(), "nothing to do\n");
}

// Whoever looks, and wherever: what is yet to be made has its id from what it is.
TEST_F(PlanningTest, TwoPlansOfTheSameAreTheSame) {
  std::string first = text();
  EXPECT_THAT(first, HasSubstr("to create"));
  EXPECT_EQ(text(), first);
  Home other(folder_ + "/other");
  StateFiles files(other);
  base::SeededRandom random(8);
  Platform p = platform();
  Platform q{p.connections, other, files, p.clock, random, p.progress};
  q.calls_at_once = 0;
  auto made = plan_up(configuration_, {}, q);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(engine::plan_text(engine::as_one(*made)), first);
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EXPECT_THAT(first, HasSubstr(world_.namespaces.begin()->first));
}

// They are somebody else's: seen, and left alone, until the role goes.
TEST_F(PlanningTest, PoliciesThatOthersPutOnARoleAreSeen) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  world_.account->must(
      "iam", "AttachRolePolicy",
      json::Object{{"RoleName", role()}, {"PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"}});
  world_.account->must(
      "iam", "PutRolePolicy",
      json::Object{{"RoleName", "slipway-eks-dev"},
                   {"PolicyName", "by-hand"},
                   {"PolicyDocument", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                                      R"("Action":"s3:*","Resource":"*"}]})"}});
  Platform p = platform();
  for (const Configuration* asked :
       {static_cast<const Configuration*>(nullptr), static_cast<const Configuration*>(&configuration_)}) {
    auto drift = read_drift(*known_states(home_), asked, p);
    ASSERT_TRUE(drift) << drift.error().message;
    std::string told;
    for (const StateDrift& each : *drift) told += engine::drift_text(each.drift);
    EXPECT_THAT(told, HasSubstr("attached policies  foreign  is left to whoever attached them"));
    EXPECT_THAT(told, HasSubstr("AdministratorAccess"));
    EXPECT_THAT(told, HasSubstr("inline policies  foreign  is left to whoever put them there"));
    EXPECT_THAT(told, HasSubstr("by-hand"));
    EXPECT_THAT(told, Not(HasSubstr("AmazonS3ReadOnlyAccess"))) << "ours";
    for (const StateDrift& each : *drift)
      EXPECT_EQ(engine::outcome_of(each.drift, true), engine::Outcome::done) << "no difference";
  }
  EXPECT_THAT(text(), HasSubstr("nothing to do\n! "));
  EXPECT_THAT(text(), HasSubstr("role " + role() +
                                " has attached policies that Slipway did not put there, and leaves: "
                                "arn:aws:iam::aws:policy/AdministratorAccess"));
  ASSERT_THAT(up(), HasSubstr("AdministratorAccess"));
  EXPECT_EQ(world_.account->role(role()).attached.size(), 2U);
  EXPECT_THAT(down(), Not(HasSubstr("and leaves")));
  EXPECT_TRUE(world_.is_empty());
}

// What somebody has removed by hand does not go once more.
TEST_F(PlanningTest, UpTellsOfNoRemovalThatDoesNotHappen) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  std::string policy = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
  world_.account->detach(role(), policy);
  world_.service_accounts.clear();
  read(file("reader: { image: x, aws: { policies: [AmazonS3FullAccess] } }"));
  EXPECT_THAT(up(false), Not(HasSubstr("-AmazonS3ReadOnlyAccess")));
  world_.account->must("iam", "DeleteRole", json::Object{{"RoleName", role()}});
  read(file("other: { image: x }"));
  std::string told = up();
  EXPECT_THAT(told, Not(HasSubstr("- role")));
  EXPECT_THAT(told, Not(HasSubstr("- service account")));
  EXPECT_THAT(told, HasSubstr("= role " + role()));
  EXPECT_THAT(told, HasSubstr("is not there any more, and is forgotten"));
  EXPECT_THAT(told, HasSubstr("- service reader")) << "that one runs";
  EXPECT_EQ(text(), "nothing to do\n");
  EXPECT_THAT(down(), Not(HasSubstr("error: ")));
}

// Whoever has a state and no key of the home cannot try values against its digests.
TEST_F(PlanningTest, DigestsNeedTheKeyOfTheHome) {
  read(file("reader: { image: x, variables: { PASSWORD: hunter2 } }"));
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  std::string key = *base::read_file(home_.digest_key_file());
  for (const auto& [path, content] : files_below(folder_)) {
    if (path == home_.digest_key_file()) continue;
    EXPECT_THAT(content, Not(HasSubstr(key))) << path;
  }
  ASSERT_TRUE(base::write_file_atomically(home_.digest_key_file(), "another key"));
  EXPECT_EQ(up(false).find("  ~ "), std::string::npos) << "a home that lost its key restarts nothing";
  EXPECT_THAT(text(), HasSubstr("it is so already, and the state does not know it"));
}

TEST_F(PlanningTest, NoSecretIsInAnyOfItsForms) {
  constexpr const char* kSecret = "hunter2-not-to-be-told";
  read(
      file(fmt::format("reader: {{ image: x, variables: {{ PASSWORD: {} }}, "
                       "aws: {{ policies: [AmazonS3ReadOnlyAccess] }} }}",
                       kSecret)));
  for (int round = 0; round < 2; ++round) {
    engine::Plans made = *plan();
    EXPECT_THAT(engine::plan_text(engine::as_one(made)), Not(HasSubstr(kSecret)));
    EXPECT_THAT(engine::plan_markdown(engine::as_one(made)), Not(HasSubstr(kSecret)));
    EXPECT_THAT(json::dump(engine::plan_document(made, "slipway.yaml", "", digest_of_text)),
                Not(HasSubstr(kSecret)));
    ASSERT_THAT(up(), Not(HasSubstr("error: ")));
    read(file(fmt::format("reader: {{ image: x, variables: {{ PASSWORD: {}-2 }} }}", kSecret)));
  }
}

TEST_F(PlanningTest, AFormThatOnlyUpMayMoveIsRefused) {
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  EnvironmentState state = files_.load_environments()->front();
  state.former.push_back({"role", "slipway-x", "", true, {}});
  ASSERT_TRUE(files_.save(state));
  EXPECT_THAT(text(), HasSubstr("in the form of a former Slipway"));
}

}  // namespace
}  // namespace platform
