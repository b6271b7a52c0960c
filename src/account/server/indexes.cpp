#include "account/server/indexes.h"

#include "account/record/index.h"
#include "account/server/accounts.h"
#include "base/regions.h"

namespace account {
namespace {

constexpr std::string_view kIndexes = "server.indexes";  // {"Members": [KIND.MEMBER]}: what is indexed
constexpr std::string_view kId = "all";

json::Value members(const std::vector<Service>& services) {
  json::Array names;
  for (const Service& service : services)
    for (const RecordKind* kind : service.kinds)
      for (std::string_view member : kind->found_through)
        if (!member.empty()) names.emplace_back(fmt::format("{}.{}", kind->name, member));
  return json::Object{{"Members", std::move(names)}};
}

void rebuild(State account, const std::vector<Service>& services) {
  for (const Service& service : services) {
    for (const RecordKind* kind : service.kinds) {
      rebuild_index(account, *kind);
      for (std::string_view region : base::kRegions) {
        State regional = account.of(account.account(), std::string(region));
        rebuild_index(regional, *kind);
      }
    }
  }
}

}  // namespace

base::Status prepare_indexes(store::Store& store, const std::vector<Service>& services) {
  auto transaction = TRY(store.begin());
  State server(*transaction, "", "");
  json::Value wanted = members(services);
  if (server.get(kIndexes, kId) == wanted) return {};
  for (const json::Value& account : list_accounts(server))
    rebuild(server.of(std::string(account.string_or("Id", ""))), services);
  server.put(kIndexes, kId, wanted);
  return transaction->commit();
}

}  // namespace account
