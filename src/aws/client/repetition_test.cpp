// Which calls are sent again when an answer is lost, and what is told when nobody can know what was done.
#include <gtest/gtest.h>

#include <thread>

#include "aws/client/client.h"
#include "aws/testing/scripted_transport.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"

namespace aws {
namespace {

const base::Time kNow = *base::parse_iso8601("20261121T120000Z");

struct World {
  base::ManualClock clock{kNow};
  base::SeededRandom random{1};
  base::Deadline deadline = base::Deadline::never();
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();

  Client client(std::shared_ptr<CredentialSource> credentials = nullptr) {
    ClientConfig config;
    config.endpoint = "http://127.0.0.1:4566";
    config.region = "eu-west-3";
    config.credentials = std::move(credentials);
    config.pause = [this](base::Milliseconds delay, const base::Deadline&) {
      clock.advance(delay);
      return true;
    };
    return Client(std::move(config), transport, clock, random);
  }
};

using Script = void (*)(ScriptedTransport&);

// What comes back, and how often it was sent.
struct Row {
  std::string_view name, service, operation;
  std::string_view input;
  Script script;
  std::string_view code;  // empty: success
  size_t sent;
};

constexpr std::string_view kUser = R"({"UserName":"u"})";
constexpr std::string_view kCluster =
    R"({"name":"c","roleArn":"arn:aws:iam::123456789012:role/r","resourcesVpcConfig":{}})";
constexpr std::string_view kUpload = R"({"Bucket":"b","Key":"k"})";

const Row kRows[] = {
    {"a read whose answer is lost", "iam", "GetUser", kUser,
     [](ScriptedTransport& t) { t.loses_answer().answers(404, ""); }, "NotFound", 2},
    {"a read that never gets an answer", "iam", "GetUser", kUser,
     [](ScriptedTransport& t) { t.loses_answer(); }, "Unreachable", 4},
    {"a creation under a unique name", "iam", "CreateUser", kUser,
     [](ScriptedTransport& t) { t.loses_answer().answers(409, ""); }, "Http409", 2},
    {"a creation with a token", "eks", "CreateCluster", kCluster,
     [](ScriptedTransport& t) { t.loses_answer().answers(200, "{}"); }, "", 2},
    {"a creation with a token that never gets an answer", "eks", "CreateCluster", kCluster,
     [](ScriptedTransport& t) { t.loses_answer(); }, "OutcomeUnknown", 4},
    {"a creation that could be doubled", "iam", "CreateAccessKey", kUser,
     [](ScriptedTransport& t) { t.loses_answer().answers(200, ""); }, "OutcomeUnknown", 1},
    {"the same, at a fault of the server", "iam", "CreateAccessKey", kUser,
     [](ScriptedTransport& t) { t.answers(500, "").answers(200, ""); }, "OutcomeUnknown", 1},
    {"the same, of a rest protocol", "s3", "CreateMultipartUpload", kUpload,
     [](ScriptedTransport& t) { t.loses_answer().answers(200, ""); }, "OutcomeUnknown", 1},
    {"the same, when nothing was sent", "s3", "CreateMultipartUpload", kUpload,
     [](ScriptedTransport& t) { t.refuses_connection().refuses_connection().answers(200, ""); }, "", 3},
    {"the same, when nobody is there", "s3", "CreateMultipartUpload", kUpload,
     [](ScriptedTransport& t) { t.refuses_connection(); }, "Unreachable", 4},
    {"the same, when it was throttled", "s3", "CreateMultipartUpload", kUpload,
     [](ScriptedTransport& t) {
       t.answers(503, "<Error><Code>SlowDown</Code><Message>m</Message></Error>").answers(200, "");
     },
     "", 2},
    {"the same, refused", "s3", "CreateMultipartUpload", kUpload,
     [](ScriptedTransport& t) { t.answers(403, "").answers(200, ""); }, "AccessDenied", 1},
    {"the same, lost after a refused connection", "s3", "CreateMultipartUpload", kUpload,
     [](ScriptedTransport& t) { t.refuses_connection().loses_answer().answers(200, ""); }, "OutcomeUnknown",
     2},
};

TEST(Repetition, NothingIsDoneTwice) {
  for (const Row& row : kRows) {
    World world;
    row.script(*world.transport);
    auto output = world.client().call(row.service, row.operation, *json::parse(row.input), world.deadline);
    EXPECT_EQ(output ? "" : output.error().code, row.code) << row.name;
    EXPECT_EQ(world.transport->sent().size(), row.sent) << row.name;
  }
}

// Credentials that are other ones each time they are asked for.
class Changing final : public CredentialSource {
 public:
  base::Result<Credentials> credentials(const base::Deadline&) override {
    if (++asked_ > 2) return base::fail(base::ErrorKind::denied, "the role is gone");
    return Credentials{fmt::format("AKIA{}", asked_), base::Secret("s"), {}};
  }

 private:
  int asked_ = 0;
};

TEST(Repetition, CredentialsAreAskedForEachTry) {
  World world;
  world.transport->answers(500, "");
  auto output =
      world.client(std::make_shared<Changing>()).call("sts", "GetCallerIdentity", {}, world.deadline);
  EXPECT_EQ(output.error().code, "NoCredentials");
  auto sent = world.transport->sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_NE(sent[0].headers.get("Authorization").find("AKIA1"), std::string_view::npos);
  EXPECT_NE(sent[1].headers.get("Authorization").find("AKIA2"), std::string_view::npos);
}

TEST(Waiting, EndsWhereTheWaiterSays) {
  struct WaitRow {
    std::string_view name, waiter;
    Script script;
    std::string_view code;
    size_t sent;
  };
  auto status = [](ScriptedTransport& t, std::string_view word) -> ScriptedTransport& {
    return t.answers(200, fmt::format(R"({{"cluster":{{"name":"c","status":"{}"}}}})", word));
  };
  static const auto say = status;
  static constexpr std::string_view kGone = R"({"__type":"ResourceNotFoundException","message":"none"})";
  for (auto [name, waiter, script, code, sent] : {
           WaitRow{"comes", "ClusterActive",
                   [](ScriptedTransport& t) { say(say(t, "CREATING"), "CREATING"), say(t, "ACTIVE"); }, "",
                   3},
           WaitRow{"fails", "ClusterActive", [](ScriptedTransport& t) { say(say(t, "CREATING"), "FAILED"); },
                   "WaitFailed", 2},
           WaitRow{"goes", "ClusterDeleted",
                   [](ScriptedTransport& t) { say(t, "DELETING").answers(404, std::string(kGone)); }, "", 2},
           WaitRow{"is refused", "ClusterActive",
                   [](ScriptedTransport& t) { t.answers(403, R"({"__type":"AccessDeniedException"})"); },
                   "AccessDeniedException", 1},
           WaitRow{"never comes", "ClusterActive", [](ScriptedTransport& t) { say(t, "CREATING"); },
                   "WaitTimedOut", 40},
       }) {
    World world;
    script(*world.transport);
    auto output = world.client().wait("eks", waiter, json::Object{{"name", "c"}}, world.deadline);
    EXPECT_EQ(output ? "" : output.error().code, code) << name;
    EXPECT_EQ(world.transport->sent().size(), sent) << name;
    if (sent == 3) {
      EXPECT_EQ(world.clock.now() - kNow, std::chrono::seconds(60));
    }
  }
  World world;
  EXPECT_EQ(world.client().wait("eks", "ClusterHappy", {}, world.deadline).error().code, "UnknownWaiter");
}

TEST(Client, CallsGoSideBySide) {
  World world;
  world.transport->answers(200, "{}");
  Client client = world.client();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) EXPECT_TRUE(client.call("eks", "ListClusters", {}, world.deadline));
    });
  }
  threads.clear();
  EXPECT_EQ(world.transport->sent().size(), 160u);
}

}  // namespace
}  // namespace aws
