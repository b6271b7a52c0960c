#include "account/server/set_quotas.h"

#include <fmt/ranges.h>

#include <set>

#include "base/text.h"

namespace account {
namespace {

using base::ErrorKind;

constexpr int64_t kMost = 1'000'000'000;

std::string one_of_services(Quotas all) {
  std::set<std::string_view> services;
  for (const Quota* quota : all) services.insert(quota->service);
  return fmt::format("{}", fmt::join(services, ", "));
}

base::Result<const Quota*> find_quota(Quotas all, const json::Value& wanted) {
  std::string_view service = wanted.string_or("service", ""), named = wanted.string_or("quota", "");
  std::vector<std::string> names;
  for (const Quota* quota : all) {
    if (quota->service != service) continue;
    if (!named.empty() && (quota->aws_code == named || quota->name == named)) return quota;
    names.emplace_back(quota->name);
  }
  if (names.empty())
    return base::fail(ErrorKind::invalid, "no service `{}` has quotas here, only: {}", service,
                      one_of_services(all));
  auto meant = base::did_you_mean(named, names);
  return base::fail(ErrorKind::invalid, "`{}` is no quota of {}: {}", named, service,
                    meant ? fmt::format("did you mean `{}`?", *meant)
                          : fmt::format("`slipway account quota list {}` shows them", service));
}

}  // namespace

json::Array list_quotas(Quotas all, const State& server) {
  json::Array list;
  for (const Quota* quota : all) {
    std::optional<int64_t> given = given_most(server, *quota);
    list.push_back(json::Object{{"service", quota->service},
                                {"code", quota->aws_code},
                                {"name", quota->name},
                                {"title", quota->title},
                                {"value", given.value_or(quota->most)},
                                {"default", quota->most},
                                {"set", given.has_value()}});
  }
  return list;
}

base::Status set_quota(Quotas all, const State& server, const json::Value& wanted) {
  const Quota* quota = TRY(find_quota(all, wanted));
  int64_t value = wanted.int_or("value", -1);
  if (value < 0 || value > kMost)
    return base::fail(ErrorKind::invalid, "a quota is a number from 0 to {}", kMost);
  give_most(server, *quota, value);
  return {};
}

base::Status clear_quotas(Quotas all, const State& server, const json::Value& wanted) {
  if (wanted.find("service")) {
    take_most_back(server, *TRY(find_quota(all, wanted)));
    return {};
  }
  for (const Quota* quota : all) take_most_back(server, *quota);
  return {};
}

}  // namespace account
