#include "engine/apply/scheduler.h"

#include <gtest/gtest.h>

#include "engine/apply/life.h"
#include "engine/state/changes.h"
#include "engine/testing/laboratory.h"

namespace engine {
namespace {

Resource thing(std::string address, std::string kind = "token") {
  json::Object desired{{"zone", "x"}, {"size", 1}, {"uses", json::Array()}};
  if (kind == "name") desired.set("name", "name-" + address);
  return {std::move(address),
          std::move(kind),
          {"prod", "eu-west-3", nullptr},
          std::move(desired),
          {},
          "",
          false,
          {}};
}

TEST(Scheduler, AdoptsWhatIsThere) {
  Laboratory laboratory(1);
  const std::string id =
      laboratory.world.add_by_hand("token", {{"zone", "x"}, {"size", 5}, {"uses", json::Array()}}).id;
  Resource adopted = thing("bucket");
  adopted.adopt = json::Object{{"Id", id}};
  EXPECT_EQ(laboratory.plan_for({adopted}).plan.steps.at(0).action, Action::adopt);
  EXPECT_TRUE(laboratory.run_once({adopted}));
  EXPECT_EQ(laboratory.world.things().size(), 1U);
  EXPECT_EQ(*laboratory.world.find(id)->members.find("size"), 1);
  EXPECT_EQ(laboratory.kept_state().newest("bucket")->second.origin, Origin::adopted);
  EXPECT_TRUE(laboratory.plan_for({adopted}).plan.steps.empty());

  Resource nowhere = thing("nowhere");
  nowhere.adopt = json::Object{{"Id", "id-99"}};
  EXPECT_FALSE(laboratory.run_once({adopted, nowhere}));
  EXPECT_EQ(laboratory.kept_state().newest("nowhere"), nullptr) << "nothing is written of what is not there";
}

TEST(Scheduler, LeavesAloneWhatHasItsNameAndIsNotOurs) {
  Laboratory laboratory(1);
  laboratory.world.add_by_hand("name", {{"name", "name-role"}, {"size", 5}});
  Trial run(laboratory, {thing("role", "name")});
  ASSERT_TRUE(run.open() && run.begin());
  run.finish();
  ASSERT_EQ(run.scheduler().report().failures.size(), 1U);
  EXPECT_EQ(run.scheduler().report().failures[0].error.message,
            "`role`: there is one of that name already, which is not ours");
  EXPECT_EQ(*laboratory.world.things()[0]->members.find("size"), 5);
}

TEST(Scheduler, TakesBackWhatHasItsNameAndItsToken) {
  Laboratory laboratory(1);
  laboratory.looking.looks_for_names = true;
  ASSERT_TRUE(laboratory.run_once({}));
  World::Thing& lost = laboratory.world.add_by_hand(
      "name", {{"name", "name-role"}, {"zone", "x"}, {"size", 5}, {"uses", json::Array()}});
  lost.token = token_of("lineage", {"role", 1});
  Planned planned = laboratory.plan_for({thing("role", "name")});
  ASSERT_EQ(planned.plan.steps.size(), 1U);
  EXPECT_EQ(planned.plan.steps[0].action, Action::adopt);
  EXPECT_EQ(*planned.plan.steps[0].before.find("size"), 5);
  laboratory.converge({thing("role", "name")});
  ASSERT_EQ(laboratory.world.things().size(), 1U);
  EXPECT_EQ(*laboratory.world.things()[0]->members.find("size"), 1);
  laboratory.converge({});
  EXPECT_TRUE(laboratory.world.things().empty()) << "it is ours again";
  EXPECT_EQ(laboratory.findings(), std::vector<std::string>());
}

TEST(Scheduler, SaysBeforehandThatANameIsTaken) {
  Laboratory laboratory(1);
  laboratory.looking.looks_for_names = true;
  laboratory.world.add_by_hand("name", {{"name", "name-role"}, {"size", 5}});
  std::vector<Resource> config = {thing("role", "name")};
  Observed observed = laboratory.observe({}, config, laboratory.world);
  base::Diagnostics diagnostics;
  EXPECT_TRUE(make_plan({config, {}, observed, laboratory.kinds}, {}, diagnostics).plan.steps.empty());
  ASSERT_EQ(diagnostics.list().size(), 1U);
  EXPECT_EQ(diagnostics.list()[0].message, "`role`: there is one of that name already, which is not ours");
}

// What is ready tells whose it is, and what is pending only when it is asked.
void tell_whose_by_detail(Laboratory& laboratory) {
  auto kind = std::make_shared<ResourceKind>(*laboratory.kinds.at("name"));
  auto whole = kind->reading;
  kind->reading = [whole](const json::Value& output, const Subject& subject) {
    Reading reading = whole(output, subject);
    reading.is_ours = true;
    return reading;
  };
  kind->details = {{kind->read, [whole](const json::Value& output, const Subject& subject, Reading& reading) {
                      reading.is_ours = whole(output, subject).is_ours;
                    }}};
  laboratory.kinds["name"] = kind;
}

World::Thing& add_pending(Laboratory& laboratory, const std::string& kind, json::Object members) {
  World::Thing& thing = laboratory.world.add_by_hand(kind, std::move(members));
  thing.ready_at = laboratory.clock.now() + std::chrono::seconds(60);
  return thing;
}

// With the first entries of somebody who was killed then.
void write_entries(Laboratory& laboratory, std::vector<Entry> entries) {
  ASSERT_TRUE(laboratory.run_once({}));
  Lease lease = *laboratory.keep.acquire("me", "state", base::Milliseconds(60'000));
  State state = laboratory.kept_state();
  ASSERT_TRUE(append(laboratory.keep, lease, state, laboratory.clock.now(), std::move(entries)));
  ASSERT_TRUE(laboratory.keep.release(lease));
}

Entry intent_of(const Resource& resource, Action action) {
  Entry intent;
  intent.type = Entry::Type::intend;
  intent.key = {resource.address, 1};
  intent.action = action;
  intent.kind = resource.kind;
  intent.connection = resource.connection;
  intent.token = token_of("lineage", intent.key);
  intent.desired = resource.desired;
  return intent;
}

TEST(Scheduler, RemovesNothingThatCannotSayYetWhoseItIs) {
  Laboratory laboratory(1);
  tell_whose_by_detail(laboratory);
  Resource role = thing("role", "name");
  write_entries(laboratory, {intent_of(role, Action::create)});
  add_pending(laboratory, "name", {{"name", "name-role"}, {"size", 5}});
  EXPECT_TRUE(laboratory.run_once({}));
  ASSERT_EQ(laboratory.world.things().size(), 1U);
  EXPECT_EQ(*laboratory.world.things()[0]->members.find("size"), 5);
  EXPECT_TRUE(laboratory.kept_state().records.empty());
}

TEST(Scheduler, GoesOnWithWhatWasTakenOverBeforeItWasReady) {
  Laboratory laboratory(1);
  Resource bucket = thing("bucket");
  World::Thing& there =
      add_pending(laboratory, "token", {{"zone", "x"}, {"size", 5}, {"uses", json::Array()}});
  there.token = token_of("lineage", {"bucket", 1});
  Entry intent = intent_of(bucket, Action::adopt), made;
  made.type = Entry::Type::made;
  made.key = intent.key;
  intent.identity = made.identity = json::Object{{"Id", there.id}};
  write_entries(laboratory, {intent, made});
  EXPECT_TRUE(laboratory.run_once({bucket}));
  ASSERT_EQ(laboratory.world.things().size(), 1U);
  EXPECT_EQ(*laboratory.world.things()[0]->members.find("size"), 1);
  EXPECT_TRUE(laboratory.plan_for({bucket}).plan.steps.empty());
}

// A service that says once that a thing is not there, and finds it when it is asked to make it anew.
TEST(Scheduler, DestroysNothingThatIsItsSuccessorToo) {
  Laboratory laboratory(1);
  laboratory.converge({thing("a")});
  Lease lease = *laboratory.keep.acquire("me", "state", base::Milliseconds(60'000));
  State state = laboratory.kept_state();
  std::vector<Entry> entries(3);
  const Record& record = state.records.at({"a", 1});
  for (Entry& entry : entries) entry.key = {"a", 2};
  entries[0].type = Entry::Type::intend;
  entries[0].action = Action::create;
  entries[0].kind = record.kind;
  entries[0].connection = record.connection;
  entries[0].token = record.token;
  entries[0].desired = record.applied;
  entries[1].type = Entry::Type::made;
  entries[1].identity = record.identity;
  entries[2].type = Entry::Type::applied;
  entries[2].outputs = record.outputs;
  ASSERT_TRUE(append(laboratory.keep, lease, state, laboratory.clock.now(), entries));
  ASSERT_TRUE(laboratory.keep.release(lease));
  laboratory.converge({thing("a")});
  EXPECT_EQ(laboratory.world.things().size(), 1U);
  EXPECT_EQ(laboratory.kept_state().records.size(), 1U);
}

// Of a change that its service takes up and gives up: the thing looks as before.
TEST(Scheduler, TellsWhyAChangeHasFailed) {
  Laboratory laboratory(1);
  laboratory.converge({thing("a")});
  int looks = 0;
  auto kind = std::make_shared<ResourceKind>(*laboratory.kinds.at("token"));
  kind->follow.ask = [](const Request& made, const json::Value&, const Subject& subject) {
    EXPECT_EQ(made.operation, "Change");
    return Request{"token", "Read", json::Object{{"id", *subject.identity.find("Id")}}};
  };
  kind->follow.judge = [&](const json::Value&) -> ResourceKind::Follow::Outcome {
    if (++looks < 3) return {Reading::Condition::pending, "UPDATING", ""};
    return {Reading::Condition::failed, "no pod goes", "let one go"};
  };
  laboratory.kinds["token"] = kind;
  Resource changed = thing("a");
  changed.desired.as_object().set("size", 2);
  Trial run(laboratory, {changed});
  ASSERT_TRUE(run.open() && run.begin());
  run.finish();
  ASSERT_EQ(run.scheduler().report().failures.size(), 1U);
  const base::Error& error = run.scheduler().report().failures[0].error;
  EXPECT_EQ(error.message, "`a`: its change has failed: no pod goes");
  EXPECT_EQ(error.hint, "let one go");
  EXPECT_EQ(looks, 3);
}

// A folder that goes with the files that others have put in it.
TEST(Scheduler, TakesOffWhatHangsOnAThingAndThenRemovesIt) {
  Laboratory laboratory(1);
  auto kind = std::make_shared<ResourceKind>(*laboratory.kinds.at("token"));
  kind->occupied = {"InUse"};
  kind->hanging.push_back(
      {[](const Subject& subject) {
         return Request{"token", "Read", json::Object{{"id", *subject.identity.find("Id")}}};
       },
       [&](const json::Value&, const Subject& subject) {
         std::vector<Request> requests;
         for (const World::Thing* each : laboratory.world.things())
           if (each->address.empty())
             requests.push_back(
                 {"token", "Remove", json::Object{{"address", subject.address}, {"id", each->id}}});
         return requests;
       }});
  laboratory.kinds["token"] = kind;
  laboratory.converge({thing("folder")});
  json::Array folder = {laboratory.world.things()[0]->id};
  for (int file : {1, 2}) laboratory.world.add_by_hand("tag", {{"size", file}, {"uses", folder}});
  laboratory.clock.advance(std::chrono::hours(1));
  laboratory.converge({});
  EXPECT_TRUE(laboratory.world.things().empty());
}

// A log whose last lines come when it has gone, and bring it back.
TEST(Scheduler, LooksOnceMoreForWhatOthersMayBringBack) {
  Laboratory laboratory(1);
  auto kind = std::make_shared<ResourceKind>(*laboratory.kinds.at("name"));
  kind->returns_within = std::chrono::seconds(60);
  base::Time gone_at;
  bool is_back = false;
  kind->read = [&, kind = kind.get()](const Subject& subject) {
    bool is_gone = laboratory.world.things().empty();
    if (is_gone && gone_at == base::Time()) gone_at = laboratory.clock.now();
    if (is_gone && !is_back && laboratory.clock.now() - gone_at >= std::chrono::seconds(60)) {
      is_back = true;
      laboratory.world.add_by_hand("name", {{"name", "name-log"}, {"size", 1}});
      laboratory.clock.advance(std::chrono::hours(1));
    }
    return kind->find(subject);
  };
  kind->remove = [&](const Subject& subject) {
    auto things = laboratory.world.things();
    return Request{"name", "Remove",
                   json::Object{{"address", subject.address}, {"id", things.empty() ? "" : things[0]->id}}};
  };
  laboratory.kinds["name"] = kind;
  laboratory.converge({thing("log", "name")});
  laboratory.converge({});
  EXPECT_TRUE(is_back);
  EXPECT_TRUE(laboratory.world.things().empty());
  EXPECT_TRUE(laboratory.kept_state().records.empty());
}

// A bucket without a policy, of which S3 says that there is none.
TEST(Scheduler, TellsADetailThatIsNotThereFromAThingThatIsNot) {
  Laboratory laboratory(1);
  auto kind = std::make_shared<ResourceKind>(*laboratory.kinds.at("token"));
  int asked = 0;
  kind->details.push_back({[&](const Subject&) {
                             ++asked;
                             return Request{"token", "Read", json::Object{{"id", "nowhere"}}};
                           },
                           [](const json::Value& output, const Subject&, Reading& reading) {
                             reading.members.set("label", output.is_null() ? "none" : "some");
                           },
                           {"NotFound"}});
  kind->change = [](const Subject&, const std::vector<std::string>&) { return std::vector<Request>(); };
  laboratory.kinds["token"] = kind;
  Resource bare = thing("bare");
  bare.desired.as_object().set("label", "none");
  laboratory.converge({bare});
  EXPECT_GT(asked, 1);
  EXPECT_EQ(laboratory.world.things().size(), 1U);
  EXPECT_TRUE(laboratory.plan_for({bare}).plan.steps.empty());
}

// A queue that is found by its name, and whose tags, a call of their own, say that it is somebody else's.
TEST(Scheduler, LeavesWhatADetailSaysIsAnothers) {
  Laboratory laboratory(1);
  auto kind = std::make_shared<ResourceKind>(*laboratory.kinds.at("name"));
  kind->reading = [regular = kind->reading](const json::Value& output, const Subject& subject) {
    Reading reading = regular(output, subject);
    reading.is_ours = true;
    return reading;
  };
  kind->details.push_back(
      {kind->read, [](const json::Value& output, const Subject& subject, Reading& reading) {
         reading.is_ours = output.string_or("token", "") == subject.token;
       }});
  laboratory.kinds["name"] = kind;
  laboratory.world.add_by_hand("name", {{"name", "name-queue"}, {"size", 5}});
  Trial run(laboratory, {thing("queue", "name")});
  ASSERT_TRUE(run.open() && run.begin());
  run.finish();
  EXPECT_EQ(run.scheduler().report().ending, Ending::failed);
  run.close();
  laboratory.converge({});
  EXPECT_EQ(laboratory.world.things().size(), 1U) << "neither taken nor destroyed";
}

TEST(Scheduler, GivesUpOnAServiceThatNeverSaysWhatItDid) {
  for (const char* kind : {"token", "name", "tag"}) {
    Laboratory laboratory(1);
    int creates = 0;
    laboratory.world.failure = [&](const std::string&, const std::string&) {
      ++creates;
      return World::Failure::lost_before;
    };
    Trial run(laboratory, {thing("a", kind)});
    ASSERT_TRUE(run.open() && run.begin());
    run.finish();
    EXPECT_EQ(run.scheduler().report().ending, Ending::failed) << kind;
    EXPECT_EQ(creates, 6) << kind;
    run.close();
    laboratory.world.failure = nullptr;
    laboratory.converge({thing("a", kind)});
    EXPECT_EQ(laboratory.world.things().size(), 1U) << kind;
    EXPECT_EQ(laboratory.findings(), std::vector<std::string>()) << kind;
  }
}

TEST(Scheduler, KeepsThePaceOfAnApi) {
  Laboratory laboratory(1);
  laboratory.settings.pacing = [](const Request& request) -> std::optional<Pace> {
    if (request.operation == "Create") return Pace{4, 0.5};
    return std::nullopt;
  };
  std::vector<base::Time> created;
  laboratory.latency = [&](const Call& call) {
    if (call.request.operation == "Create") created.push_back(laboratory.clock.now());
    return base::Milliseconds(20);
  };
  std::vector<Resource> config;
  for (int i = 0; i < 7; ++i) config.push_back(thing(fmt::format("r{}", i)));
  EXPECT_TRUE(laboratory.run_once(config));
  ASSERT_EQ(created.size(), 7U);
  EXPECT_EQ(created[3] - created[0], base::Milliseconds(0)) << "four at once";
  EXPECT_EQ(created[4] - created[0], base::Milliseconds(2000)) << "and then one each two seconds";
  EXPECT_EQ(created[6] - created[0], base::Milliseconds(6000));
}

TEST(Scheduler, EndsResumableWhenTheCredentialsExpire) {
  Laboratory laboratory(1);
  std::vector<Resource> config = {thing("a"), thing("b")};
  Fault expiry{"the credentials expire"};
  expiry.event = [](Event& event) {
    if (event.type == Event::Type::answer)
      event.answer = {Answer::Status::expired, nullptr, "ExpiredToken", ""};
    return true;
  };
  laboratory.fault = &expiry;
  Trial run(laboratory, config);
  ASSERT_TRUE(run.open() && run.begin());
  run.finish();
  EXPECT_EQ(run.scheduler().report().ending, Ending::expired);
  EXPECT_TRUE(is_resumable(run.scheduler().report().ending));
  run.close();
  laboratory.fault = nullptr;
  laboratory.converge(config);
  laboratory.check_settled(config);
  EXPECT_EQ(laboratory.findings(), std::vector<std::string>());
}

TEST(StateChanges, MoveForgetAndProtect) {
  Laboratory laboratory(1);
  laboratory.converge({thing("a"), thing("b")});
  Lease lease = *laboratory.keep.acquire("me", "state", base::Milliseconds(60'000));
  State state = laboratory.kept_state();
  Session session{laboratory.keep, lease, state, laboratory.clock.now()};
  EXPECT_FALSE(move(session, "stranger", "x"));
  EXPECT_FALSE(move(session, "a", "b"));
  EXPECT_TRUE(move(session, "a", "c"));
  EXPECT_TRUE(protect(session, "c", true));
  EXPECT_TRUE(forget(session, "b"));
  EXPECT_FALSE(forget(session, "b"));
  EXPECT_EQ(laboratory.kept_state(), state);
  ASSERT_TRUE(laboratory.keep.release(lease));
  EXPECT_EQ(laboratory.world.things().size(), 2U) << "what is forgotten stays where it is";
  Resource moved = thing("c");
  moved.is_protected = true;
  EXPECT_TRUE(laboratory.plan_for({moved}).plan.steps.empty());
}

// An account may be faster than AWS, so nobody waits for most of ten minutes before the first look; and it is looked at
// soon after it is due.
TEST(NextLook, ComesSoonAtFirst) {
  using base::Milliseconds;
  Milliseconds expected{600'000}, at{0};
  int looks = 0;
  for (Milliseconds wait; at < Milliseconds(10'000); at += wait, ++looks) wait = next_look(expected, at);
  EXPECT_LT(at, Milliseconds(16'000));
  for (; at < expected; at += next_look(expected, at)) ++looks;
  EXPECT_LE(at, expected + Milliseconds(5'000));
  EXPECT_LT(looks, 45);
}

}  // namespace
}  // namespace engine
