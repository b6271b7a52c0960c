#include "account/server/in_process.h"

#include "account/server/answer.h"
#include "crypto/seal.h"
#include "net/in_process.h"

namespace account {
namespace {

identity::KeyCache::Options only(net::Transport& account, const std::string& authority_pem) {
  identity::KeyCache::Options options;
  options.in_process = {&account, authority_pem};
  return options;
}

}  // namespace

InProcess::InProcess(const InProcessOptions& options, std::unique_ptr<store::Store> store,
                     std::vector<Service> services, const policy::Catalog& catalog, const base::Clock& clock,
                     base::Random& random)
    : store_(std::move(store)),
      authorizer_(catalog),
      issuers_(only(*this, options.authority_pem), clock),
      issuer_key_(options.issuer_key),
      facilities_{.store = *store_,
                  .clock = clock,
                  .random = random,
                  .authorizer = authorizer_,
                  .own_keys = issuers_,
                  .public_keys = issuers_,
                  .seal_key = base::Secret(random.bytes(crypto::kSealKeySize)),
                  .objects_dir = options.objects_dir,
                  .endpoint = options.endpoint,
                  .authority_pem = options.authority_pem,
                  .issuer_key = issuer_key_,
                  .observer = options.observer,
                  .speed = options.speed},
      gateway_(*store_, facilities_, std::move(services), {}) {}

base::Result<std::shared_ptr<InProcess>> InProcess::make(const InProcessOptions& options,
                                                         std::vector<Service> services,
                                                         const policy::Catalog& catalog,
                                                         const base::Clock& clock, base::Random& random) {
  auto store = TRY(store::open_in_memory());
  std::shared_ptr<InProcess> account(
      new InProcess(options, std::move(store), std::move(services), catalog, clock, random));
  auto transaction = TRY(account->store_->begin());
  account->root_ = TRY(make_account(State(*transaction, "", ""), options.account,
                                    account->facilities_.seal_key, clock.now(), random));
  TRY(transaction->commit());
  return account;
}

net::Exchange InProcess::send(const net::Remote& remote, const net::ClientRequest& request,
                              const base::Deadline& deadline) {
  auto answer = [this](net::Request& received) { return answer_request(received, gateway_, facilities_); };
  return net::answer_in_process(answer, remote, request, deadline);
}

}  // namespace account
