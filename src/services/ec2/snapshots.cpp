// Operations of snapshots (EC2 API Reference).
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/image.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/snapshot.h"
#include "services/ec2/volume.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

// "Snapshots copies have an arbitrary source volume ID" (EC2 API Reference, CopySnapshot).
constexpr std::string_view kNoVolume = "vol-ffffffff";
constexpr auto kRestsBetween =
    15s;  // EC2 API Reference, "Error codes": SnapshotCreationPerVolumeRateExceeded

// Amazon EBS User Guide, "Quotas for Amazon EBS": concurrent snapshots of a volume.
size_t most_at_once(const json::Value& volume) {
  std::string_view type = volume.string_or("VolumeType", "");
  return type == "st1" || type == "sc1" ? 1 : 5;
}

aws::Result<void> check_rate(const Call& call, const json::Value& volume) {
  std::string id(volume.string_or("VolumeId", ""));
  size_t pending = 0;
  for (const Entry& one : find_through(call.state, kSnapshots, "VolumeId", id)) {
    if (snapshot_state(one.value, call.now) != "pending") continue;
    ++pending;
    base::Time began = base::from_ms(one.value.int_or("StartTime", 0));
    if (call.now < began + call.facilities.speed.lasts(kRestsBetween))
      return aws::error("SnapshotCreationPerVolumeRateExceeded", 400,
                        "The maximum per volume CreateSnapshot request rate has been exceeded. Use an "
                        "increasing or variable sleep interval between requests.");
  }
  if (pending < most_at_once(volume)) return {};
  return aws::error("ConcurrentSnapshotLimitExceeded", 400,
                    "Maximum allowed in-progress snapshots for a single volume exceeded.");
}

// What the call answers of what it made: nothing is known of it yet, also if nothing takes any time.
json::Value as_begun(const Call& call, json::Value snapshot) {
  json::Value shown = shown_snapshot(call, std::move(snapshot));
  shown.as_object().set("State", "pending");
  shown.as_object().set("Progress", "");
  shown.as_object().erase("CompletionTime");
  return shown;
}

Output create(Call& call) {
  TRY(check_not_given(call.input, {"OutpostArn"}));
  if (call.input.text("Location") == "local") TRY(check_not_given(call.input, {"Location"}));
  const json::Value& volume = call.the().record;
  json::Array tags = TRY(tags_at_creation(call, kSnapshots));
  if (shown_volume(call, volume).string_or("State", "") == "creating")
    return aws::error("IncorrectState", 400, "The volume '{}' is not 'available' or 'in-use'.",
                      call.the().named);
  TRY(check_rate(call, volume));
  return as_begun(
      call,
      make_snapshot(call, {call.the().named, volume.int_or("Size", 0), volume.bool_or("Encrypted", false),
                           std::string(volume.string_or("KmsKeyId", "")), std::move(tags)}));
}

void new_keys(const Call& call, const json::Value*, policy::Context& context) {
  std::string id = call.input.text("VolumeId");
  context.set("ec2:ParentVolume", arn_of(call.state, kVolumes, Object{{"VolumeId", id}}));
  if (auto volume = find(call.state, kVolumes, id))
    context.set("ec2:VolumeSize", std::to_string(volume->int_or("Size", 0)));
}

// --- copies ---------------------------------------------------------------------------------------------------------

State source_state(const Call& call) {
  return call.state.of(call.state.account(), call.input.text("SourceRegion"));
}

aws::Result<Resource> locate_source(const Asking& asking) {
  return resource_of(source_state(asking.call), kSnapshots, asking.text("SourceSnapshotId"));
}

// In the region from which it is copied.
constexpr RecordKind kSources = [] {
  RecordKind kind = kSnapshots;
  kind.locate = locate_source;
  return kind;
}();

void copy_keys(const Call& call, const json::Value*, policy::Context& context) {
  State there = source_state(call);
  std::string id = call.input.text("SourceSnapshotId");
  context.set("ec2:ParentSnapshot", arn_of(there, kSnapshots, Object{{"SnapshotId", id}}));
  if (auto source = find(there, kSnapshots, id))
    context.set("ec2:VolumeSize", std::to_string(source->int_or("VolumeSize", 0)));
}

Output copy(Call& call) {
  TRY(check_not_given(call.input, {"DestinationOutpostArn", "DestinationAvailabilityZone"}));
  std::string region = call.input.text("DestinationRegion");
  if (!region.empty() && region != call.region)
    return aws::error("InvalidParameterValue", 400,
                      "The destination region {} is not the region to which the call goes", region);
  const json::Value& source = call.the().record;
  json::Array tags = TRY(tags_at_creation(call, kSnapshots));
  std::string state = snapshot_state(source, call.now);
  if (state != "completed")
    return aws::error("IncorrectState", 400, "Snapshot is in invalid state - {}", state);
  bool is_encrypted =
      call.input.flag("Encrypted") || call.input.has("KmsKeyId") || source.bool_or("Encrypted", false);
  json::Value made = make_snapshot(
      call, {std::string(kNoVolume), source.int_or("VolumeSize", 0), is_encrypted,
             is_encrypted ? volume_key(call, call.input.text("KmsKeyId")) : "", std::move(tags)});
  if (call.input.has("CompletionDurationMinutes")) {
    made.as_object().set("TransferType", "time-based");
    made.as_object().set("CompletionDurationMinutes", call.input.number("CompletionDurationMinutes"));
    store(call.state, kSnapshots, made);
  }
  return Object{{"SnapshotId", *made.find("SnapshotId")}, {"Tags", *made.find("Tags")}};
}

// --- told and deleted -----------------------------------------------------------------------------------------------

// Whoever names owners or those who may use it means one of them; `self`: the caller.
bool is_meant(const std::vector<std::string>& said, const std::string& account) {
  return said.empty() || std::any_of(said.begin(), said.end(),
                                     [&](const std::string& one) { return one == "self" || one == account; });
}

Output describe_all(Call& call) {
  std::vector<Entry> entries = TRY(fitting_entries(call, kDescribedSnapshots));
  const std::string& account = call.state.account();
  bool is_told = is_meant(call.input.texts("OwnerIds"), account) &&
                 is_meant(call.input.texts("RestorableByUserIds"), account);
  if (!is_told) entries.clear();
  return answer_page(call, "Snapshots", std::move(entries));
}

Output delete_snapshot(Call& call) {
  auto images = find_through(call.state, kImages, "_SnapshotIds", call.the().named);
  if (!images.empty())
    return aws::error("InvalidSnapshot.InUse", 400, "The snapshot {} is currently in use by {}",
                      call.the().named, images.front().id);
  call.erase(call.the());
  return Object{};
}

constexpr FilterPlace kFilters[] = {{"status", "State"}, {"tag", "Tags[].Key"}};

constexpr Operation kOperations[] = {
    {"CreateSnapshot", {on(kVolumes), creates(kSnapshots).keys(new_keys), kCreateTags}, create},
    {"CopySnapshot",
     {creates(kSnapshots).keys(copy_keys), kCreateTags, on(kSources, "SourceSnapshotId")},
     copy},
    {"DescribeSnapshots", {any()}, describe_all},
    {"DeleteSnapshot", {on(kSnapshots)}, delete_snapshot},
};

}  // namespace

const Described kDescribedSnapshots{"DescribeSnapshots", kSnapshots, "SnapshotIds",
                                    "Snapshots",         kFilters,   shown_snapshot};

std::span<const Operation> snapshot_operations() {
  return kOperations;
}

}  // namespace account::ec2
