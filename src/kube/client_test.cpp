#include "kube/client.h"

#include <gmock/gmock.h>

#include "base/manual_clock.h"
#include "crypto/certificate.h"
#include "kube/logs.h"
#include "kube/object.h"
#include "kube/status.h"
#include "kube/test_server.h"

namespace kube {
namespace {

using base::ErrorKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const base::SystemClock kClock;
const Target kPod{"v1", "Pod", "z1", "app"};

json::Value parsed(const std::string& text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : json::Value();
}

TEST(KubeClient, SpeaksOfOneObject) {
  FakeServer server([](size_t, const Seen&) { return answer(200, R"({"kind":"Pod"})"); });
  Client client(access_to(server.url()), kClock, impatient());
  const json::Value object =
      parsed(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app","namespace":"z1"}})");
  const Target deployment = target_of(object);
  ASSERT_TRUE(client.get(kPod, soon()));
  ASSERT_TRUE(client.create(deployment, object, soon()));
  ASSERT_TRUE(client.create({"v1", "ServiceAccount", "z1", "sa", "token"}, json::Object(), soon()));
  ASSERT_TRUE(client.replace(deployment, object, soon()));
  ASSERT_TRUE(client.apply(object, {"slipway", true}, soon()));
  ASSERT_TRUE(client.patch(deployment, PatchType::merge, json::Object{{"a", 1}}, soon()));
  ASSERT_TRUE(
      client.patch({"apps/v1", "Deployment", "z1", "app", "scale"}, PatchType::json, json::Array(), soon()));
  ASSERT_TRUE(client.remove({"v1", "Namespace", "", "z1"}, {Propagation::foreground, 5, "u-1"}, soon()));
  EXPECT_THAT(
      server.lines(),
      ElementsAre("GET /api/v1/namespaces/z1/pods/app", "POST /apis/apps/v1/namespaces/z1/deployments",
                  "POST /api/v1/namespaces/z1/serviceaccounts/sa/token",
                  "PUT /apis/apps/v1/namespaces/z1/deployments/app",
                  "PATCH /apis/apps/v1/namespaces/z1/deployments/app?fieldManager=slipway&force=true",
                  "PATCH /apis/apps/v1/namespaces/z1/deployments/app",
                  "PATCH /apis/apps/v1/namespaces/z1/deployments/app/scale", "DELETE /api/v1/namespaces/z1"));
  auto seen = server.seen();
  EXPECT_EQ(seen[0].headers.get("Authorization"), "Bearer secret-token");
  EXPECT_EQ(seen[4].headers.get("Content-Type"), "application/apply-patch+yaml");
  EXPECT_EQ(seen[5].headers.get("Content-Type"), "application/merge-patch+json");
  EXPECT_EQ(seen[6].headers.get("Content-Type"), "application/json-patch+json");
  EXPECT_EQ(parsed(seen[7].body),
            parsed(R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground",
                       "gracePeriodSeconds":5,"preconditions":{"uid":"u-1"}})"));
}

TEST(KubeClient, ThePathOfTheServerComesFirst) {
  FakeServer server([](size_t, const Seen&) { return answer(200, "{}"); });
  net::Url url = server.url();
  url.target = "/_cluster/ABC/";
  Client client(access_to(url), kClock, impatient());
  ASSERT_TRUE(client.get({"v1", "Namespace", "", "z1"}, soon()));
  EXPECT_THAT(server.lines(), ElementsAre("GET /_cluster/ABC/api/v1/namespaces/z1"));
}

TEST(KubeClient, NamesLeadNowhereElse) {
  FakeServer server([](size_t, const Seen&) { return answer(200, "{}"); });
  Client client(access_to(server.url()), kClock, impatient());
  for (const char* name : {"..", ".", "a/b"}) {
    auto got = client.get({"v1", "Pod", "z1", name}, soon());
    ASSERT_FALSE(got) << name;
    EXPECT_EQ(got.error().kind, ErrorKind::invalid);
  }
  EXPECT_FALSE(client.get({"v1", "Pod", "", "app"}, soon()));
  ASSERT_TRUE(client.get({"v1", "Pod", "z1", "a?b#c"}, soon()));
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/z1/pods/a%3Fb%23c"));
}

TEST(KubeClient, WhatIsNotThereIsFoundMissing) {
  FakeServer server([](size_t, const Seen&) { return refuse(404, "NotFound", "pods not found"); });
  Client client(access_to(server.url()), kClock, impatient());
  auto found = client.find(kPod, soon());
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
  EXPECT_EQ(client.get(kPod, soon()).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(client.remove(kPod, {}, soon()));
}

TEST(KubeClient, ListsPageByPage) {
  FakeServer server([](size_t, const Seen& request) {
    bool is_first = request.line.find("continue=") == std::string::npos;
    return answer(
        200,
        is_first
            ? R"({"metadata":{"resourceVersion":"7","continue":"n/x"},"items":[{"metadata":{"name":"a"}}]})"
            : R"({"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b"}}]})");
  });
  Client client(access_to(server.url()), kClock, impatient());
  auto list = client.list({"v1", "Pod", "z1"}, {"app=a,x!=y", "spec.nodeName=n"}, soon());
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->items.size(), 2u);
  EXPECT_EQ(name_of(list->items[1]), "b");
  EXPECT_EQ(text_at(list->items[1], {"kind"}), "Pod");
  EXPECT_EQ(list->resource_version, "7");
  EXPECT_THAT(server.lines(),
              ElementsAre("GET /api/v1/namespaces/z1/pods?limit=500&labelSelector=app%3Da%2Cx%21%3Dy&"
                          "fieldSelector=spec.nodeName%3Dn",
                          "GET /api/v1/namespaces/z1/pods?limit=500&labelSelector=app%3Da%2Cx%21%3Dy&"
                          "fieldSelector=spec.nodeName%3Dn&continue=n%2Fx"));
}

TEST(KubeClient, BeginsAListAnewWhenItsPagesAreTooOld) {
  FakeServer server([](size_t count, const Seen&) {
    if (count == 1) return refuse(410, "Expired", "too old");
    return answer(
        200,
        count == 0
            ? R"({"metadata":{"resourceVersion":"7","continue":"n"},"items":[{"metadata":{"name":"a"}}]})"
            : R"({"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"b"}}]})");
  });
  Client client(access_to(server.url()), kClock, impatient());
  auto list = client.list({"v1", "Pod"}, {}, soon());
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->items.size(), 1u);
  EXPECT_EQ(name_of(list->items[0]), "b");
}

TEST(KubeClient, AsksOnceWhereAnUnknownKindIs) {
  FakeServer server([](size_t, const Seen& request) {
    if (request.line == "GET /apis/example.com/v1")
      return answer(200, R"({"resources":[{"name":"widgets/status","kind":"Widget","namespaced":true},
                                          {"name":"widgets","kind":"Widget","namespaced":false}]})");
    return answer(200, "{}");
  });
  Client client(access_to(server.url()), kClock, impatient());
  ASSERT_TRUE(client.get({"example.com/v1", "Widget", "", "a"}, soon()));
  ASSERT_TRUE(client.get({"example.com/v1", "Widget", "", "b"}, soon()));
  auto none = client.get({"example.com/v1", "Gadget", "", "b"}, soon());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::not_found);
  EXPECT_THAT(none.error().message, HasSubstr("has no kind `Gadget` in `example.com/v1`"));
  EXPECT_THAT(server.lines(), ElementsAre("GET /apis/example.com/v1", "GET /apis/example.com/v1/widgets/a",
                                          "GET /apis/example.com/v1/widgets/b", "GET /apis/example.com/v1"));
}

struct Refusal {
  int status;
  const char* reason;
  const char* message;
  const char* details;
  ErrorKind kind;
  std::vector<const char*> words;  // in message and hint
};

TEST(KubeClient, RefusalsSayWhyAndHowToMend) {
  for (
      const Refusal& row : {
          Refusal{401,
                  "Unauthorized",
                  "Unauthorized",
                  "{}",
                  ErrorKind::denied,
                  {"cluster `dev` did not read Pod `app` in namespace `z1`",
                   "the credential of `anna` was not accepted", "get a fresh one", "access entry"}},
          Refusal{403,
                  "Forbidden",
                  "pods \\\"app\\\" is forbidden: User \\\"anna\\\" cannot get resource \\\"pods\\\"",
                  "{}",
                  ErrorKind::denied,
                  {"User \"anna\" cannot get resource \"pods\"", "RoleBinding"}},
          Refusal{403,
                  "Forbidden",
                  "exceeded quota: q, requested: pods=1",
                  "{}",
                  ErrorKind::denied,
                  {"exceeded quota: q", "resourcequota"}},
          Refusal{404, "NotFound", "pods \\\"app\\\" not found", "{}", ErrorKind::not_found, {"not found"}},
          Refusal{409,
                  "Conflict",
                  "Apply failed with 1 conflict",
                  "{}",
                  ErrorKind::conflict,
                  {"Apply failed", "another manager"}},
          Refusal{
              409, "AlreadyExists", "there is one", "{}", ErrorKind::conflict, {"use the one that exists"}},
          Refusal{410, "Expired", "too old resource version", "{}", ErrorKind::conflict, {"list again"}},
          Refusal{
              422,
              "Invalid",
              "Pod is invalid",
              R"({"causes":[{"field":"spec.a","message":"Required value"},{"field":"spec.b","message":"too long"}]})",
              ErrorKind::invalid,
              {"`spec.a`: Required value; `spec.b`: too long"}},
          Refusal{500,
                  "InternalError",
                  "failed calling webhook \\\"pods.slipway\\\": refused",
                  "{}",
                  ErrorKind::unavailable,
                  {"failed calling webhook", "mutatingwebhookconfigurations"}},
          Refusal{503, "ServiceUnavailable", "etcd is down", "{}", ErrorKind::unavailable, {"etcd is down"}},
      }) {
    FakeServer server(
        [&](size_t, const Seen&) { return refuse(row.status, row.reason, row.message, row.details); });
    Client client(access_to(server.url()), kClock, impatient());
    auto got = client.get(kPod, soon());
    ASSERT_FALSE(got) << row.status;
    EXPECT_EQ(got.error().kind, row.kind) << row.status;
    for (const char* word : row.words)
      EXPECT_THAT(got.error().message + "\n" + got.error().hint, HasSubstr(word));
  }
}

TEST(KubeClient, AnAnswerThatIsNoKubernetesIsToldAsItIs) {
  FakeServer server([](size_t, const Seen&) { return net::Response{418, {}, "<html>", {}}; });
  Client client(access_to(server.url()), kClock, impatient());
  auto got = client.get(kPod, soon());
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("status 418 and no reason"));
}

TEST(KubeClient, TriesAgainWhatMayHeal) {
  FakeServer server([](size_t count, const Seen&) {
    if (count == 0) return refuse(503, "ServiceUnavailable", "starting");
    if (count == 1) return refuse(429, "TooManyRequests", "slow down");
    return answer(200, R"({"kind":"Pod"})");
  });
  Client client(access_to(server.url()), kClock, impatient());
  EXPECT_TRUE(client.get(kPod, soon()));
  EXPECT_EQ(server.lines().size(), 3u);
}

TEST(KubeClient, MakesAgainOnlyWhatWasNotMade) {
  int with_retry_after = 0;
  FakeServer server([&](size_t count, const Seen&) {
    net::Response response = refuse(500, "InternalError", "timed out");
    if (with_retry_after != 0 && count == 1) response.headers.add("Retry-After", "0");
    return count <= 1 ? response : answer(201, "{}");
  });
  Client client(access_to(server.url()), kClock, impatient());
  EXPECT_FALSE(client.create(kPod, json::Object(), soon()));
  EXPECT_EQ(server.lines().size(), 1u);
  with_retry_after = 1;
  EXPECT_TRUE(client.create(kPod, json::Object(), soon()));
  EXPECT_EQ(server.lines().size(), 3u);
}

TEST(KubeClient, GivesUpAtLastAndAtTheDeadline) {
  FakeServer server([](size_t, const Seen&) {
    net::Response response = refuse(429, "TooManyRequests", "slow down");
    response.headers.add("Retry-After", "0");
    return response;
  });
  Patience patience = impatient();
  patience.tries = 3;
  Client client(access_to(server.url()), kClock, patience);
  EXPECT_FALSE(client.get(kPod, soon()));
  EXPECT_EQ(server.lines().size(), 3u);
  patience.first_pause = patience.longest_pause = std::chrono::seconds(30);
  Client slow(access_to(server.url()), kClock, patience);
  EXPECT_FALSE(slow.get(kPod, base::Deadline::in(std::chrono::milliseconds(100))));
  EXPECT_EQ(server.lines().size(), 4u);
}

TEST(KubeClient, WaitsForAServerThatHasAnsweredBefore) {
  auto server = std::make_unique<FakeServer>([](size_t, const Seen&) { return answer(200, "{}"); });
  Client client(access_to(server->url()), kClock, impatient());
  ASSERT_TRUE(client.get(kPod, soon()));
  server.reset();
  auto begun = std::chrono::steady_clock::now();
  auto lost = client.get(kPod, soon());
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::unavailable);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(400));
  // But not for one that never did.
  begun = std::chrono::steady_clock::now();
  Client stranger(client.access(), kClock, impatient());
  auto refused = stranger.get(kPod, soon());
  ASSERT_FALSE(refused);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(400));
  EXPECT_THAT(refused.error().message, HasSubstr("cluster `dev` could not read Pod `app`"));
  EXPECT_THAT(refused.error().message, HasSubstr("Connection refused"));
  EXPECT_THAT(refused.error().hint, HasSubstr("does the cluster run"));
}

// Answers once, and then loses one request before it left, or on its way.
class Lossy final : public net::Transport {
 public:
  explicit Lossy(bool nothing_sent) : nothing_sent_(nothing_sent) {}
  net::Exchange send(const net::Remote&, const net::ClientRequest&, const base::Deadline&) override {
    if (++sent != 2) return net::ClientResponse{200, {}, "{}"};
    return tl::unexpected(net::NoAnswer{{ErrorKind::unavailable, "lost", ""}, nothing_sent_});
  }
  int sent = 0;

 private:
  bool nothing_sent_;
};

TEST(KubeClient, RepeatsALostRequestOnlyIfNothingCanBeDoneTwice) {
  struct Row {
    bool creates;
    bool nothing_sent;
    bool repeated;
  };
  for (Row row :
       {Row{false, false, true}, Row{false, true, true}, Row{true, false, false}, Row{true, true, true}}) {
    auto lossy = std::make_shared<Lossy>(row.nothing_sent);
    Client client(access_to(*net::Url::parse("http://a")), kClock, impatient(), lossy);
    ASSERT_TRUE(client.get(kPod, soon()));
    auto done = row.creates ? client.create(kPod, json::Object(), soon()) : client.get(kPod, soon());
    EXPECT_EQ(done.has_value(), row.repeated);
    EXPECT_EQ(lossy->sent, row.repeated ? 3 : 2);
  }
}

TEST(KubeClient, AsksForAFreshCredentialWhenOneIsRefusedOrExpires) {
  base::ManualClock clock(base::from_seconds(1'800'000'000));
  int asked = 0;
  FakeServer server([](size_t, const Seen& request) {
    bool is_old = request.headers.get("Authorization") == "Bearer token-1";
    return is_old ? refuse(401, "Unauthorized", "Unauthorized") : answer(200, "{}");
  });
  Access access = access_to(server.url());
  access.credentials = [&](const base::Deadline&) -> base::Result<Credential> {
    return Credential{
        base::Secret("token-" + std::to_string(++asked)), {}, clock.now() + std::chrono::seconds(60)};
  };
  Client client(access, clock, impatient());
  EXPECT_TRUE(client.get(kPod, soon()));
  EXPECT_EQ(asked, 2);
  EXPECT_TRUE(client.get(kPod, soon()));
  EXPECT_EQ(asked, 2);
  clock.advance(std::chrono::seconds(55));
  EXPECT_TRUE(client.get(kPod, soon()));
  EXPECT_EQ(asked, 3);
}

TEST(KubeClient, WaitsForAServerThatComesBack) {
  FakeServer server([](size_t count, const Seen&) {
    return count < 5 ? refuse(401, "Unauthorized", "Unauthorized") : answer(200, "{}");
  });
  Access access = access_to(server.url());
  Client stranger(access, kClock, impatient());
  EXPECT_FALSE(stranger.get(kPod, soon()));
  EXPECT_EQ(server.lines().size(), 2u);
  access.comes_back = true;
  Client client(access, kClock, impatient());
  EXPECT_TRUE(client.create(kPod, json::Object(), soon()));  // whoever is not known has done nothing
  EXPECT_EQ(server.lines().size(), 6u);
}

TEST(KubeClient, WaitsNoLongerForAServerThatIsToComeBackAndDoesNot) {
  FakeServer server([](size_t, const Seen&) { return refuse(401, "Unauthorized", "Unauthorized"); });
  Access access = access_to(server.url());
  access.comes_back = true;
  Client client(access, kClock, impatient());
  auto begun = std::chrono::steady_clock::now();
  auto refused = client.get(kPod, soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::denied);
  auto took = std::chrono::steady_clock::now() - begun;
  EXPECT_GE(took, std::chrono::milliseconds(400));
  EXPECT_LT(took, std::chrono::seconds(10));
}

TEST(KubeClient, SaysHowToMendWhatDoesNotAnswer) {
  Access access = access_to(*net::Url::parse("https://theirs.example:6443"));
  auto hint = [&](const std::string& message) {
    return connection_error(access, "read it", {ErrorKind::unavailable, message, ""}).hint;
  };
  EXPECT_EQ(hint("Connection refused"),
            "does the cluster run, and is its address still theirs.example:6443?");
  EXPECT_THAT(hint("the certificate of `x` is not trusted: certificate has expired"),
              HasSubstr("renew the certificate of the API server"));
  EXPECT_THAT(hint("the certificate of `x` is not trusted: self-signed certificate"),
              HasSubstr("the certificate authority that is configured"));
  access.if_unreachable = "start it";
  EXPECT_EQ(hint("Connection refused"), "start it");
}

// OpenSSL sends it, and the API server says no more than `Unauthorized`.
TEST(KubeClient, TellsThatACertificateHasExpired) {
  auto issued = base::from_seconds(1'600'000'000);
  auto authority = crypto::make_authority("CA", issued);
  auto mine = crypto::issue_certificate(*authority, {"anna.example"}, issued);
  ASSERT_TRUE(mine) << mine.error().message;
  FakeServer server([](size_t, const Seen&) { return refuse(401, "Unauthorized", "Unauthorized"); });
  Access access = access_to(server.url());
  access.credentials =
      fixed_credential({base::Secret(), {mine->certificate_pem, mine->key_pem}, std::nullopt});
  Client client(access, kClock, impatient());
  auto refused = client.get(kPod, soon());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("the client certificate of `anna` expired at 2021-10-15T"));
}

TEST(KubeClient, TellsWhyThereIsNoCredential) {
  FakeServer server([](size_t, const Seen&) { return answer(200, "{}"); });
  Access access = access_to(server.url());
  access.credentials = [](const base::Deadline&) -> base::Result<Credential> {
    return base::fail(ErrorKind::denied, "the plugin has none");
  };
  Client client(access, kClock, impatient());
  auto got = client.get(kPod, soon());
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message,
              HasSubstr("no credential for cluster `dev` could be had: the plugin has none"));
  EXPECT_TRUE(server.lines().empty());
}

TEST(KubeClient, ReadsLogs) {
  FakeServer server([](size_t, const Seen& request) {
    if (request.line.find("other") != std::string::npos)
      return refuse(400, "BadRequest", "container is waiting to start");
    return net::Response{200, {}, "first\nsecond\n", {}};
  });
  Client client(access_to(server.url()), kClock, impatient());
  LogOptions options;
  options.container = "main";
  options.follow = options.previous = true;
  options.tail = 5;
  options.since_s = 60;
  auto log = read_logs(client, kPod, options, soon());
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(*log, "first\nsecond\n");
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/z1/pods/app/log?container=main&follow=true&"
                                          "previous=true&tailLines=5&sinceSeconds=60"));
  auto refused = read_logs(client, {"v1", "Pod", "z1", "other"}, {}, soon());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("waiting to start"));
}

}  // namespace
}  // namespace kube
