#include "services/ec2/snapshot.h"

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

constexpr auto kTakes = 60s;
constexpr Transition kLife[] = {{"pending", "completed", kTakes, "pending"}};

std::string progress(const StateSince& is, base::Time now) {
  if (is.state == "completed") return "100%";
  auto whole = base::to_ms(is.since + is.speed.lasts(kTakes)) - base::to_ms(is.since);
  auto gone = base::to_ms(now) - base::to_ms(is.since);
  return fmt::format("{}%", whole > 0 ? 100 * gone / whole : 0);
}

}  // namespace

json::Value make_snapshot(Call& call, NewSnapshot wanted) {
  std::string id = new_id(call, kSnapshots);
  json::Value snapshot = Object{{"SnapshotId", id},
                                {"VolumeId", std::move(wanted.volume)},
                                {"VolumeSize", wanted.size},
                                {"Description", call.input.text("Description")},
                                {"OwnerId", call.state.account()},
                                {"StartTime", base::to_ms(call.now)},
                                {"Encrypted", wanted.is_encrypted},
                                {"StorageTier", "standard"},
                                {"Tags", std::move(wanted.tags)}};
  if (!wanted.key.empty()) snapshot.as_object().set("KmsKeyId", std::move(wanted.key));
  keep_state(snapshot, {"pending", call.now, call.facilities.speed});
  call.make(kSnapshots, id, snapshot);
  return snapshot;
}

std::string snapshot_state(const json::Value& snapshot, base::Time now) {
  return state_at(kLife, kept_state(snapshot, "completed"), now).state;
}

json::Value shown_snapshot(const Call& call, json::Value snapshot) {
  StateSince is = state_at(kLife, kept_state(snapshot, "completed"), call.now);
  Object& shown = snapshot.as_object();
  for (std::string_view member : {"Since", "Speed"}) shown.erase(member);
  shown.set("Progress", progress(is, call.now));
  if (is.state == "completed") shown.set("CompletionTime", base::to_ms(is.since));
  shown.set("State", std::move(is.state));
  return answered(std::move(snapshot));
}

aws::Result<json::Value> with_snapshot(const Call& call, json::Value ebs) {
  std::string id(ebs.string_or("SnapshotId", ""));
  auto snapshot = id.empty() ? std::nullopt : find(call.state, kSnapshots, id);
  if (!snapshot) return ebs;  // none, or that of an image
  std::string state = snapshot_state(*snapshot, call.now);
  if (state != "completed")
    return aws::error("IncorrectState", 400, "Snapshot is in invalid state - {}", state);
  int64_t least = snapshot->int_or("VolumeSize", 0), size = ebs.int_or("VolumeSize", least);
  if (size < least)
    return aws::error("InvalidParameterValue", 400,
                      "Volume of size {}GB is smaller than snapshot '{}', expect size >= {}GB", size, id,
                      least);
  Object& fields = ebs.as_object();
  fields.set("VolumeSize", size);
  if (!snapshot->bool_or("Encrypted", false)) return ebs;
  fields.set("Encrypted", true);
  if (!fields.find("KmsKeyId")) fields.set_if("KmsKeyId", snapshot->find("KmsKeyId"));
  return ebs;
}

// Service Authorization Reference, EC2: "snapshot*".
void snapshot_keys(const State& state, const json::Value& record, policy::Context& context) {
  context.set("ec2:SnapshotID", std::string(record.string_or("SnapshotId", "")));
  context.set("ec2:Owner", std::string(record.string_or("OwnerId", "")));
  context.set("ec2:ParentVolume",
              arn_of(state, kVolumes, Object{{"VolumeId", record.string_or("VolumeId", "")}}));
  context.set("ec2:SnapshotTime", base::iso8601(base::from_ms(record.int_or("StartTime", 0))));
  context.set("ec2:VolumeSize", std::to_string(record.int_or("VolumeSize", 0)));
  context.set("ec2:Encrypted", record.bool_or("Encrypted", false) ? "true" : "false");
}

}  // namespace account::ec2
