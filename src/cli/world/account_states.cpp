#include "cli/world/account_states.h"

#include <fmt/core.h>

#include "aws/client/client.h"
#include "base/text.h"
#include "blueprint/keep/open_keep.h"
#include "cli/world/account_access.h"
#include "net/network_transport.h"

namespace cli {
namespace {

using base::Result;

constexpr std::string_view kScheme = "account://", kEmbedded = "embedded", kManaged = "managed:";
constexpr auto kOpenLimit = std::chrono::minutes(2);

}  // namespace

bool is_account_place(std::string_view address) {
  return address.starts_with(kScheme);
}

std::string states_in(std::string_view address, const std::string& account_id) {
  std::vector<std::string_view> parts = base::split(address.substr(kScheme.size()), '/');
  std::string bucket(parts[2]);
  if (bucket.starts_with(kManaged))
    bucket = fmt::format("{}-states-{}-{}", bucket.substr(kManaged.size()), account_id, parts[1]);
  for (size_t i = 3; i < parts.size(); ++i) bucket += fmt::format("/{}", parts[i]);
  return bucket;
}

// What such an address is about: `s3` is the bucket's own address.
struct AccountStates::Bucket {
  std::string s3;
  std::string owner;  // twelve digits
  std::shared_ptr<aws::Client> client;

  blueprint::KeepWorld world(const base::Clock& clock, base::Random& random) const {
    return {.client = [client = client] { return Result<std::shared_ptr<aws::Client>>(client); },
            .clock = clock,
            .random = random,
            .account = owner};
  }
};

Result<AccountStates::Bucket> AccountStates::bucket_of(const std::string& address) {
  std::vector<std::string_view> parts = base::split(std::string_view(address).substr(kScheme.size()), '/');
  if (parts.size() < 3 || parts[0].empty() || parts[1].empty() || parts[2].empty())
    return base::fail(base::ErrorKind::invalid, "`{}` is no place for a state", address);
  base::Deadline deadline = base::Deadline::in(kOpenLimit);
  std::string_view account = parts[0];
  blueprint::AccountAccess access;
  if (account.starts_with(kEmbedded)) {
    if (may_start_)
      TRY(start_embedded_account(
          home_, [](const std::string&) {}, deadline));
    account.remove_prefix(std::min(account.size(), kEmbedded.size() + 1));
    access = TRY(embedded_account(home_, std::string(account)));
  } else {
    size_t colon = account.find(':');
    access = TRY(account_at(fmt::format("{}://{}", account.substr(0, colon), account.substr(colon + 1)),
                            clock_, random_, deadline));
  }
  std::string region(parts[1]);
  auto credentials = access.source ? access.source : aws::fixed_credentials(access.credentials);
  aws::ClientConfig config{access.endpoint, region, std::move(credentials), access.authorities_pem};
  auto client = std::make_shared<aws::Client>(std::move(config), net::network_transport(), clock_, random_);
  auto caller = client->call("sts", "GetCallerIdentity", json::Object(), deadline);
  if (!caller) return tl::unexpected(blueprint::to_error(caller.error(), "sts", "GetCallerIdentity"));
  std::string owner(caller->string_or("Account", ""));
  return Bucket{"s3://" + states_in(address, owner), owner, std::move(client)};
}

Result<std::unique_ptr<engine::Keep>> AccountStates::open(const std::string& address) {
  Bucket bucket = TRY(bucket_of(address));
  return blueprint::open_keep(bucket.s3, bucket.world(clock_, random_));
}

Result<std::vector<std::string>> AccountStates::list(const std::string& place) {
  Bucket bucket = TRY(bucket_of(place));
  return blueprint::names_below(bucket.s3, bucket.world(clock_, random_));
}

}  // namespace cli
