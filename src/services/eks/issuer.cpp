#include "services/eks/issuer.h"

#include "account/call/account_clock.h"
#include "account/call/caller.h"

namespace account::eks {
namespace {

constexpr std::string_view kIssuerKeys = "eks.issuer_keys";  // cluster -> sealed private keys

base::Status store_keys(const State& state, const std::string& cluster, const identity::IssuerKeys& keys,
                        Facilities& facilities) {
  base::Secret text(json::dump(keys.to_json()));
  State target = state;
  target.put(kIssuerKeys, cluster,
             json::Object{{"Sealed", seal_secret(text, facilities.seal_key, facilities.random)}});
  return {};
}

}  // namespace

base::Status create_issuer(const State& state, const std::string& cluster, const std::string& id,
                           Facilities& facilities) {
  identity::IssuerKeys keys;
  TRY(identity::rotate(keys, machine_clock(facilities).now(), facilities.issuer_key));
  put_place(state, id, {state.account(), state.region(), cluster});
  return store_keys(state, cluster, keys, facilities);
}

void delete_issuer(const State& state, const std::string& cluster, const std::string& id) {
  erase_place(state, id);
  State target = state;
  target.erase(kIssuerKeys, cluster);
}

base::Result<identity::IssuerKeys> issuer_keys(const State& state, const std::string& cluster,
                                               Facilities& facilities, bool rotate_now) {
  auto record = state.get(kIssuerKeys, cluster);
  auto text = record ? unseal_secret(record->string_or("Sealed", ""), facilities.seal_key) : std::nullopt;
  if (!text) return base::fail(base::ErrorKind::not_found, "cluster `{}` has no issuer", cluster);
  json::Value document = TRY(json::parse(text->reveal()));
  identity::IssuerKeys keys = TRY(identity::IssuerKeys::from_json(document));
  if (TRY(identity::rotate(keys, machine_clock(facilities).now(), facilities.issuer_key, rotate_now)))
    TRY(store_keys(state, cluster, keys, facilities));
  return keys;
}

}  // namespace account::eks
