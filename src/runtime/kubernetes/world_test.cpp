// The conformance suite's Kubernetes: a cluster that runs already, whose kubeconfig SLIPWAY_TEST_KUBECONFIG
// names. SLIPWAY_TEST_IMAGE is an image that its nodes have, with a shell and the programs of kMakeRoot
// (podman_world_test.cpp).
#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/random.h"
#include "kube/client.h"
#include "kube/kubeconfig.h"
#include "kube/object.h"
#include "runtime/kubernetes/kubernetes.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/testing/conformance.h"

namespace runtime {
namespace {

using base::Deadline;

const base::SystemClock kClock;

Deadline soon() {
  return Deadline::in(std::chrono::seconds(60));
}

std::string variable(const char* name) {
  const char* value = ::getenv(name);
  return value != nullptr ? value : "";
}

// Where no cluster is named.
class Nowhere final : public Runtime {
 public:
  static base::Error error() {
    return {base::ErrorKind::unavailable, "SLIPWAY_TEST_KUBECONFIG names no cluster", ""};
  }
  std::string_view name() const override { return "kubernetes"; }
  base::Status check(const Deadline&) override { return tl::unexpected(error()); }
  bool uses_bridge() const override { return true; }
  std::string token_path(const ServiceSpec&) const override { return ""; }
  std::string host(const std::string&, const std::string&) const override { return ""; }
  base::Status apply(const ServiceSpec&, const std::function<void(const std::string&)>&,
                     const Deadline&) override {
    return tl::unexpected(error());
  }
  base::Result<JobEnd> run_job(const JobRun&, const Deadline&) override { return tl::unexpected(error()); }
  base::Status remove(const std::string&, const std::string&, const Deadline&) override {
    return tl::unexpected(error());
  }
  base::Result<std::vector<Instance>> list(const std::string&, const Deadline&) override {
    return tl::unexpected(error());
  }
  base::Result<int> exec(const Instance&, const std::vector<std::string>&, ExecInput) override {
    return tl::unexpected(error());
  }
  base::Status logs(const Instance&, bool, const Deadline&) override { return tl::unexpected(error()); }
};

class KubernetesWorld final : public World {
 public:
  KubernetesWorld() {
    char folder[] = "/tmp/slipway-test-kubernetes.XXXXXX";
    EXPECT_TRUE(::mkdtemp(folder));
    state_dir_ = folder;
    base::SystemRandom random;
    namespace_ = "z" + random.hex(8) + "-test";
    std::string path = variable("SLIPWAY_TEST_KUBECONFIG");
    if (path.empty()) {
      runtime_ = std::make_unique<Nowhere>();
      return;
    }
    auto config = kube::Kubeconfig::load({path});
    EXPECT_TRUE(config) << config.error().message;
    auto access = config->access("", kClock);
    EXPECT_TRUE(access) << access.error().message;
    client_.emplace(*access, kClock);
    json::Object metadata{{"name", namespace_}};
    auto made = client_->create(
        {"v1", "Namespace"},
        json::Object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", std::move(metadata)}}, soon());
    EXPECT_TRUE(made) << made.error().message;
    runtime_ = make_kubernetes(*access, kClock);
  }
  ~KubernetesWorld() override {
    EXPECT_TRUE(!client_ || client_->remove({"v1", "Namespace", "", namespace_}, {}, soon()));
    EXPECT_TRUE(base::remove_all(state_dir_));
  }

  Runtime& runtime() override { return *runtime_; }
  const std::string& state_dir() const override { return state_dir_; }
  const std::string& namespace_name() const override { return namespace_; }
  std::string image() override { return variable("SLIPWAY_TEST_IMAGE"); }
  std::string process_inside(const Instance&) override { return "1"; }
  void forget_file(const std::string&) override {}  // goes with the pod

  std::vector<std::string> left_behind() override {
    std::vector<std::string> left;
    for (kube::Target target :
         {pods_target(namespace_), deployment_target(namespace_, ""), job_target(namespace_, ""),
          cron_job_target(namespace_, ""), service_target(namespace_, ""), secret_target(namespace_, "")}) {
      auto list = client_->list(target, {}, soon());
      EXPECT_TRUE(list) << list.error().message;
      if (!list) continue;
      for (const json::Value& object : list->items) left.push_back(kube::describe(kube::target_of(object)));
    }
    return left;
  }

 private:
  std::string state_dir_;
  std::string namespace_;
  std::optional<kube::Client> client_;
  std::unique_ptr<Runtime> runtime_;
};

}  // namespace

std::unique_ptr<World> make_kubernetes_world() {
  return std::make_unique<KubernetesWorld>();
}

}  // namespace runtime
