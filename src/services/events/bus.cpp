#include "services/events/bus.h"

#include "account/record/paging.h"
#include "account/record/tags.h"
#include "base/arn.h"

namespace account::events {
namespace {

constexpr std::string_view kArnPart = "event-bus/";
constexpr int64_t kMostListed = 100;

// What services of AWS tell of an account comes into its default bus whatever its policy says.
std::string let_in(std::string_view service) {
  return json::dump(
      json::Object{{"Version", "2012-10-17"},
                   {"Statement", json::Array{json::Object{{"Effect", "Allow"},
                                                          {"Principal", json::Object{{"Service", service}}},
                                                          {"Action", "events:PutEvents"},
                                                          {"Resource", "*"}}}}});
}

}  // namespace

BusName read_bus_name(const State& state, std::string_view text) {
  if (text.empty()) text = kDefaultBus;
  auto arn = base::Arn::parse(text);
  if (!arn || arn->service != "events" || !arn->resource.starts_with(kArnPart))
    return {state.account(), state.region(), std::string(text)};
  return {arn->account, arn->region, arn->resource.substr(kArnPart.size())};
}

std::optional<json::Value> find_bus(const State& state, std::string_view name) {
  auto bus = find(state, kBuses, name);
  if (bus || name != kDefaultBus) return bus;
  return json::Object{{"Name", name}, {"Arn", arn_of(state, kBuses, json::Object{{"Name", name}})}};
}

aws::Result<json::Value> require_bus(const State& state, std::string_view name) {
  auto bus = find_bus(state, name);
  if (bus) return std::move(*bus);
  return absent(kBuses, name);
}

Resource bus_resource(const Call& call, const BusName& name) {
  State owner = call.state.of(name.account, name.region);
  Resource resource;
  resource.account = name.account;
  resource.named = name.name;
  resource.arn = arn_of(owner, kBuses, json::Object{{"Name", name.name}});
  resource.record = find_bus(owner, name.name);
  if (!resource.record) return resource;
  add_resource_tags(resource.record->find("Tags"), resource.keys);
  const policy::Principal& caller = call.caller.principal;
  bool is_told_by_service = caller.type == policy::PrincipalType::service && name.name == kDefaultBus;
  resource.policy = is_told_by_service ? let_in(caller.service) : resource.record->string_or("Policy", "");
  return resource;
}

aws::Result<Resource> locate_bus(const Asking& asking) {
  Resource resource =
      bus_resource(asking.call, read_bus_name(asking.call.state, asking.text(asking.need.member)));
  if (asking.need.about == Need::About::created) resource.record.reset();
  return resource;
}

Output list_page(const Call& call, std::string_view member, std::vector<Entry> entries,
                 json::Value (*show)(const Entry& entry)) {
  Page page =
      TRY(take_page(std::move(entries), call.input.text("NextToken"), call.input.number("Limit", kMostListed),
                    aws::Error("ValidationException", 400, "Parameter NextToken is not valid.")));
  json::Array shown;
  for (const Entry& entry : page.entries) shown.push_back(show(entry));
  Object output;
  output.set(member, std::move(shown));
  if (!page.next.empty()) output.set("NextToken", page.next);
  return output;
}

tl::unexpected<aws::Error> invalid(std::string words) {
  return tl::unexpected(aws::Error("ValidationException", 400, std::move(words)));
}

}  // namespace account::events
