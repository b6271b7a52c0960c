#include "runtime/kubernetes/pod_watch.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

#include "kube/object.h"
#include "kube/test_server.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const base::SystemClock kClock;

std::string pod(const std::string& name, const std::string& service) {
  return R"({"metadata":{"name":")" + name + R"(","uid":"u-)" + name +
         R"(","resourceVersion":"2","labels":{"slipway.io/runs":")" + service + R"("}}})";
}

// One pod of `a` is listed; one of `b` comes when the gate is opened.
class PodWatchTest : public testing::Test {
 protected:
  PodWatchTest()
      : server_([this](size_t, const kube::Seen& request) { return answer(request); }),
        client_(kube::access_to(server_.url()), kClock, kube::impatient()),
        watch_(client_, "z1") {}
  ~PodWatchTest() override { gate_.open(); }

  net::Response answer(const kube::Seen& request) {
    if (request.line.find("watch=true") == std::string::npos) {
      ++lists_;
      return kube::answer(200, R"({"metadata":{"resourceVersion":"1"},"items":[)" + pod("a-1", "a") + "]}");
    }
    net::Response response;
    response.stream = [this, told = std::make_shared<bool>(false)]() -> base::Result<std::string> {
      if (std::exchange(*told, true)) return std::string();
      gate_.wait();
      return R"({"type":"ADDED","object":)" + pod("b-1", "b") + "}\n";
    };
    return response;
  }

  struct Gate {
    void open() {
      std::lock_guard lock(mutex);
      is_open = true;
      opened.notify_all();
    }
    void wait() {
      std::unique_lock lock(mutex);
      opened.wait(lock, [this] { return is_open; });
    }
    std::mutex mutex;
    std::condition_variable opened;
    bool is_open = false;
  };

  Gate gate_;
  std::atomic<int> lists_ = 0;
  kube::FakeServer server_;
  kube::Client client_;
  PodWatch watch_;
};

TEST_F(PodWatchTest, WhatIsListedIsKnownAtOnce) {
  int64_t seen = 0;
  ASSERT_TRUE(watch_.wait("a", seen, kube::soon()));
  EXPECT_THAT(watch_.pods_of("a"), SizeIs(1));
  int64_t seen_of_b = 0;
  ASSERT_TRUE(watch_.wait("b", seen_of_b, kube::soon())) << "that there is none is news, too";
  EXPECT_THAT(watch_.pods_of("b"), IsEmpty());
}

TEST_F(PodWatchTest, NewsGoToThoseWhomTheyConcern) {
  int64_t seen = 0;
  ASSERT_TRUE(watch_.wait("b", seen, kube::soon()));
  std::vector<std::future<bool>> waiting;
  for (int i = 0; i < 8; ++i) {
    waiting.push_back(std::async(std::launch::async, [this, seen]() mutable {
      return watch_.wait("b", seen, kube::soon()) && watch_.pods_of("b").size() == 1;
    }));
  }
  int64_t seen_of_a = 0;
  ASSERT_TRUE(watch_.wait("a", seen_of_a, kube::soon()));
  gate_.open();
  for (auto& each : waiting) EXPECT_TRUE(each.get());
  auto none = watch_.wait("a", seen_of_a, Deadline::in(std::chrono::milliseconds(20)));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::timeout);
  EXPECT_EQ(lists_, 1) << "one watch for all";
}

TEST_F(PodWatchTest, WhoGivesUpLeavesTheReadingToAnother) {
  int64_t seen = 0;
  ASSERT_TRUE(watch_.wait("b", seen, kube::soon()));
  std::stop_source stop;
  auto impatient = std::async(std::launch::async, [&, seen]() mutable {
    return watch_.wait("b", seen, Deadline::never(stop.get_token())).has_value();
  });
  auto patient = std::async(std::launch::async,
                            [&, seen]() mutable { return watch_.wait("b", seen, kube::soon()).has_value(); });
  stop.request_stop();
  EXPECT_FALSE(impatient.get());
  gate_.open();
  EXPECT_TRUE(patient.get());
}

}  // namespace
}  // namespace runtime
