// The client against a real API server: the one that SLIPWAY_TEST_KUBECONFIG names.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "base/random.h"
#include "kube/client.h"
#include "kube/exec.h"
#include "kube/kubeconfig.h"
#include "kube/object.h"
#include "kube/watch.h"

namespace kube {
namespace {

using base::Deadline;
using base::ErrorKind;
using ::testing::HasSubstr;

const base::SystemClock kClock;

Deadline soon() {
  return Deadline::in(std::chrono::seconds(60));
}

json::Value parsed(const std::string& text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : json::Value();
}

class RealServer : public testing::Test {
 protected:
  void SetUp() override {
    const char* path = ::getenv("SLIPWAY_TEST_KUBECONFIG");
    if (path == nullptr) GTEST_SKIP() << "not run here: SLIPWAY_TEST_KUBECONFIG names no cluster";
    access_ = *Kubeconfig::load({path})->access("", kClock);
    client_.emplace(access_, kClock);
    base::SystemRandom random;
    namespace_ = "z" + random.hex(8) + "-kube";
    make(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":")" + namespace_ + "\"}}");
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_TRUE(client_->remove({"v1", "Namespace", "", namespace_}, {}, soon()));
  }

  json::Value make(const std::string& text) {
    json::Value object = parsed(text);
    Target target = target_of(object);
    if (target.kind != "Namespace") target.namespace_name = namespace_;
    auto made = client_->create(target, object, soon());
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : json::Value();
  }
  json::Value config_map(const std::string& value) const {
    return parsed(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":")" +
                  namespace_ + R"("},"data":{"key":")" + value + "\"}}");
  }
  Target config_map_target() const { return {"v1", "ConfigMap", namespace_, "a"}; }

  Access access_;
  std::optional<Client> client_;
  std::string namespace_;
};

TEST_F(RealServer, FieldsHaveManagers) {
  ASSERT_TRUE(client_->apply(config_map("ours"), {"slipway", false}, soon()));
  auto other = client_->apply(config_map("theirs"), {"someone", false}, soon());
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::conflict);
  EXPECT_THAT(other.error().message, HasSubstr("conflict with \"slipway\""));
  auto forced = client_->apply(config_map("theirs"), {"someone", true}, soon());
  ASSERT_TRUE(forced) << forced.error().message;
  EXPECT_EQ(text_at(*client_->get(config_map_target(), soon()), {"data", "key"}), "theirs");
}

TEST_F(RealServer, RefusalsNameTheFields) {
  auto refused = client_->create(
      {"v1", "Pod", namespace_},
      parsed(
          R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"A b"},"spec":{"containers":[{"name":"x"}]}})"),
      soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_THAT(refused.error().message, HasSubstr("`metadata.name`: "));
  EXPECT_THAT(refused.error().message, HasSubstr("`spec.containers[0].image`: Required value"));
  Access stranger = access_;
  stranger.credentials = fixed_credential({base::Secret("nonsense"), {}, std::nullopt});
  auto unknown = Client(stranger, kClock).get(config_map_target(), soon());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::denied);
  EXPECT_THAT(unknown.error().message, HasSubstr("was not accepted"));
  stranger.credentials = nullptr;
  auto anonymous = Client(stranger, kClock).get(config_map_target(), soon());
  ASSERT_FALSE(anonymous);
  EXPECT_THAT(anonymous.error().message, HasSubstr("User \"system:anonymous\" cannot get resource"));
}

TEST_F(RealServer, KindsAreDiscovered) {
  auto made = client_->create(
      {"coordination.k8s.io/v1", "Lease", namespace_},
      parsed(R"({"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l"}})"), soon());
  EXPECT_TRUE(made) << made.error().message;
}

TEST_F(RealServer, AWatchSeesWhatHappens) {
  Watch watch(*client_, {"v1", "ConfigMap", namespace_}, {"", "metadata.name=a"});
  ASSERT_TRUE(client_->apply(config_map("one"), {}, soon()));
  auto added = watch.next(soon());
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(text_at(added->object, {"data", "key"}), "one");
  ASSERT_TRUE(
      client_->patch(config_map_target(), PatchType::merge, parsed(R"({"data":{"key":"two"}})"), soon()));
  EXPECT_EQ(text_at(watch.next(soon())->object, {"data", "key"}), "two");
  ASSERT_TRUE(client_->remove(config_map_target(), {}, soon()));
  EXPECT_EQ(watch.next(soon())->type, WatchEvent::Type::deleted);
}

// Input to its end, both outputs, more of it than fits into any buffer, a terminal, and the exit code.
TEST_F(RealServer, ExecHasAllStreams) {
  const char* image = ::getenv("SLIPWAY_TEST_IMAGE");
  if (image == nullptr) GTEST_SKIP() << "not run here: SLIPWAY_TEST_IMAGE names no image";
  make(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"terminationGracePeriodSeconds":0,
      "containers":[{"name":"c","image":")" +
       std::string(image) + R"(","imagePullPolicy":"Never","args":["sleep","infinity"]}]}})");
  const Target pod{"v1", "Pod", namespace_, "p"};
  Watch watch(*client_, {"v1", "Pod", namespace_}, {});
  while (true) {
    ASSERT_TRUE(watch.wait(soon()));
    if (!watch.known().empty() && text_at(watch.known().begin()->second, {"status", "phase"}) == "Running")
      break;
  }
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  std::string sent(4 << 20, 'x');
  std::thread writer([&] {
    for (size_t at = 0; at < sent.size();) {
      ssize_t count = ::write(pipe[1], sent.data() + at, sent.size() - at);
      if (count <= 0) break;
      at += static_cast<size_t>(count);
    }
    ::close(pipe[1]);
  });
  Streams streams;
  std::string out;
  std::string err;
  streams.input = pipe[0];
  streams.output = [&](std::string_view bytes) {
    out += bytes;
    return base::Status();
  };
  streams.error = [&](std::string_view bytes) {
    err += bytes;
    return base::Status();
  };
  auto code = exec(*client_, pod, {"c", {"sh", "-c", "cat; echo done >&2; exit 5"}}, streams, soon());
  writer.join();
  ::close(pipe[0]);
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 5);
  EXPECT_TRUE(out == sent) << out.size();
  EXPECT_EQ(err, "done\n");

  out.clear();
  streams.input = -1;
  streams.tty = true;
  streams.size = [] { return TerminalSize{100, 40}; };
  code = exec(*client_, pod, {"c", {"sh", "-c", "[ -t 1 ] && echo terminal"}}, streams, soon());
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(out, "terminal\r\n");
}

}  // namespace
}  // namespace kube
