// The client against a peer on a real socket.
#include "aws/client/client.h"

#include <gtest/gtest.h>

#include "aws/client/retry.h"
#include "aws/testing/fake_peer.h"
#include "base/encoding.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "crypto/digest.h"
#include "net/network_transport.h"

namespace aws {
namespace {

const base::Time kNow = *base::parse_iso8601("20261121T120000Z");

struct World {
  base::ManualClock clock{kNow};
  base::SeededRandom random{1};
  base::Deadline deadline = base::Deadline::in(std::chrono::seconds(20));

  Client client(const FakePeer& peer) {
    ClientConfig config;
    config.endpoint = peer.url();
    config.region = "eu-west-3";
    config.credentials = fixed_credentials({"ASIAEXAMPLE", base::Secret("secret"), base::Secret("token")});
    return Client(config, net::network_transport(), clock, random);
  }
};

std::string iam_page(std::string_view name, std::string_view marker) {
  return fmt::format(
      R"(<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult><IsTruncated>{}</IsTruncated>{}<Roles><member><RoleName>{}</RoleName></member></Roles></ListRolesResult></ListRolesResponse>)",
      marker.empty() ? "false" : "true", marker.empty() ? "" : fmt::format("<Marker>{}</Marker>", marker),
      name);
}

const std::string kIdentity =
    R"(<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>)";
const std::string kThrottled =
    R"(<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>)";

const std::string kRefused =
    R"(<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>no</Message></Error></ErrorResponse>)";

bool verifies(const Received& received) {
  auto claim = read_signature(received.request);
  SigningKeys keys;
  return claim && *claim &&
         verify_signature(received.request, **claim, base::Secret("secret"),
                          base::hex(crypto::sha256(received.body)), kNow, keys)
             .has_value();
}

TEST(Client, SignsItsCalls) {
  World world;
  FakePeer peer({answer(200, kIdentity)});
  Client client = world.client(peer);
  auto output = client.call("sts", "GetCallerIdentity", {}, world.deadline);
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->string_or("Account", ""), "123456789012");
  ASSERT_EQ(peer.received().size(), 1u);
  EXPECT_TRUE(verifies(peer.received()[0]));
}

TEST(Client, DoesNotSignWebIdentity) {
  World world;
  FakePeer peer({answer(400, kRefused)});
  Client client = world.client(peer);
  client.call("sts", "AssumeRoleWithWebIdentity",
              json::Object{{"RoleArn", "arn:aws:iam::123456789012:role/r-1234567890"},
                           {"RoleSessionName", "session"},
                           {"WebIdentityToken", "token"}},
              world.deadline);
  ASSERT_EQ(peer.received().size(), 1u);
  EXPECT_FALSE(peer.received()[0].request.headers.find("Authorization"));
}

TEST(Client, S3IsSignedWithPathStyleAtACustomEndpoint) {
  World world;
  FakePeer peer({answer(200, "")});
  Client client = world.client(peer);
  auto output =
      client.call("s3", "HeadObject", json::Object{{"Bucket", "bucket"}, {"Key", "a b/+ü"}}, world.deadline);
  ASSERT_TRUE(output) << output.error().code << output.error().message;
  ASSERT_EQ(peer.received().size(), 1u);
  EXPECT_EQ(peer.received()[0].request.path, "/bucket/a%20b/%2B%C3%BC");
  EXPECT_TRUE(verifies(peer.received()[0]));
}

// A stream of bytes is a member to those who call, and the body to those who listen.
TEST(Client, SendsAndGivesTheBytesOfAnObject) {
  World world;
  const std::string bytes("\0<a/>", 5);
  FakePeer peer({answer(200, ""), answer(200, bytes)});
  Client client = world.client(peer);
  json::Object place{{"Bucket", "b"}, {"Key", "k"}}, filled = place;
  filled.set("Body", bytes);
  ASSERT_TRUE(client.call("s3", "PutObject", filled, world.deadline));
  EXPECT_EQ(peer.received()[0].body, bytes);
  EXPECT_TRUE(verifies(peer.received()[0]));
  auto output = client.call("s3", "GetObject", place, world.deadline);
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->string_or("Body", ""), bytes);
  filled.set("Body", 7);
  EXPECT_EQ(client.call("s3", "PutObject", filled, world.deadline).error().code, "InvalidInput");
}

TEST(Client, RetriesThrottlingWithTheSameTokenAndANewDate) {
  World world;
  auto later = [&](const Received& received) {
    world.clock.advance(std::chrono::minutes(1));
    return answer(503, "{}", {{"x-amzn-ErrorType", "ServerException"}})(received);
  };
  FakePeer peer({later, answer(200, R"({"cluster":{"name":"c"}})")});
  Client client = world.client(peer);
  auto output = client.call("eks", "CreateCluster",
                            json::Object{{"name", "c"},
                                         {"roleArn", "arn:aws:iam::123456789012:role/r"},
                                         {"resourcesVpcConfig", json::Object{}}},
                            world.deadline);
  ASSERT_TRUE(output) << output.error().code << output.error().message;
  auto received = peer.received();
  ASSERT_EQ(received.size(), 2u);
  auto body = json::parse(received[0].body);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->string_or("clientRequestToken", "").size(), 36u);
  EXPECT_EQ(received[0].body, received[1].body);
  EXPECT_NE(received[0].request.headers.get("X-Amz-Date"), received[1].request.headers.get("X-Amz-Date"));
}

TEST(Client, GivesUpAfterItsAttempts) {
  World world;
  FakePeer peer({answer(500, "")});
  Client client = world.client(peer);
  auto output = client.call("sts", "GetCallerIdentity", {}, world.deadline);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().status, 500);
  EXPECT_EQ(peer.received().size(), 4u);
}

TEST(Client, DoesNotRepeatWhatTheCallerGotWrong) {
  World world;
  FakePeer peer({answer(
      404,
      R"(<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>none</Message></Error></ErrorResponse>)")});
  Client client = world.client(peer);
  auto output = client.call("iam", "GetRole", json::Object{{"RoleName", "r"}}, world.deadline);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "NoSuchEntity");
  EXPECT_EQ(peer.received().size(), 1u);
}

TEST(Client, StopsAtTheDeadlineAndOnRequest) {
  World world;
  FakePeer peer({answer(400, kThrottled)});
  Client client = world.client(peer);
  std::stop_source stop;
  stop.request_stop();
  auto output = client.call("sts", "GetCallerIdentity", {}, base::Deadline::never(stop.get_token()));
  ASSERT_FALSE(output);
  EXPECT_LE(peer.received().size(), 1u);
}

TEST(Client, NobodyAnswers) {
  World world;
  ClientConfig config;
  {
    FakePeer peer({answer(200, "")});
    config.endpoint = peer.url();
  }
  config.region = "eu-west-3";
  config.max_attempts = 2;
  Client client(config, net::network_transport(), world.clock, world.random);
  auto output = client.call("sts", "GetCallerIdentity", {}, world.deadline);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "Unreachable");
  EXPECT_EQ(output.error().status, 0);
}

TEST(Client, MistakesAreFoundBeforeAnythingIsSent) {
  World world;
  FakePeer peer({answer(200, kIdentity)});
  Client client = world.client(peer);
  EXPECT_EQ(client.call("nope", "X", {}, world.deadline).error().code, "UnknownService");
  EXPECT_EQ(client.call("sts", "Nope", {}, world.deadline).error().code, "UnknownOperation");
  EXPECT_EQ(client.call("iam", "GetRole", json::Object{{"RolName", "r"}}, world.deadline).error().code,
            "InvalidInput");
  EXPECT_TRUE(peer.received().empty());
}

TEST(Client, FollowsPagesByMarker) {
  World world;
  FakePeer peer(
      {answer(200, iam_page("a", "m1")), answer(200, iam_page("b", "m2")), answer(200, iam_page("c", ""))});
  Client client = world.client(peer);
  auto roles = client.call_all("iam", "ListRoles", {}, "Roles", world.deadline);
  ASSERT_TRUE(roles) << roles.error().message;
  ASSERT_EQ(roles->size(), 3u);
  EXPECT_EQ((*roles)[2].string_or("RoleName", ""), "c");
  EXPECT_NE(peer.received()[2].body.find("Marker=m2"), std::string::npos);
}

TEST(Client, FollowsPagesByToken) {
  World world;
  FakePeer peer(
      {answer(200, R"({"clusters":["a","b"],"nextToken":"t"})"), answer(200, R"({"clusters":["c"]})")});
  Client client = world.client(peer);
  auto names = client.call_all("eks", "ListClusters", {}, "clusters", world.deadline);
  ASSERT_TRUE(names) << names.error().message;
  EXPECT_EQ(names->size(), 3u);
  EXPECT_NE(peer.received()[1].request.query.find("nextToken=t"), std::string::npos);
}

TEST(Client, FollowsPagesByTheLastKey) {
  World world;
  auto page = [](std::string_view key, bool more) {
    return answer(
        200, fmt::format("<ListBucketResult><IsTruncated>{}</IsTruncated><Contents><Key>{}</Key></Contents>"
                         "</ListBucketResult>",
                         more, key));
  };
  FakePeer peer({page("a", true), page("b c", true), page("d", false)});
  Client client = world.client(peer);
  auto keys = client.call_all("s3", "ListObjects", json::Object{{"Bucket", "b"}}, "Contents", world.deadline);
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->size(), 3u);
  EXPECT_NE(peer.received()[2].request.query.find("marker=b%20c"), std::string::npos);
}

TEST(Client, DoesNotTakeAPageForTheWhole) {
  World world;
  FakePeer peer({answer(200,
                        "<ListMetricsConfigurationsResult><IsTruncated>true</IsTruncated>"
                        "</ListMetricsConfigurationsResult>")});
  auto all =
      world.client(peer).call_all("s3", "ListBucketMetricsConfigurations", json::Object{{"Bucket", "b"}},
                                  "MetricsConfigurationList", world.deadline);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().code, "NotPaged");
}

TEST(Client, DoesNotPageForEver) {
  World world;
  FakePeer peer({answer(200, R"({"clusters":["a"],"nextToken":"t"})")});
  Client client = world.client(peer);
  EXPECT_EQ(client.call_all("eks", "ListClusters", {}, "clusters", world.deadline).error().code,
            "PagingLoop");
  EXPECT_EQ(peer.received().size(), 2u);
}

TEST(Retry, DelaysDoubleUpToABound) {
  base::SeededRandom random(3);
  Error fault{"InternalError", 500, "", {}}, throttled{"SlowDown", 503, "", {}};
  for (int attempt = 1; attempt < 20; ++attempt) {
    for (int i = 0; i < 100; ++i) {
      int64_t bound = std::min<int64_t>(20'000, 50LL << std::min(attempt - 1, 20));
      EXPECT_LE(retry_delay(fault, attempt, random).count(), bound);
      EXPECT_LE(retry_delay(throttled, attempt, random).count(), std::min<int64_t>(20'000, bound * 10));
    }
  }
}

}  // namespace
}  // namespace aws
