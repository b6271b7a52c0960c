#include "localkube/control_plane.h"

#include "base/file.h"
#include "kube/kubeconfig.h"
#include "localkube/certificates.h"
#include "localkube/objects.h"
#include "localkube/settings.h"
#include "runtime/machine/log_file.h"

namespace localkube {
namespace {

using base::ErrorKind;

constexpr auto kLookAgain = std::chrono::milliseconds(50);
constexpr size_t kTokenDigits = 64;
constexpr int kHopeless = 4;  // restarts: 1, 2, 4, 8 s later it has not come up

base::Secret make_token(base::Random& random) {
  return base::Secret(random.hex(kTokenDigits));
}

}  // namespace

ControlPlane::ControlPlane(const Folder& folder, const Components& components, Processes& processes,
                           Account& account, const base::Clock& clock, base::Random& random)
    : folder_(folder),
      components_(components),
      processes_(processes),
      account_(account),
      clock_(clock),
      webhook_token_(make_token(random)),
      api_token_(make_token(random)) {}

base::Result<Issuer> ControlPlane::write_down(const AccountFacts& facts) {
  TRY(write_webhook_settings(folder_, components_.slot,
                             {webhooks_url(facts), facts.authority_pem, webhook_token_}));
  std::string pki = folder_.pki() + "/";
  TRY(base::write_file_atomically(pki + kSigningKey, facts.signing_key_pem.reveal()));
  // "Static Token File" of Kubernetes' reference: token, user, uid.
  TRY(base::write_file_atomically(
      pki + kTokens, fmt::format("{},{},{}\n", api_token_.reveal(), kAccountUser, "slipway-account")));
  Issuer issuer{facts.issuer, {}};
  for (size_t i = 0; i < facts.verifying_keys_pem.size(); ++i) {
    issuer.public_keys.push_back(fmt::format("verifying-key-{}.pem", i));
    TRY(base::write_file_atomically(pki + issuer.public_keys.back(), facts.verifying_keys_pem[i]));
  }
  return issuer;
}

base::Result<bool> ControlPlane::ensure_api_server(const base::Deadline& deadline) {
  AccountFacts facts = TRY(account_.ask(deadline));
  if (facts_ == facts) return false;
  Issuer issuer = TRY(write_down(facts));
  TRY(processes_.start(components_.api_server(issuer)));
  facts_ = std::move(facts);
  if (!client_) TRY(make_client());
  return true;
}

base::Status ControlPlane::make_client() {
  kube::Kubeconfig config = TRY(kube::Kubeconfig::load({folder_.kubeconfig(kAdmin)}));
  client_ = std::make_unique<kube::Client>(TRY(config.access("", clock_)), clock_);
  return {};
}

base::Status ControlPlane::wait_until_ready(const base::Deadline& deadline) {
  net::ClientOptions options;
  options.url = TRY(net::Url::parse(components_.endpoint() + "/readyz"));
  std::string authority = TRY(base::read_file(folder_.certificate(kAuthority)));
  options.trust = {false, {std::move(authority)}, {}};
  auto client = net::Client::make(std::move(options));
  while (true) {
    auto answer = client->send("GET", "/readyz", {}, "", deadline.at_most(std::chrono::seconds(5)));
    if (answer && answer->status == 200) return {};
    for (const ProcessStatus& program : processes_.status()) {
      bool ours = program.name == kApiServerProgram || program.name == kEtcdProgram;
      if (!ours || (program.restarts < kHopeless && !deadline.passed())) continue;
      if (program.running && program.name == kEtcdProgram) continue;
      return base::fail(ErrorKind::unavailable, "{} does not come up; it printed last: {}", program.name,
                        runtime::log_tail(folder_.log(program.name)));
    }
    if (deadline.passed()) return base::fail(ErrorKind::timeout, "the API server did not get ready in time");
    deadline.pause(kLookAgain);
  }
}

base::Status ControlPlane::open(const base::Deadline& deadline) {
  for (const json::Value& object : first_objects(*facts_)) {
    TRY(client_->apply(object, {.force = true}, deadline));
  }
  kube::Request question;
  question.path = "/version";
  question.what = "read the version";
  json::Value version = TRY(client_->rest().call(question, deadline));
  version_ = version.string_or("gitVersion", "");
  return tell("ACTIVE", deadline);
}

base::Status ControlPlane::tell(std::string_view status, const base::Deadline& deadline) {
  json::Object plane{{"status", status}};
  if (status == "ACTIVE") {
    // EKS names major and minor version.
    plane.set("version", version_.substr(1, version_.rfind('.') - 1));
    plane.set("endpoint", components_.endpoint());
    plane.set("certificateAuthority", TRY(base::read_file(folder_.certificate(kAuthority))));
    plane.set("podEndpoint", fmt::format("http://{}:{}", components_.slot.address(), facts_->port));
    plane.set("serviceIpv4Cidr", components_.slot.services());
    plane.set("webhookToken", webhook_token_.reveal());
    plane.set("apiToken", api_token_.reveal());
  }
  return account_.tell(plane, deadline);
}

}  // namespace localkube
