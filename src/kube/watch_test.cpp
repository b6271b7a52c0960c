#include "kube/watch.h"

#include <gmock/gmock.h>

#include <thread>

#include "kube/object.h"
#include "kube/test_server.h"

namespace kube {
namespace {

using base::ErrorKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const base::SystemClock kClock;

std::string pod(const std::string& name, int version) {
  return R"({"metadata":{"name":")" + name + R"(","uid":"u-)" + name + R"(","resourceVersion":")" +
         std::to_string(version) + R"("}})";
}
std::string list(int version, const std::vector<std::string>& pods) {
  std::string items;
  for (const std::string& each : pods) items += (items.empty() ? "" : ",") + each;
  return R"({"metadata":{"resourceVersion":")" + std::to_string(version) + R"("},"items":[)" + items + "]}";
}
std::string event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}
std::string gone() {
  return event("ERROR",
               R"({"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"})");
}

// Lists and watches answer with what comes next; after the last, a watch stays open and silent.
class Script {
 public:
  Script(std::vector<std::string> lists, std::vector<std::string> watches)
      : lists_(std::move(lists)), watches_(std::move(watches)) {}
  net::Response operator()(size_t, const Seen& request) {
    if (request.line.find("watch=true") == std::string::npos) return answer(200, lists_.at(list_++));
    if (watch_ == watches_.size()) return silent();
    std::string lines = watches_.at(watch_++);
    if (lines == "410") return refuse(410, "Expired", "too old resource version");
    if (lines == "503") return refuse(503, "ServiceUnavailable", "starting");
    if (lines == "403") return refuse(403, "Forbidden", "not yours");
    return {200, {}, lines, {}};
  }

 private:
  static net::Response silent() {
    net::Response response;
    auto told = std::make_shared<bool>(false);
    response.stream = [told]() -> base::Result<std::string> {
      if (!std::exchange(*told, true)) return std::string("\n");
      base::kSystemClock.wait_for(std::chrono::milliseconds(300), {});
      return std::string();
    };
    return response;
  }

  std::vector<std::string> lists_;
  std::vector<std::string> watches_;
  size_t list_ = 0;
  size_t watch_ = 0;
};

struct Seer {
  explicit Seer(Script script)
      : server(std::move(script)),
        client(access_to(server.url()), kClock, impatient()),
        watch(client, {"v1", "Pod", "z1"}, {"app=a", ""}) {}

  // "+a@1" added, "~a@2" modified, "-a@3" deleted; or why there is none.
  std::string next() {
    auto got = watch.next(soon());
    if (!got) return got.error().message;
    const char* sign = got->type == WatchEvent::Type::added      ? "+"
                       : got->type == WatchEvent::Type::modified ? "~"
                                                                 : "-";
    return sign + name_of(got->object) + "@" + text_at(got->object, {"metadata", "resourceVersion"});
  }
  std::vector<std::string> next(int count) {
    std::vector<std::string> events;
    for (int i = 0; i < count; ++i) events.push_back(next());
    return events;
  }

  FakeServer server;
  Client client;
  Watch watch;
};

TEST(KubeWatch, BeginsWithWhatThereIs) {
  Seer seer(Script(
      {list(10, {pod("a", 1), pod("b", 2)})},
      {event("MODIFIED", pod("a", 11)) + event("ADDED", pod("c", 12)) + event("DELETED", pod("b", 13))}));
  EXPECT_THAT(seer.next(5), ElementsAre("+a@1", "+b@2", "~a@11", "+c@12", "-b@13"));
  auto lines = seer.server.lines();
  EXPECT_THAT(lines.at(0), HasSubstr("labelSelector=app%3Da"));
  EXPECT_THAT(lines.at(1),
              HasSubstr("watch=true&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=60&"
                        "labelSelector=app%3Da"));
}

TEST(KubeWatch, GoesOnWhereTheConnectionBroke) {
  Seer seer(
      Script({list(10, {})}, {event("ADDED", pod("a", 11)) + R"({"type":"ADDED","obj)",  // cut in a line
                              "503", event("BOOKMARK", pod("", 20)), event("MODIFIED", pod("a", 21))}));
  EXPECT_THAT(seer.next(2), ElementsAre("+a@11", "~a@21"));
  auto lines = seer.server.lines();
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines[2], HasSubstr("resourceVersion=11&"));
  EXPECT_THAT(lines[3], HasSubstr("resourceVersion=11&"));
  EXPECT_THAT(lines[4], HasSubstr("resourceVersion=20&"));
}

TEST(KubeWatch, TellsWhatChangedWhileItWasForgotten) {
  for (bool at_once : {true, false}) {
    Seer seer(Script({list(10, {pod("a", 1), pod("b", 2), pod("c", 3)}),
                      list(30, {pod("b", 2), pod("c", 25), pod("d", 26)})},
                     {at_once ? "410" : gone(), event("DELETED", pod("d", 31))}));
    EXPECT_THAT(seer.next(3), ElementsAre("+a@1", "+b@2", "+c@3"));
    EXPECT_THAT(seer.next(4), ElementsAre("~c@25", "+d@26", "-a@1", "-d@31"));
    EXPECT_THAT(seer.server.lines().at(2), Not(HasSubstr("watch=true")));
    EXPECT_THAT(seer.server.lines().at(3), HasSubstr("resourceVersion=30&"));
  }
}

TEST(KubeWatch, WhatThereIsCanBeAskedInstead) {
  Seer seer(Script({list(10, {}), list(20, {pod("b", 2)})},
                   {event("ADDED", pod("a", 11)) + event("MODIFIED", pod("a", 12)), gone()}));
  auto names = [&] {
    std::vector<std::string> all;
    for (const auto& [uid, object] : seer.watch.known()) all.push_back(name_of(object));
    return all;
  };
  ASSERT_TRUE(seer.watch.wait(soon()));
  EXPECT_THAT(names(), ElementsAre());
  ASSERT_TRUE(seer.watch.wait(soon()));
  EXPECT_THAT(names(), ElementsAre("a"));
  ASSERT_TRUE(seer.watch.wait(soon()));
  EXPECT_THAT(names(), ElementsAre("b"));
}

TEST(KubeWatch, ATimeoutIsNoHarm) {
  Seer seer(Script({list(10, {})}, {"\n"}));
  for (int i = 0; i < 3; ++i) {
    auto nothing = seer.watch.next(base::Deadline::in(std::chrono::milliseconds(20)));
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().kind, ErrorKind::timeout);
  }
  EXPECT_LE(seer.server.lines().size(), 4u) << "it does not connect again each time";
}

TEST(KubeWatch, StopsWhenAsked) {
  Seer seer(Script({list(10, {})}, {}));
  std::stop_source stop;
  std::thread later([&] {
    base::kSystemClock.wait_for(std::chrono::milliseconds(50), {});
    stop.request_stop();
  });
  auto stopped = seer.watch.next(base::Deadline::never(stop.get_token()));
  later.join();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::timeout);
}

TEST(KubeWatch, RefusalsAreErrors) {
  Seer forbidden(Script({list(10, {})}, {"403"}));
  EXPECT_THAT(forbidden.next(), HasSubstr("cluster `dev` did not watch Pod in namespace `z1`: not yours"));
  Seer nonsense(Script({list(10, {})}, {"nonsense\n"}));
  EXPECT_THAT(nonsense.next(), HasSubstr("could not watch Pod in namespace `z1`: invalid JSON"));
  Seer unknown(Script({list(10, {})}, {event("SURPRISE", "{}")}));
  EXPECT_THAT(unknown.next(), HasSubstr("`SURPRISE`"));
}

TEST(KubeWatch, GivesUpWhenTheServerStaysAway) {
  auto seer = std::make_unique<Script>(std::vector{list(10, {})}, std::vector<std::string>(1000, "503"));
  Seer away(*seer);
  auto begun = std::chrono::steady_clock::now();
  EXPECT_THAT(away.next(), HasSubstr("starting"));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, impatient().connection_lost);
}

TEST(LineSplitterTest, CutsAtLineEnds) {
  LineSplitter lines(10);
  lines.add("one\r\n\ntw");
  EXPECT_EQ(**lines.next(), "one");
  EXPECT_FALSE(*lines.next());
  lines.add("o\n");
  EXPECT_EQ(**lines.next(), "two");
  lines.add("12345678901");
  EXPECT_FALSE(lines.next());
}

}  // namespace
}  // namespace kube
