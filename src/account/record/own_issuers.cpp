#include "account/record/own_issuers.h"

#include <fmt/core.h>

namespace account {
namespace {

constexpr std::string_view kIssuer = "server.issuer";  // in account "": id -> place

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

void put_place(const State& any, std::string_view id, const Place& place) {
  any.of("").put(
      kIssuer, id,
      json::Object{{"Account", place.account}, {"Region", place.region}, {"Cluster", place.cluster}});
}

void erase_place(const State& any, std::string_view id) {
  any.of("").erase(kIssuer, id);
}

}  // namespace account
