// A peer that answers anything: AWS, a cluster's API server, an issuer, podman, and who is on the port of the
// embedded account. `up` plans, `status` and `doctor` look, `account` and `doctor --cluster` read; each ends
// with a result or an error.
//
// The input is a list of answers, a line each, taken in turn and then from the first again: a digit for the
// HTTP status, then the body.
#include <stdlib.h>

#include <mutex>

#include "account/server/control_answers.h"
#include "aws/model/model.h"
#include "aws/protocol/protocol.h"
#include "base/seeded_random.h"
#include "base/text.h"
#include "net/server.h"
#include "platform/command/status.h"
#include "platform/command/up.h"
#include "platform/doctor/doctor.h"
#include "platform/load/load.h"
#include "runtime/podman/containers.h"

namespace {

using platform::EnvironmentState;

constexpr std::string_view kFile =
    "organization: acme\n"
    "clusters: { dev: { account: embedded, region: eu-west-3 } }\n"
    "projects: { p: { environments: { e: { cluster: dev, services: { web: { image: i, command: [a], "
    "aws: { role: 'arn:aws:iam::123456789012:role/r', service_account: web } } } } } } }\n";

struct Answer {
  int status = 200;
  std::string body;
};

class Answers {
 public:
  void set(std::string_view input) {
    std::lock_guard lock(mutex_);
    lines_.clear();
    for (std::string_view line : base::split(input, '\n')) lines_.emplace_back(line);
    next_ = 0;
  }
  Answer next() {
    constexpr int kStatuses[] = {200, 200, 200, 200, 201, 400, 403, 404, 409, 422};
    std::lock_guard lock(mutex_);
    const std::string& line = lines_[next_++ % lines_.size()];
    bool has_status = !line.empty() && line[0] >= '0' && line[0] <= '9';
    return {has_status ? kStatuses[line[0] - '0'] : 200, line.substr(has_status ? 1 : 0)};
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
  size_t next_ = 0;
};

class AnyCloud final : public blueprint::Cloud {
 public:
  explicit AnyCloud(Answers& answers) : answers_(answers) {}

  using Cloud::call;
  aws::Result<json::Value> call(std::string_view service, std::string_view operation, const json::Value&,
                                const base::Deadline&) override {
    auto model = aws::Service::find(service);
    auto asked = model ? model->find_operation(operation) : std::nullopt;
    if (!asked) return aws::error("NoSuchOperation", 0, "{} {}", service, operation);
    Answer answer = answers_.next();
    return aws::decode_output(*model, *asked, answer.status, {}, answer.body);
  }
  aws::Result<json::Array> call_all(std::string_view service, std::string_view operation, json::Value input,
                                    std::string_view list_member) override {
    auto output = call(service, operation, input);
    if (!output) return tl::unexpected(output.error());
    const json::Value* list = output->find(list_member);
    return list && list->is_array() ? list->as_array() : json::Array();
  }

 private:
  Answers& answers_;
};

class AnyPeers final : public platform::Connections {
 public:
  explicit AnyPeers(Answers& answers) : answers_(answers) {
    server_ = std::move(*net::Server::start({}, [this](net::Request&) {
      Answer answer = answers_.next();
      net::Response response;
      response.status = answer.status;
      response.body = answer.body;
      return response;
    }));
  }

  base::Result<blueprint::AccountAccess> open_account(const blueprint::AccountReference&, bool,
                                                      const blueprint::Progress&) override {
    return blueprint::AccountAccess{};
  }
  std::unique_ptr<blueprint::Cloud> cloud(const blueprint::AccountAccess&, const std::string&) override {
    return std::make_unique<AnyCloud>(answers_);
  }
  base::Result<std::unique_ptr<blueprint::ClusterApi>> cluster_api(
      const blueprint::Cluster&, const blueprint::AccountAccess&, const blueprint::ClusterAddress&) override {
    using std::chrono::milliseconds;
    kube::Access access;
    access.server = *net::Url::parse(fmt::format("http://127.0.0.1:{}", server_->port()));
    kube::Patience none{milliseconds(1), milliseconds(1), 1, milliseconds(0), milliseconds(1000)};
    auto client = std::make_shared<kube::Client>(std::move(access), clock_, none);
    return blueprint::make_cluster_api(std::move(client), base::Deadline::in(std::chrono::seconds(2)));
  }
  base::Result<runtime::Runtime*> runtime(const std::string&, const blueprint::Cluster&) override {
    return base::fail(base::ErrorKind::unavailable, "no runtime");
  }
  base::Result<platform::Fetched> fetch_issuer(const blueprint::AccountAccess&, const std::string&) override {
    Answer answer = answers_.next();
    return platform::Fetched{answer.status, answer.body, {answer.body}};
  }
  base::Status keep_token(const runtime::DesiredToken&) override { return {}; }
  base::Status forget_token(const std::string&, const std::string&) override { return {}; }

 private:
  Answers& answers_;
  base::SystemClock clock_;
  std::unique_ptr<net::Server> server_;
};

struct World {
  World() : home(folder()), files(home), peers(answers) {
    base::Diagnostics diagnostics;
    platform::ManagedPolicies none{[](std::string_view) { return std::nullopt; },
                                   [] { return std::vector<std::string>(); }};
    configuration = *platform::load_configuration(kFile, none, diagnostics);
    state.organization = "acme";
    state.project = "p";
    state.name = "e";
    state.id = "1";
    state.namespace_name = "z1-e";
    state.cluster = configuration.clusters.at(0);
    platform::DeployedService service;
    service.name = service.slug = "web";
    service.role_arn = "arn:aws:iam::123456789012:role/r";
    service.service_account = "web";
    service.runtime = "podman";
    state.put_service(service);
  }
  static std::string folder() {
    char name[] = "/tmp/slipway-answers-fuzz.XXXXXX";
    return ::mkdtemp(name);
  }

  Answers answers;
  platform::Home home;
  platform::StateFiles files;
  base::SystemClock clock;
  base::SeededRandom random{7};
  AnyPeers peers;
  platform::Configuration configuration;
  EnvironmentState state;
};

void read_account(const Answer& answer) {
  auto read = account::read_answer(answer.status, answer.body);
  if (!read) return;
  (void)account::read_clusters(*read);
  (void)account::read_refusals(*read);
  (void)account::read_accounts(*read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static World& world = *new World;
  world.answers.set({reinterpret_cast<const char*>(data), size});
  Answer first = world.answers.next();
  read_account(first);
  (void)runtime::parse_containers(first.body);

  platform::Platform platform{.connections = world.peers,
                              .home = world.home,
                              .files = world.files,
                              .clock = world.clock,
                              .random = world.random,
                              .progress = [](const std::string&) {}};
  (void)world.files.save(world.state);
  if (auto status = platform::read_status(platform)) (void)platform::render(*status, world.clock.now());
  (void)platform::examine({world.state, world.state.services.at(0)}, platform);
  if (auto work = platform::Up::prepare(world.configuration, platform)) (void)engine::render((*work)->plan());
  return 0;
}
