// Instance refreshes are started, told of and cancelled; what they do is due work. The next instance goes when all
// others are in service, whatever percentage may be out of it at once.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/refresh.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kRefresh = "autoscaling.refresh";
constexpr auto kLooksAfter = 20s;
constexpr int64_t kLast = INT64_MAX / 1000;

bool is_active(const json::Value& refresh) {
  std::string_view status = refresh.string_or("Status", "");
  return status == "Pending" || status == "InProgress";
}

std::optional<json::Value> active_refresh(const State& state, const std::string& group) {
  for (Entry& one : find_through(state, kRefreshes, kName, group))
    if (is_active(one.value)) return std::move(one.value);
  return std::nullopt;
}

void end_refresh(Scene& scene, json::Value& refresh, std::string_view status) {
  refresh.as_object().set("Status", status);
  refresh.as_object().set("EndTime", base::to_ms(scene.now));
  store(scene.state, kRefreshes, refresh);
}

void look_again(Scene& scene, const json::Value& refresh, base::Milliseconds after) {
  schedule(scene.state, scene.facilities,
           {scene.now + after, kRefresh, std::string(refresh.string_or("_Place", ""))});
}

// --- done -----------------------------------------------------------------------------------------------------------

// Those that have gone need no replacement any more.
json::Array still_old(const Scene& scene, const json::Value& refresh) {
  json::Array old;
  for (const json::Value& id : refresh.find("_Old")->as_array()) {
    auto member = find(scene.state, kMembers, id.as_string());
    if (member && !is_going(*member, scene.now)) old.push_back(id);
  }
  return old;
}

bool is_settled(const Scene& scene, const json::Value& group) {
  std::vector<Entry> members = members_of(scene.state, std::string(group.string_or(kName, "")));
  auto in_service = std::count_if(members.begin(), members.end(), [&](const Entry& one) {
    return member_state(one.value, scene.now) == "InService";
  });
  return static_cast<size_t>(in_service) == members.size() &&
         in_service >= group.int_or("DesiredCapacity", 0);
}

void note_progress(json::Value& refresh, json::Array old) {
  int64_t whole = refresh.int_or("_Whole", 0), left = static_cast<int64_t>(old.size());
  refresh.as_object().set("Status", "InProgress");
  refresh.as_object().set("InstancesToUpdate", left);
  refresh.as_object().set("PercentageComplete", whole == 0 ? 100 : 100 * (whole - left) / whole);
  refresh.as_object().set("_Old", std::move(old));
}

void step(Scene& scene, json::Value refresh) {
  auto group = find(scene.state, kGroups, std::string(refresh.string_or(kName, "")));
  if (!group || !is_active(refresh)) return;
  json::Array old = still_old(scene, refresh);
  // Where nothing takes any time, what is not settled by now waits for somebody, or for a launch that failed.
  if (!is_settled(scene, *group)) return look_again(scene, refresh, waits(scene, kLooksAfter));
  note_progress(refresh, old);
  if (old.empty()) return end_refresh(scene, refresh, "Successful");
  store(scene.state, kRefreshes, refresh);
  Entry member{old.front().as_string(), *find(scene.state, kMembers, old.front().as_string())};
  replace_member(scene, *group, member,
                 fmt::format("At {} an instance was taken out of service by an instance refresh.",
                             base::iso8601(scene.now)));
  look_again(scene, refresh, scene.facilities.speed.lasts(kLooksAfter));
}

void step_when_due(Due& due) {
  auto refresh = find(due.state, kRefreshes, due.id);
  if (!refresh) return;
  Bodies bodies(due.facilities.objects_dir);
  Scene scene{due.state, due.state.region(), due.now, due.facilities, bodies};
  step(scene, std::move(*refresh));
}

// --- calls ----------------------------------------------------------------------------------------------------------

aws::Result<void> check_simulated(const Input& in) {
  if (in.text("Strategy") == "ReplaceRootVolume")
    return invalid("The strategy ReplaceRootVolume is not simulated (see docs/operations.md)");
  if (in.has("DesiredConfiguration"))
    return invalid("DesiredConfiguration is not simulated (see docs/operations.md)");
  return {};
}

Output start(Call& call) {
  TRY(check_simulated(call.input));
  Found& group = call.the();
  if (active_refresh(call.state, group.named))
    return aws::error("InstanceRefreshInProgress", 400,
                      "An Instance Refresh is already in progress and blocks the execution of this Instance "
                      "Refresh.");
  json::Array old;
  for (const Entry& one : members_of(call.state, group.named))
    if (!is_going(one.value, call.now)) old.push_back(one.id);
  std::string id = call.facilities.random.uuid();
  int64_t whole = static_cast<int64_t>(old.size());
  json::Value refresh =
      Object{{"InstanceRefreshId", id},
             {std::string(kName), group.named},
             {"Status", "Pending"},
             {"Strategy", "Rolling"},
             {"StartTime", base::to_ms(call.now)},
             {"PercentageComplete", 0},
             {"InstancesToUpdate", whole},
             {"_Place", fmt::format("{}/{:017}/{}", group.named, kLast - base::to_ms(call.now), id)},
             {"_Whole", whole},
             {"_Old", std::move(old)}};
  refresh.as_object().set_if("Preferences", call.input.find("Preferences"));
  store(call.state, kRefreshes, refresh);
  Scene scene = scene_of(call);
  look_again(scene, refresh, call.facilities.speed.lasts(kLooksAfter));
  return Object{{"InstanceRefreshId", id}};
}

// What it has begun goes on by itself; nothing else begins.
Output cancel(Call& call) {
  auto refresh = active_refresh(call.state, call.the().named);
  if (!refresh)
    return aws::error("ActiveInstanceRefreshNotFound", 400,
                      "No in progress or pending Instance Refresh found for Auto Scaling group {}",
                      call.the().named);
  Scene scene = scene_of(call);
  end_refresh(scene, *refresh, "Cancelled");
  return Object{{"InstanceRefreshId", *refresh->find("InstanceRefreshId")}};
}

Output describe_all(Call& call) {
  std::string group = call.input.text(kName);
  TRY(require(call.state, kGroups, group));
  std::vector<std::string> ids = call.input.texts("InstanceRefreshIds");
  std::vector<Entry> entries = find_through(call.state, kRefreshes, kName, group);
  std::erase_if(entries, [&](const Entry& one) {
    std::string_view id = one.value.string_or("InstanceRefreshId", "");
    return !ids.empty() && std::find(ids.begin(), ids.end(), id) == ids.end();
  });
  for (Entry& one : entries)
    for (std::string_view ours : {"_Place", "_Whole", "_Old"}) one.value.as_object().erase(ours);
  return list_page(call, "InstanceRefreshes", std::move(entries));
}

constexpr Effect kEffects[] = {{kRefresh, step_when_due}};

constexpr Operation kOperations[] = {
    {"StartInstanceRefresh", {on(kGroups)}, start},
    {"CancelInstanceRefresh", {on(kGroups)}, cancel},
    {"DescribeInstanceRefreshes", {any()}, describe_all},
};

}  // namespace

std::span<const Effect> refresh_effects() {
  return kEffects;
}

std::span<const Operation> refresh_operations() {
  return kOperations;
}

}  // namespace account::autoscaling
