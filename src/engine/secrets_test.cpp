// No secret is written or shown: secrets are planted in what is desired, the world repeats them wherever a service
// could, and every byte that was written and every text that was made is searched for them, through plans, applies,
// kills at each call, resuming, drift, and what users do to the state.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "engine/apply/observer.h"
#include "engine/apply/scheduler.h"
#include "engine/apply/secret_caller.h"
#include "engine/drive/virtual_driver.h"
#include "engine/keep/file_keep.h"
#include "engine/show/drift_text.h"
#include "engine/show/plan_markdown.h"
#include "engine/show/plan_text.h"
#include "engine/show/progress_lines.h"
#include "engine/show/state_text.h"
#include "engine/state/backup.h"
#include "engine/state/changes.h"
#include "engine/state/lock.h"
#include "engine/testing/world.h"

namespace engine {
namespace {

// Each has PLANTED in it, and what escapes would change.
const std::map<std::string, std::string> kSecrets = {
    {"secrets/plain", "PLANTED-plain-8e1f"},
    {"secrets/odd", "PLANTED-\"odd\"\n\\/%+ü"},
    {"secrets/other", "PLANTED-other-2b"},
};

class Secrets final : public SecretSource {
 public:
  base::Result<base::Secret> reveal(const SecretReference& reference) override {
    auto found = kSecrets.find(reference.reference);
    if (found != kSecrets.end()) return base::Secret(found->second);
    return base::fail(base::ErrorKind::not_found, "there is no secret `{}`", reference.reference);
  }
};

// The world, telling everybody what it was told: in members, outputs, and messages of errors, as it is and encoded.
class Indiscreet final : public Caller {
 public:
  explicit Indiscreet(World& world) : world_(world) {}

  Answer call(const Call& call, const base::Deadline& deadline) override {
    if (dies_after == calls) is_dead = true;
    if (is_dead) return {Answer::Status::unknown, nullptr, "", ""};
    ++calls;
    remember(call.request.input);
    Answer answer = world_.call(call, deadline);
    if (const json::Value* members = answer.output.find("members")) {
      json::Object told = members->as_object();
      told.set("secret", told_);
      told.set("password", base::base64(told_));
      answer.output.as_object().set("members", std::move(told));
    }
    answer.message += fmt::format(" (of `{}`, {}, {}, {})", told_, base::base64(told_), json::dump(told_),
                                  base::percent_encode(told_));
    if (answer.status == Answer::Status::refused && answer.code != "NotFound") answer.code += told_;
    return answer;
  }

  int64_t calls = 0, dies_after = -1;
  bool is_dead = false;
  bool was_told() const { return !told_.empty(); }

 private:
  void remember(const json::Value& value) {
    if (value.is_string() && value.as_string().find("PLANTED") != std::string::npos)
      told_ = value.as_string();
    if (value.is_object())
      for (const json::Member& member : value.as_object()) remember(member.value);
  }

  World& world_;
  std::string told_;
};

Kinds discreet_kinds() {
  Kinds kinds = world_kinds();
  for (auto& [name, kind] : kinds) {
    auto changed = std::make_shared<ResourceKind>(*kind);
    changed->secret = {"secret", "password", "Token"};
    changed->in_place.push_back("password");
    auto reading = changed->reading;
    changed->reading = [reading](const json::Value& output, const Subject& subject) {
      Reading out = reading(output, subject);
      out.outputs.set("Token", "PLANTED-token-of-the-service");
      out.note = std::string(output.string_or("note", ""));
      return out;
    };
    kind = changed;
  }
  return kinds;
}

class SecretsTest : public testing::Test {
 protected:
  SecretsTest() : folder_(testing::TempDir() + "/secrets-XXXXXX") {
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
  }
  ~SecretsTest() override { (void)base::remove_all(folder_); }

  static Resource thing(std::string address, std::string kind, std::string_view secret_name,
                        const std::vector<std::string>& uses = {}) {
    json::Array ids;
    for (const std::string& used : uses) ids.push_back(after({used, "Id"}));
    json::Object desired{{"zone", "a"}, {"size", 1}, {"uses", std::move(ids)}};
    if (kind == "name") desired.set("name", "name-" + address);
    desired.set("secret", secret({std::string(secret_name), "0a1b"}));
    return {std::move(address),
            std::move(kind),
            {"prod", "eu-west-3", nullptr},
            std::move(desired),
            {},
            "it is needed",
            false,
            {}};
  }
  static std::vector<Resource> config() {
    return {thing("a", "token", "secrets/plain"), thing("b", "name", "secrets/odd", {"a"}),
            thing("c", "tag", "secrets/other", {"b"})};
  }

  void check(std::string_view where, std::string_view text) {
    for (const auto& [name, value] : kSecrets)
      for (const std::string& form : {value, base::base64(value), base::percent_encode(value)})
        EXPECT_EQ(text.find(form), std::string_view::npos) << where << " holds " << name << ":\n" << text;
    EXPECT_EQ(text.find("PLANTED"), std::string_view::npos) << where << ":\n" << text;
    ++checked_;
  }
  void check_folder() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_))
      if (entry.is_regular_file()) check(entry.path().string(), *base::read_file(entry.path().string()));
  }

  Observed observe(const State& state, const std::vector<Resource>& desired, Caller& caller) {
    Observer observer(state, desired, kinds_, {});
    VirtualDriver driver(observer, caller, latency_, clock_, nullptr, {});
    driver.run();
    for (const base::Error& error : observer.errors()) check("an error", error.message + error.hint);
    return observer.observed();
  }

  void check_plan(const Planned& planned) {
    check("a plan as text", plan_text(planned));
    check("a plan as Markdown", plan_markdown(planned));
    check("a plan as JSON", json::dump_pretty(plan_document(planned)));
  }

  // One run of `slipway up`, with all that it shows; it dies after so many calls. Whether it came to its end.
  bool run(const std::vector<Resource>& desired, int64_t dies_after = -1) {
    FileKeep keep(folder_, clock_);
    Lease lease = *keep.acquire("me", "apply", settings_.lease_duration);
    State state = load(keep)->state;
    bool is_begun = !state.lineage.empty() || begin(keep, lease, state, clock_.now(), "lineage").has_value();
    EXPECT_TRUE(is_begun);
    indiscreet_.is_dead = false;
    indiscreet_.dies_after = -1;
    SecretCaller caller(indiscreet_, secrets_);
    Observed observed = observe(state, desired, caller);
    lease = *keep.renew(lease, settings_.lease_duration);
    base::Diagnostics diagnostics;
    Planned planned = make_plan({desired, state, observed, kinds_}, {}, diagnostics);
    check("diagnostics", diagnostics.render());
    check_plan(planned);
    check("drift", drift_text(find_drift({desired, state, observed, kinds_})));
    check("drift", json::dump(drift_json(find_drift({desired, state, observed, kinds_}))));
    if (dies_after >= 0) indiscreet_.dies_after = indiscreet_.calls + dies_after;
    return carry_out(planned.plan, desired, std::move(state), keep, lease, caller);
  }

  bool carry_out(const Plan& plan, const std::vector<Resource>& desired, State state, FileKeep& keep,
                 const Lease& lease, Caller& caller) {
    Scheduler scheduler(plan, desired, std::move(state), kinds_, lease, settings_);
    VirtualDriver driver(scheduler, caller, latency_, clock_, &keep, lease);
    ProgressLines text(plan, clock_.now(), ProgressLines::Form::text),
        json(plan, clock_.now(), ProgressLines::Form::json);
    driver.listen([&](base::Time now, const StepEvent& event) {
      check("progress", text.step(now, event));
      check("progress", json.step(now, event));
    });
    driver.start();
    while (!driver.finished() && !indiscreet_.is_dead) driver.step();
    check_folder();
    if (indiscreet_.is_dead) return false;
    check("the end", text.end(clock_.now(), scheduler.report()) + json.end(clock_.now(), scheduler.report()));
    EXPECT_TRUE(write_snapshot(keep, driver.lease(), scheduler.state()));
    EXPECT_TRUE(keep.release(driver.lease()));
    check_folder();
    return scheduler.report().ending == Ending::done;
  }

  std::string folder_;
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  Kinds kinds_ = discreet_kinds();
  Kinds true_kinds_ = world_kinds();
  World world_{clock_, true_kinds_};
  Indiscreet indiscreet_{world_};
  Secrets secrets_;
  ApplySettings settings_;
  Latency latency_ = [](const Call&) { return base::Milliseconds(20); };
  int64_t checked_ = 0;
};

TEST_F(SecretsTest, StandNowhereWhereverARunDies) {
  std::vector<Resource> desired = config();
  int64_t deaths = 0;
  while (deaths < 200 && !HasFailure() && !run(desired, deaths)) ++deaths;
  EXPECT_LT(deaths, 200) << "it never comes to its end";
  EXPECT_GT(deaths, 5) << "it dies at each of its calls";
  EXPECT_TRUE(indiscreet_.was_told()) << "the world was never given one";
  EXPECT_EQ(world_.things().size(), desired.size());
  for (const World::Thing* thing : world_.things())
    EXPECT_NE(thing->members.find("secret")->as_string().find("PLANTED"), std::string::npos)
        << "what is in the world is the secret itself";
  desired[0].desired.as_object().set("secret", secret({"secrets/other", "2c3d"}));
  desired[1].desired.as_object().set("zone", "b");
  EXPECT_TRUE(run(desired));
  EXPECT_TRUE(run(desired));
  EXPECT_TRUE(run({}));
  EXPECT_TRUE(world_.things().empty());
  EXPECT_GT(checked_, 100);
}

TEST_F(SecretsTest, AreNotWhatTheStateLooksFor) {
  std::vector<Resource> desired = config();
  ASSERT_TRUE(run(desired));
  FileKeep keep(folder_, clock_);
  SecretCaller caller(indiscreet_, secrets_);
  State state = load(keep)->state;
  Observed observed = observe(state, desired, caller);
  base::Diagnostics diagnostics;
  Planned planned = make_plan({desired, state, observed, kinds_}, {}, diagnostics);
  EXPECT_TRUE(planned.plan.steps.empty()) << "a secret that nobody can read does not differ\n"
                                          << plan_text(planned);
  EXPECT_TRUE(find_drift({desired, state, observed, kinds_}).empty());
}

TEST_F(SecretsTest, StandInNoMessageOfAFailure) {
  world_.failure = [&](const std::string&, const std::string&) {  // from the first call on that has one
    return indiscreet_.was_told() ? World::Failure::refused : World::Failure::none;
  };
  EXPECT_FALSE(run(config()));
  EXPECT_TRUE(indiscreet_.was_told());
  world_.failure = nullptr;
  std::vector<Resource> desired = config();
  desired[0].desired.as_object().set("secret", secret({"secrets/gone", "0a1b"}));
  EXPECT_FALSE(run(desired)) << "a secret that cannot be had";
}

TEST_F(SecretsTest, StandInNothingThatUsersDoToTheState) {
  ASSERT_TRUE(run(config()));
  FileKeep keep(folder_, clock_);
  SecretCaller caller(indiscreet_, secrets_);
  Resource adopted = thing("adopted", "token", "secrets/plain");
  adopted.adopt = json::Object{{"Id", world_.add_by_hand("token", {{"size", 1}, {"zone", "a"}}).id}};
  Observed observed = observe(load(keep)->state, {adopted}, caller);
  Who who{"me", "test"};
  ASSERT_TRUE(change_state(keep, clock_, who, [&](Session& session) -> base::Status {
    TRY(import_thing(session, kinds_, adopted, observed.at({"adopted", 1})));
    TRY(move(session, "a", "moved"));
    return protect(session, "b", true);
  }));
  check_folder();
  std::string copy = *backup(keep);
  check("a backup", copy);
  ASSERT_TRUE(change_state(keep, clock_, who, [&](Session& session) { return forget(session, "b"); }));
  ASSERT_TRUE(restore(keep, clock_, "me", copy, true));
  Lease lease = *keep.acquire("you", "apply", base::Milliseconds(60'000));
  check("the lock", lock_text(lease, clock_.now()));
  ASSERT_TRUE(unlock(keep, clock_, "me", lease.fence));
  State state = load(keep)->state;
  check("the list", list_text(state_rows(state)) + json::dump(list_json(state_rows(state))));
  for (const auto& [key, record] : state.records)
    check("a record", *record_text(state, key.address) + json::dump(*record_json(state, key.address)));
  check("the versions", versions_text(*state_versions(keep)));
  check_folder();
}

TEST_F(SecretsTest, AreRefusedInPlainText) {
  std::vector<Resource> desired = config();
  desired[0].desired.as_object().set("password", "PLANTED-in-the-file");
  desired[1].desired.as_object().set("secret", after({"a", "Arn"}));
  State state;
  base::Diagnostics diagnostics;
  make_plan({desired, state, {}, kinds_}, {}, diagnostics);
  std::string text = diagnostics.render();
  check("diagnostics", text);
  EXPECT_NE(text.find("`password` of `a` is a secret, and stands there in plain text or as an output"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("`secret` of `b`"), std::string::npos) << "an output is data, which is written down\n"
                                                             << text;
}

TEST_F(SecretsTest, GoOutAndDoNotComeBack) {
  struct Echo final : Caller {
    Answer call(const Call& call, const base::Deadline&) override {
      input = call.request.input;
      return {Answer::Status::done, json::Object{{"said", json::Array{input, "x"}}}, "Code",
              json::dump(input)};
    }
    json::Value input;
  } echo;
  SecretCaller caller(echo, secrets_);
  base::Deadline deadline = base::Deadline::in(base::Milliseconds(1000));
  Call call{{"prod", "eu-west-3", nullptr},
            {"x", "Put",
             json::Object{{"$$name", secret({"secrets/odd", "0a"})}, {"list", json::Array{1, "text"}}}}};
  Answer answer = caller.call(call, deadline);
  EXPECT_EQ(echo.input,
            (json::Object{{"$name", kSecrets.at("secrets/odd")}, {"list", json::Array{1, "text"}}}));
  EXPECT_EQ(answer.output,
            (json::Object{
                {"said",
                 json::Array{json::Object{{"$name", "(secret)"}, {"list", json::Array{1, "text"}}}, "x"}}}));
  check("a message", answer.message);
  call.request.input = json::Object{{"x", secret({"secrets/none", "0a"})}};
  echo.input = nullptr;
  answer = caller.call(call, deadline);
  EXPECT_EQ(answer.code, "SecretUnavailable");
  EXPECT_TRUE(echo.input.is_null()) << "no call is made";
}

}  // namespace
}  // namespace engine
