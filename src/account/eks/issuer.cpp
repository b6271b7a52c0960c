#include "account/eks/issuer.h"

#include "account/caller.h"

namespace account::eks {
namespace {

constexpr std::string_view kIssuer = "server.issuer";        // in account "": id -> place
constexpr std::string_view kIssuerKeys = "eks.issuer_keys";  // cluster -> sealed private keys

base::Status store_keys(const State& state, const std::string& cluster, const identity::IssuerKeys& keys,
                        Environment& environment) {
  base::Secret text(json::dump(keys.to_json()));
  State target = state;
  target.put(kIssuerKeys, cluster,
             json::Object{{"Sealed", seal_secret(text, environment.seal_key, environment.random)}});
  return {};
}

}  // namespace

std::string issuer_host(const std::string& region) {
  return fmt::format("oidc.eks.{}.amazonaws.com", region);
}

std::string issuer_url(const std::string& region, const std::string& id) {
  return fmt::format("https://{}/id/{}", issuer_host(region), id);
}

bool is_own_issuer(const State& any, std::string_view url) {
  auto place = find_place(any, url.substr(url.rfind('/') + 1));
  return place && url == issuer_url(place->region, std::string(url.substr(url.rfind('/') + 1)));
}

std::optional<Place> find_place(const State& any, std::string_view id) {
  auto record = any.of("").get(kIssuer, id);
  if (!record) return std::nullopt;
  return Place{std::string(record->string_or("Account", "")), std::string(record->string_or("Region", "")),
               std::string(record->string_or("Cluster", ""))};
}

std::vector<Place> all_places(const State& any) {
  std::vector<Place> places;
  for (const Entry& entry : any.of("").list(kIssuer)) {
    const json::Value& place = entry.value;
    places.push_back({std::string(place.string_or("Account", "")), std::string(place.string_or("Region", "")),
                      std::string(place.string_or("Cluster", ""))});
  }
  return places;
}

base::Status create_issuer(const State& state, const std::string& cluster, const std::string& id,
                           Environment& environment) {
  identity::IssuerKeys keys;
  TRY(identity::rotate(keys, environment.clock.now(), environment.issuer_key));
  State server = state.of("");
  server.put(kIssuer, id,
             json::Object{{"Account", state.account()}, {"Region", state.region()}, {"Cluster", cluster}});
  return store_keys(state, cluster, keys, environment);
}

void delete_issuer(const State& state, const std::string& cluster, const std::string& id) {
  State server = state.of("");
  server.erase(kIssuer, id);
  State target = state;
  target.erase(kIssuerKeys, cluster);
}

base::Result<identity::IssuerKeys> issuer_keys(const State& state, const std::string& cluster,
                                               Environment& environment, bool rotate_now) {
  auto record = state.get(kIssuerKeys, cluster);
  auto text = record ? unseal_secret(record->string_or("Sealed", ""), environment.seal_key) : std::nullopt;
  if (!text) return base::fail(base::ErrorKind::not_found, "cluster `{}` has no issuer", cluster);
  json::Value document = TRY(json::parse(text->reveal()));
  identity::IssuerKeys keys = TRY(identity::IssuerKeys::from_json(document));
  if (TRY(identity::rotate(keys, environment.clock.now(), environment.issuer_key, rotate_now)))
    TRY(store_keys(state, cluster, keys, environment));
  return keys;
}

}  // namespace account::eks
