#include "account/server/server.h"

#include <unistd.h>

#include <algorithm>
#include <latch>
#include <thread>

#include "account/call/account_clock.h"
#include "account/call/gateway.h"
#include "account/call/rates.h"
#include "account/record/lateness.h"
#include "account/record/own_issuers.h"
#include "account/server/accounts.h"
#include "account/server/answer.h"
#include "account/server/call_log.h"
#include "account/server/control_endpoint.h"
#include "account/server/data_dir.h"
#include "account/server/indexes.h"
#include "account/server/moved_clock.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/regions.h"
#include "base/text.h"
#include "net/address.h"
#include "net/server.h"

namespace account {
namespace {

using base::ErrorKind;

constexpr std::string_view kLoopback = "127.0.0.1";
constexpr size_t kKeptCalls = 1000;

// ADDRESS:PORT. An operator may open every way but one: nobody's issuer is where a machine's own credentials are.
base::Result<identity::KeyCache::Override> parse_override(const std::string& text) {
  size_t colon = text.rfind(':');
  std::string address = text.substr(0, colon == std::string::npos ? 0 : colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  auto port = base::parse_int(colon == std::string::npos ? "" : text.substr(colon + 1));
  if (!port || *port < 1 || *port > 65535 || !net::socket_address(address, 0))
    return base::fail(ErrorKind::invalid, "`{}` is not ADDRESS:PORT", text);
  if (net::reach_of(address) == net::AddressReach::link_local) {
    return base::fail(ErrorKind::invalid,
                      "`{}` is link-local, where a cloud keeps this machine's own credentials: name the "
                      "issuer's address in its network",
                      text);
  }
  return identity::KeyCache::Override{std::move(address), static_cast<uint16_t>(*port)};
}

base::Result<std::map<std::string, identity::KeyCache::Override>> public_overrides(
    const ServerOptions& options) {
  std::map<std::string, identity::KeyCache::Override> result;
  for (const auto& [host, address] : options.issuer_overrides) result[host] = TRY(parse_override(address));
  return result;
}

// The bridges lead to nobody but this machine's own containers.
bool is_for_this_machine_alone(const ServerOptions& options) {
  return std::all_of(options.listen.begin(), options.listen.end(), [](const std::string& address) {
    return net::reach_of(address) == net::AddressReach::loopback;
  });
}

std::map<std::string, identity::KeyCache::Override> own_overrides(uint16_t port) {
  std::map<std::string, identity::KeyCache::Override> result;
  for (std::string_view region : base::kRegions)
    result[issuer_host(std::string(region))] = {std::string(kLoopback), port};
  return result;
}

std::vector<std::string> bridges(const ServerOptions& options) {
  std::vector<std::string> addresses = options.cluster_addresses;
  if (!options.bridge_address.empty()) addresses.insert(addresses.begin(), options.bridge_address);
  return addresses;
}

std::vector<std::string> certificate_names(const ServerOptions& options) {
  std::vector<std::string> names = {"localhost", "*.localhost", "*.s3.localhost"};
  for (const std::string& address : options.listen) names.push_back(address);
  for (std::string& address : bridges(options)) names.push_back(std::move(address));
  for (std::string_view region : base::kRegions) names.push_back(issuer_host(std::string(region)));
  return names;
}

net::ServerOptions http_options(const ServerOptions& options, crypto::Credential credential) {
  net::ServerOptions http;
  http.listen.clear();
  for (const std::string& address : options.listen) http.listen.push_back({address, options.port, false});
  // Who listens everywhere listens on the bridges, too.
  auto is_everywhere = [](const std::string& address) { return address == "0.0.0.0" || address == "::"; };
  if (std::none_of(options.listen.begin(), options.listen.end(), is_everywhere)) {
    for (std::string& address : bridges(options))
      http.listen.push_back({std::move(address), options.port, true});
  }
  http.certificate_pem = std::move(credential.certificate_pem);
  http.key_pem = std::move(credential.key_pem);
  http.single_headers = {"X-Amz-Content-Sha256",         "X-Amz-Copy-Source",    "X-Amz-Date",
                         "X-Amz-Decoded-Content-Length", "X-Amz-Security-Token", "X-Amz-Target"};
  return http;
}

// The parts of a server, in the order in which they need each other.
class EmbeddedServer final : public Server {
 public:
  EmbeddedServer(DataDir data_dir, base::Fd lock, std::unique_ptr<store::Store> store,
                 const policy::Catalog& catalog)
      : data_dir_(std::move(data_dir)),
        lock_(std::move(lock)),
        store_(std::move(store)),
        authorizer_(catalog) {}
  ~EmbeddedServer() override { stop(base::Deadline::in(std::chrono::seconds(1))); }

  base::Status first_account(const ServerOptions& options, const base::Secret& seal_key,
                             const base::Clock& clock, base::Random& random) {
    auto transaction = TRY(store_->begin());
    State server(*transaction, "", "");
    if (!list_accounts(server).empty()) return {};
    NewAccount wanted{"default", options.account_id, options.root_access_key_id,
                      options.root_secret_access_key};
    AccountKeys keys = TRY(make_account(server, wanted, seal_key, clock.now(), random));
    TRY(data_dir_.add_credentials({keys.id, keys.name, keys.access_key_id, keys.secret_access_key}));
    return transaction->commit();
  }

  base::Status listen(const ServerOptions& options, std::vector<Service> services,
                      const base::Secret& seal_key, const base::Clock& clock, base::Random& random) {
    base::Milliseconds ahead = TRY(MovedClock(data_dir_).read());
    crypto::Credential authority = TRY(data_dir_.local_authority(clock.now()));
    crypto::Credential credential =
        TRY(crypto::issue_certificate(authority, certificate_names(options), clock.now()));
    auto overrides = TRY(public_overrides(options));
    auto handler = [this](net::Request& request) {
      ready_.wait();
      return answer(request);
    };
    http_ = TRY(net::Server::start(http_options(options, std::move(credential)), handler));

    // Our own issuers are reached through the port, which is only known now.
    identity::KeyCache::Options own{own_overrides(http_->port()), {authority.certificate_pem}};
    own_keys_ = std::make_unique<identity::KeyCache>(std::move(own), clock);
    identity::KeyCache::Options others{std::move(overrides), {authority.certificate_pem}};
    if (is_for_this_machine_alone(options)) others.local = {http_->port()};
    public_keys_ = std::make_unique<identity::KeyCache>(std::move(others), clock);
    std::string endpoint = fmt::format("https://{}:{}", kLoopback, http_->port());
    clock_ = std::make_unique<AccountClock>(clock);
    clock_->set_ahead(ahead);
    facilities_.reset(new Facilities{*store_, *clock_, random, authorizer_, *own_keys_, *public_keys_,
                                     seal_key, data_dir_.objects(), endpoint, authority.certificate_pem,
                                     issuer_key_, bridges(options)});
    std::vector<std::string> bucket_hosts = {"localhost", "s3.localhost"};
    calls_ = std::make_unique<CallLog>(kKeptCalls, options.on_call);
    facilities_->observer = calls_.get();
    facilities_->speed = options.speed;
    facilities_->memory.part<ServedClock>().clock = clock_.get();
    facilities_->memory.part<Rates>().enforce(options.rates);
    if (options.consistency_seed) facilities_->memory.part<Lateness>().turn_on(*options.consistency_seed);
    gateway_ = std::make_unique<Gateway>(*store_, *facilities_, std::move(services), std::move(bucket_hosts));
    base::Secret proof_key(base::hex(random.bytes(32)));
    control_ = std::make_unique<ControlEndpoint>(
        *gateway_, *facilities_,
        ControlEndpoint::Options{data_dir_, clock.now(), proof_key, options.end, calls_.get(),
                                 options.quotas});
    ready_.count_down();
    sweeper_ = std::jthread([this, start = clock.now()](const std::stop_token& stop) { sweep(start, stop); });

    worker_ = std::jthread([this](const std::stop_token& stop) { gateway_->due_work().keep_running(stop); });

    issuer_key_.prepare();

    RunningServer self{::getpid(), http_->port(),
                       fmt::format("http://{}:{}", options.listen.front(), http_->port()), "", proof_key};
    if (!options.bridge_address.empty()) {
      self.bridge_endpoint = fmt::format("http://{}:{}", options.bridge_address, http_->port());
    }
    return data_dir_.write_server(self);
  }

  uint16_t port() const override { return http_->port(); }

  void stop(const base::Deadline& deadline) override {
    if (!http_) return;
    http_->stop(deadline);
    sweeper_ = {};
    worker_ = {};
    data_dir_.remove_server();
    http_.reset();
  }

 private:
  net::Response answer(net::Request& request) {
    if (request.path.starts_with(kControlPath)) return control_->answer(request);
    return answer_request(request, *gateway_, *facilities_);
  }

  // What cannot be swept now is swept at the next start.
  void sweep(base::Time start, const std::stop_token& stop) {
    for (const Service& service : gateway_->services()) {
      for (const FileKeeper& files : service.files) {
        if (auto swept = files.sweep(*store_, data_dir_.objects(), start, stop); !swept)
          base::log(base::LogLevel::warn, "sweep of files: {}", swept.error().message);
      }
    }
  }

  DataDir data_dir_;
  base::Fd lock_;
  std::unique_ptr<store::Store> store_;
  Authorizer authorizer_;
  std::unique_ptr<identity::KeyCache> own_keys_;
  std::unique_ptr<identity::KeyCache> public_keys_;
  identity::SpareKey issuer_key_;
  std::unique_ptr<CallLog> calls_;
  std::unique_ptr<AccountClock> clock_;
  std::unique_ptr<Facilities> facilities_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<ControlEndpoint> control_;
  std::latch ready_{1};
  std::jthread sweeper_;
  std::jthread worker_;
  std::unique_ptr<net::Server> http_;
};

}  // namespace

base::Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options,
                                                    std::vector<Service> services,
                                                    const policy::Catalog& catalog, const base::Clock& clock,
                                                    base::Random& random) {
  DataDir data_dir(options.data_dir);
  TRY(data_dir.prepare());
  base::Fd lock = TRY(data_dir.lock());
  base::Secret seal_key = TRY(data_dir.seal_key(random));
  auto store = TRY(store::open_sqlite(data_dir.database()));
  TRY(prepare_indexes(*store, services));
  auto server = std::make_unique<EmbeddedServer>(data_dir, std::move(lock), std::move(store), catalog);
  TRY(server->first_account(options, seal_key, clock, random));
  TRY(server->listen(options, std::move(services), seal_key, clock, random));
  return server;
}

}  // namespace account
