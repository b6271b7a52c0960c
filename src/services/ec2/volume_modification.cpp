#include "services/ec2/volume_modification.h"

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/volume.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

// Typical times; optimizing goes on for as long as a day.
constexpr auto kModifies = 5s;
constexpr auto kOptimizes = 300s;
constexpr Transition kLife[] = {{"modifying", "optimizing", kModifies, "modifying"},
                                {"optimizing", "completed", kOptimizes, "optimizing"}};
// "You can modify a volume up to four times within a rolling 24-hour period" (EC2 API Reference, ModifyVolume).
constexpr size_t kMostModifications = 4;
constexpr auto kPeriod = 24h;
// "If you change the volume type to io1, io2, or gp3, the default is 3,000" (likewise).
constexpr int64_t kNewIops = 3000;

StateSince state_of(const json::Value& modification, base::Time now) {
  return state_at(kLife, kept_state(modification, "completed"), now);
}

// --- modified -------------------------------------------------------------------------------------------------------

aws::Result<void> check_state(const Call& call, const Found& volume) {
  std::string state(shown_volume(call, volume.record).string_or("State", ""));
  if (state != "available" && state != "in-use")
    return aws::error("IncorrectState", 400, "The volume '{}' is not 'available' or 'in-use'.", volume.named);
  const json::Value* last = volume.record.find("_Modification");
  std::string now = last ? state_of(*last, call.now).state : "completed";
  if (now == "completed") return {};
  return aws::error("IncorrectModificationState", 400,
                    "Cannot modify volume {}: its last modification is still in the state '{}'.",
                    volume.named, now);
}

// Forgets those that count no more.
aws::Result<void> count_modification(const Call& call, Found& volume) {
  json::Value& times = volume.fields()["_ModifiedAt"];
  if (!times.is_array()) times = json::Array();
  json::Array& all = times.as_array();
  base::Milliseconds period = call.facilities.speed.lasts(kPeriod);
  std::erase_if(all,
                [&](const json::Value& time) { return base::from_ms(time.as_int()) + period <= call.now; });
  if (all.size() >= kMostModifications)
    return aws::error("VolumeModificationRateExceeded", 400,
                      "You've reached the maximum modification rate per volume limit. The next modification "
                      "of volume {} is possible at {}.",
                      volume.named, base::iso8601(base::from_ms(all.front().as_int()) + period));
  all.push_back(base::to_ms(call.now));
  return {};
}

// What the volume is to be, as an EbsBlockDevice.
json::Value wanted_device(const Input& in, const json::Value& volume) {
  std::string type(volume.string_or("VolumeType", "")), wanted = type;
  if (in.has("VolumeType")) wanted = in.text("VolumeType");
  Object ebs{{"VolumeType", wanted}, {"VolumeSize", in.number("Size", volume.int_or("Size", 0))}};
  bool has_iops = wanted == "gp3" || wanted.starts_with("io");
  if (has_iops && wanted == type) {
    ebs.set_if("Iops", volume.find("Iops"));
    ebs.set_if("Throughput", volume.find("Throughput"));
  } else if (has_iops) {
    ebs.set("Iops", kNewIops);
  }
  for (std::string_view member : {"Iops", "Throughput"}) ebs.set_if(member, in.find(member));
  return ebs;
}

json::Value view(const Call& call, json::Value volume) {
  const json::Value* last = volume.find("_Modification");
  if (!last) return Object{};
  StateSince is = state_of(*last, call.now);
  base::Time began = base::from_ms(last->int_or("StartTime", 0));
  Object shown{{"VolumeId", volume.string_or("VolumeId", "")}};
  for (const json::Member& one : last->as_object())
    if (one.name != "State" && one.name != "Since" && one.name != "Speed") shown.set(one.name, one.value);
  int64_t whole = base::to_ms(began + is.speed.lasts(kModifies + kOptimizes)) - base::to_ms(began);
  bool is_done = is.state == "completed" || whole == 0;
  shown.set("Progress", is_done ? 100 : 100 * (base::to_ms(call.now) - base::to_ms(began)) / whole);
  if (is.state == "completed") shown.set("EndTime", base::to_ms(is.since));
  shown.set("ModificationState", std::move(is.state));
  return shown;
}

Output modify(Call& call) {
  Found& volume = call.the();
  const Input& in = call.input;
  if (in.has("MultiAttachEnabled") && in.flag("MultiAttachEnabled"))
    TRY(check_not_given(in, {"MultiAttachEnabled"}));
  if (!in.has("Size") && !in.has("VolumeType") && !in.has("Iops") && !in.has("Throughput"))
    return aws::error("MissingParameter", 400, "The request must contain a parameter that is to be modified");
  if (in.has("Size") && in.number("Size") < volume.record.int_or("Size", 0))
    return aws::error("InvalidParameterValue", 400, "New size cannot be smaller than existing size");
  TRY(check_state(call, volume));
  Object performance = TRY(volume_performance(wanted_device(in, volume.record)));
  TRY(count_modification(call, volume));
  json::Value modification = Object{{"StartTime", base::to_ms(call.now)}};
  for (std::string_view member : kModified)
    modification.as_object().set_if(fmt::format("Original{}", member), volume.record.find(member));
  for (std::string_view member : {"Iops", "Throughput"}) volume.fields().erase(member);
  for (json::Member& one : performance) volume.fields().set(one.name, std::move(one.value));
  for (std::string_view member : kModified)
    modification.as_object().set_if(fmt::format("Target{}", member), volume.record.find(member));
  keep_state(modification, {"modifying", call.now, call.facilities.speed});
  volume.fields().set("_Modification", std::move(modification));
  call.save(volume);
  json::Value shown = view(call, volume.record);
  shown.as_object().set("ModificationState", "modifying");  // also if nothing takes any time
  shown.as_object().set("Progress", 0);
  shown.as_object().erase("EndTime");
  return Object{{"VolumeModification", std::move(shown)}};
}

// Of volumes that were ever modified. Who names another is told.
Output describe_all(Call& call) {
  for (const std::string& id : call.input.texts("VolumeIds")) {
    json::Value volume = TRY(require(call.state, kVolumes, id));
    if (!volume.find("_Modification"))
      return aws::error("InvalidVolumeModification.NotFound", 400,
                        "Modification for volume '{}' does not exist.", id);
  }
  std::vector<Entry> entries = TRY(fitting_entries(call, kDescribedVolumesModifications));
  std::erase_if(entries, [](const Entry& one) { return !one.value.find("ModificationState"); });
  return answer_page(call, "VolumesModifications", std::move(entries));
}

constexpr Operation kOperations[] = {
    {"ModifyVolume", {on(kVolumes)}, modify},
    {"DescribeVolumesModifications", {any()}, describe_all},
};

}  // namespace

void show_unmodified(json::Value& volume, base::Time now) {
  const json::Value* last = volume.find("_Modification");
  if (!last || state_of(*last, now).state != "modifying") return;
  json::Value modification = *last;
  for (std::string_view member : kModified) {
    volume.as_object().erase(member);
    volume.as_object().set_if(member, modification.find(fmt::format("Original{}", member)));
  }
}

const Described kDescribedVolumesModifications{"DescribeVolumesModifications", kVolumes, "VolumeIds",
                                               "VolumesModifications",         {},       view};

std::span<const Operation> volume_modification_operations() {
  return kOperations;
}

}  // namespace account::ec2
