// Dashboards: their texts are kept as they are, if they are JSON.
#include <algorithm>

#include "account/record/paging.h"
#include "account/record/tags.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/dashboard.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/tags.h"

namespace account::cloudwatch {
namespace {

constexpr int64_t kMostListed = 1000;
constexpr size_t kMostName = 255;
constexpr size_t kMostWidgets = 500;

aws::Result<void> check_name(const std::string& name) {
  bool is_name =
      !name.empty() && name.size() <= kMostName && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
      });
  if (is_name) return {};
  return invalid_value(fmt::format(
      "The value {} for field DashboardName contains invalid characters. It can only contain alphanumerics, "
      "dash (-) and underscore (_).",
      name));
}

tl::unexpected<aws::Error> invalid_body(std::string_view why) {
  return refused("InvalidParameterInput", fmt::format("The dashboard body is invalid: {}", why));
}

aws::Result<void> check_body(const std::string& text) {
  auto body = json::parse(text);
  if (!body || !body->is_object()) return invalid_body("The field DashboardBody must be a valid JSON object");
  const json::Value* widgets = body->find("widgets");
  if (!widgets) return {};
  if (!widgets->is_array()) return invalid_body("The field widgets must be an array");
  if (widgets->as_array().size() > kMostWidgets)
    return invalid_body(fmt::format("There must not be more than {} widgets", kMostWidgets));
  return {};
}

// What it says is all that the dashboard is from then on; its tags stay.
Output put_dashboard(Call& call) {
  std::string name = call.input.text("DashboardName"), body = call.input.text("DashboardBody");
  TRY(check_name(name));
  TRY(check_body(body));
  json::Array tags = TRY(tags_of_input(call));
  State owner = everywhere(call.state);
  auto existing = find(owner, kDashboards, name);
  Object dashboard{{"DashboardName", name},
                   {"DashboardArn", arn_of(owner, kDashboards, Object{{"DashboardName", name}})},
                   {"DashboardBody", body},
                   {"LastModified", base::to_ms(call.now)},
                   {"Tags", std::move(tags)}};
  if (existing) dashboard.set_if("Tags", existing->find("Tags"));
  store(owner, kDashboards, dashboard);
  return Object{{"DashboardValidationMessages", json::Array()}};
}

Output get_dashboard(Call& call) {
  Object shown;
  for (std::string_view member : {"DashboardName", "DashboardArn", "DashboardBody"})
    shown.set_if(member, call.the().record.find(member));
  return shown;
}

Output delete_dashboards(Call& call) {
  State owner = everywhere(call.state);
  for (const Found& dashboard : call.found) remove(owner, kDashboards, dashboard.named);
  return Object{};
}

Output list_dashboards(Call& call) {
  std::vector<Entry> dashboards =
      everywhere(call.state).list(kDashboards.name, {.prefix = call.input.text("DashboardNamePrefix")});
  Page page = TRY(take_page(std::move(dashboards), call.input.text("NextToken"), kMostListed,
                            aws::Error("InvalidParameterValue", 400, "The parameter NextToken is invalid.")));
  json::Array entries;
  for (const Entry& dashboard : page.entries) {
    Object entry{{"Size", static_cast<int64_t>(dashboard.value.string_or("DashboardBody", "").size())}};
    for (std::string_view member : {"DashboardName", "DashboardArn", "LastModified"})
      entry.set_if(member, dashboard.value.find(member));
    entries.emplace_back(std::move(entry));
  }
  Object output{{"DashboardEntries", std::move(entries)}};
  if (!page.next.empty()) output.set("NextToken", page.next);
  return output;
}

constexpr Operation kOperations[] = {
    {"DeleteDashboards", {on(kDashboards).each("DashboardNames")}, delete_dashboards},
    {"GetDashboard", {on(kDashboards)}, get_dashboard},
    {"ListDashboards", {any()}, list_dashboards},
    {"PutDashboard", {creates(kDashboards), also("cloudwatch:TagResource").when("Tags")}, put_dashboard},
};

}  // namespace

State everywhere(const State& state) {
  return state.of(state.account());
}

Resource dashboard_resource(const State& state, std::string_view name) {
  State owner = everywhere(state);
  Resource resource;
  resource.named = name;
  resource.arn = arn_of(owner, kDashboards, json::Object{{"DashboardName", name}});
  resource.record = find(owner, kDashboards, name);
  if (resource.record) add_resource_tags(resource.record->find("Tags"), resource.keys);
  return resource;
}

aws::Result<Resource> locate_dashboard(const Asking& asking) {
  Resource resource = dashboard_resource(asking.call.state, asking.text(asking.need.member));
  if (asking.need.about == Need::About::created) resource.record.reset();
  return resource;
}

std::span<const Operation> dashboard_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
