// Virtual MFA devices (IAM User Guide, "Assign a virtual MFA device").
#include <algorithm>

#include "account/call/account_clock.h"
#include "account/call/mfa.h"
#include "crypto/totp.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/owner.h"
#include "services/iam/qr_code.h"

namespace account::iam {
namespace {

constexpr size_t kMaxDevices = 8;  // of a user
constexpr size_t kSeedBytes = 40;  // 64 characters in base32
// How far a device's clock may be from ours: when it is new, and when its user says that it has run away.
constexpr int64_t kEnableSteps = 3;
constexpr int64_t kResyncSteps = 120;

tl::unexpected<aws::Error> not_of_user() {
  return aws::error("NoSuchEntity", 404, "MFA Device invalid for user.");
}

json::Value view_user(const json::Value& device, const State& state) {
  auto user = find(state, kUsers, device.string_or("UserName", ""));
  return user ? show(*user, {"Path", "UserName", "UserId", "Arn", "CreateDate"}) : json::Value();
}

// Without its secret, which only its making shows.
json::Value view(const json::Value& device, const State& state) {
  json::Value shown = show(device, {"SerialNumber", "EnableDate"});
  if (device.find("UserName")) shown.as_object().set("User", view_user(device, state));
  return shown;
}

Output create_device(Call& call) {
  std::string name = call.input.text("VirtualMFADeviceName");
  std::string path = TRY(path_of(call.input));
  Object device{{"Path", std::move(path)}, {"VirtualMFADeviceName", name}};
  TRY(check_tags(call.input.find("Tags")));
  std::string serial = arn_of(call.state, kMfaDevices, device);
  if (find(call.state, kMfaDevices, serial))
    return aws::error("EntityAlreadyExists", 409,
                      "MFADevice entity at the same path and name already exists.");
  std::string seed = call.facilities.random.bytes(kSeedBytes);
  device.set("SerialNumber", serial);
  device.set("Seed", seal_secret(base::Secret(seed), call.facilities.seal_key, call.facilities.random));
  device.set_if("Tags", call.input.find("Tags"));
  store(call.state, kMfaDevices, device);

  std::string base32 = crypto::base32(seed);
  std::string uri =
      fmt::format("otpauth://totp/Amazon%20Web%20Services:{}@{}?secret={}&issuer=Amazon%20Web%20Services",
                  name, call.caller.account, base32);
  Object shown{{"SerialNumber", serial}, {"Base32StringSeed", base32}, {"QRCodePNG", qr_code_png(uri)}};
  shown.set_if("Tags", call.input.find("Tags"));
  return Object{{"VirtualMFADevice", std::move(shown)}};
}

Output enable_device(Call& call) {
  Found& user = call.the();
  json::Value device = TRY(require(call.state, kMfaDevices, call.input.text("SerialNumber")));
  if (device.find("UserName")) {
    return aws::error("EntityAlreadyExists", 409, "MFA Device already in use: {}",
                      device.string_or("SerialNumber", ""));
  }
  if (texts(user.record, "MFADevices").size() >= kMaxDevices)
    return limit_exceeded("Cannot exceed quota for MFADevicesPerUser: 8");
  auto step =
      step_of_codes(device, call.input.text("AuthenticationCode1"), call.input.text("AuthenticationCode2"),
                    kEnableSteps, call.facilities.seal_key, machine_clock(call.facilities).now());
  if (!step)
    return aws::error("InvalidAuthenticationCode", 403, "Authentication code for device is not valid.");
  Object& fields = device.as_object();
  fields.set("UserName", user.text("UserName"));
  fields.set("EnableDate", base::to_ms(call.now));
  fields.set("Drift", 0);
  fields.set("LastStep", *step);
  store(call.state, kMfaDevices, device);
  list_of(user.record, "MFADevices").emplace_back(device.string_or("SerialNumber", ""));
  call.save(user);
  return Object{};
}

// The device that the call names, if it is this user's.
aws::Result<json::Value> require_device(const Call& call, const json::Value& user) {
  std::string serial = call.input.text("SerialNumber");
  std::vector<std::string> serials = texts(user, "MFADevices");
  if (std::find(serials.begin(), serials.end(), serial) == serials.end()) return not_of_user();
  return require(call.state, kMfaDevices, serial);
}

Output deactivate_device(Call& call) {
  Found user = TRY(owner(call));
  json::Value device = TRY(require_device(call, user.record));
  for (std::string_view member : {"UserName", "EnableDate", "Drift", "LastStep"})
    device.as_object().erase(member);
  store(call.state, kMfaDevices, device);
  std::erase(user.fields()["MFADevices"].as_array(), *device.find("SerialNumber"));
  call.save(user);
  return Object{};
}

Output resync_device(Call& call) {
  json::Value device = TRY(require_device(call, call.the().record));
  auto step =
      step_of_codes(device, call.input.text("AuthenticationCode1"), call.input.text("AuthenticationCode2"),
                    kResyncSteps, call.facilities.seal_key, machine_clock(call.facilities).now());
  if (!step)
    return aws::error("InvalidAuthenticationCode", 403, "Authentication code for device is not valid.");
  device.as_object().set("Drift", *step - crypto::totp_step(machine_clock(call.facilities).now()));
  device.as_object().set("LastStep", *step);
  store(call.state, kMfaDevices, device);
  return Object{};
}

Output delete_device(Call& call) {
  Found& device = call.the();
  if (device.record.find("UserName"))
    return aws::error("DeleteConflict", 409, "MFA VirtualDevice in use. Must deactivate first.");
  call.erase(device);
  return Object{};
}

Output get_device(Call& call) {
  Found user = TRY(owner(call));
  json::Value device = TRY(require_device(call, user.record));
  return show(device, {"UserName", "SerialNumber", "EnableDate"});
}

Output list_devices(Call& call) {
  Found user = TRY(owner(call));
  std::vector<Entry> entries;
  for (const std::string& serial : texts(user.record, "MFADevices")) {
    if (auto device = find(call.state, kMfaDevices, serial)) entries.push_back({serial, std::move(*device)});
  }
  return list_page(call, std::move(entries), "MFADevices", [](const json::Value& device) {
    return show(device, {"UserName", "SerialNumber", "EnableDate"});
  });
}

Output list_virtual_devices(Call& call) {
  std::string wanted = call.input.text("AssignmentStatus");
  std::vector<Entry> entries = call.state.list(kMfaDevice);
  std::erase_if(entries, [&](const Entry& entry) {
    bool assigned = entry.value.find("UserName") != nullptr;
    return assigned ? wanted == "Unassigned" : wanted == "Assigned";
  });
  for (Entry& entry : entries) entry.value = view(entry.value, call.state);
  return list_page(call, std::move(entries), "VirtualMFADevices");
}

constexpr Operation kOperations[] = {
    {"CreateVirtualMFADevice", {creates(kMfaDevices), also("iam:TagMFADevice").when("Tags")}, create_device},
    {"EnableMFADevice", {on(kUsers)}, enable_device},
    {"DeactivateMFADevice", {own(kUsers)}, deactivate_device},
    {"ResyncMFADevice", {on(kUsers)}, resync_device},
    {"DeleteVirtualMFADevice", {on(kMfaDevices, kSerialNumber)}, delete_device},
    {"GetMFADevice", {own(kUsers)}, get_device},
    {"ListMFADevices", {own(kUsers)}, list_devices},
    {"ListVirtualMFADevices", {any()}, list_virtual_devices},
};

}  // namespace

std::span<const Operation> mfa_device_operations() {
  return kOperations;
}

}  // namespace account::iam
