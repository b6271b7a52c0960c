#include "platform/testing/fake_world.h"

#include <fmt/core.h>

#include "aws/client/effect.h"
#include "base/seeded_random.h"
#include "blueprint/cloud/aws_cloud.h"
#include "net/remote.h"
#include "platform/testing/fake_cluster_api.h"
#include "platform/testing/fake_runtime.h"

namespace platform {
namespace {

using json::Value;

constexpr auto kPatience = std::chrono::hours(1000);

bool changes_something(std::string_view service_id, std::string_view name) {
  auto service = aws::Service::find(service_id);
  auto operation = service ? service->find_operation(name) : std::nullopt;
  return operation && aws::effect_of(*service, *operation) != aws::Effect::read;
}

// Notes what changes something.
class NotedCloud final : public blueprint::Cloud {
 public:
  NotedCloud(std::unique_ptr<blueprint::Cloud> inner, std::vector<std::string>& changes)
      : inner_(std::move(inner)), changes_(changes) {}

  using blueprint::Cloud::call;
  aws::Result<Value> call(std::string_view service, std::string_view operation, const Value& input,
                          const base::Deadline& deadline) override {
    if (changes_something(service, operation)) {
      std::string_view name = input.string_or("RoleName", input.string_or("name", ""));
      changes_.push_back(fmt::format("{} {}{}{}", service, operation, name.empty() ? "" : " ", name));
    }
    return inner_->call(service, operation, input, deadline);
  }
  aws::Result<json::Array> call_all(std::string_view service, std::string_view operation, Value input,
                                    std::string_view list_member) override {
    return inner_->call_all(service, operation, std::move(input), list_member);
  }

 private:
  std::unique_ptr<blueprint::Cloud> inner_;
  std::vector<std::string>& changes_;
};

}  // namespace

FakeWorld::FakeWorld(const base::Clock& clock, account::Speed speed)
    : account(std::make_unique<SimulatedAccount>(clock, speed)),
      clock_(&clock),
      random_(std::make_unique<base::SeededRandom>(13)) {}

base::Status FakeWorld::perform(const std::string& change, const std::function<void()>& effect) {
  net::Faults::Fate fate = faults->next();
  if (fate != net::Faults::Fate::no_effect) {
    changes.push_back(change);
    effect();
  }
  if (fate == net::Faults::Fate::answered) return {};
  return base::fail(base::ErrorKind::unavailable, "{}", kFakeFails);
}

base::Result<blueprint::AccountAccess> FakeWorld::open_account(const blueprint::AccountReference&, bool,
                                                               const blueprint::Progress&) {
  return account->access();
}

std::unique_ptr<blueprint::Cloud> FakeWorld::cloud(const blueprint::AccountAccess& access,
                                                   const std::string& region) {
  auto transport = std::make_shared<net::FaultyTransport>(account->transport(), faults);
  auto cloud = blueprint::aws_cloud(access, region, std::move(transport), *clock_, *random_,
                                    base::Deadline::in(*clock_, kPatience));
  return std::make_unique<NotedCloud>(std::move(cloud), changes);
}

base::Result<std::unique_ptr<blueprint::ClusterApi>> FakeWorld::cluster_api(
    const blueprint::Cluster& cluster, const blueprint::AccountAccess&, const blueprint::ClusterAddress&) {
  return make_fake_cluster_api(*this, cluster.name);
}

base::Result<runtime::Runtime*> FakeWorld::runtime(const std::string&, const blueprint::Cluster&) {
  if (!runtime_) runtime_ = make_fake_runtime(*this);
  return runtime_.get();
}

base::Result<Fetched> FakeWorld::fetch_issuer(const blueprint::AccountAccess& access,
                                              const std::string& url) {
  net::Remote remote;
  remote.url = TRY(net::Url::parse(url));
  net::ClientRequest request;
  request.target = remote.url.target;
  auto answer = account->transport()->send(remote, request, base::Deadline::in(*clock_, kPatience));
  if (!answer) return tl::unexpected(answer.error().error);
  return Fetched{answer->status, std::move(answer->body), access.authorities_pem};
}

base::Status FakeWorld::keep_token(const runtime::DesiredToken& desired) {
  kept_tokens[desired.namespace_name + "/" + desired.service] = desired;
  return {};
}

base::Status FakeWorld::forget_token(const std::string& namespace_name, const std::string& service) {
  kept_tokens.erase(namespace_name + "/" + service);
  return {};
}

}  // namespace platform
