// Virtual MFA devices, for IAM, which keeps them, and STS, which asks for their codes (IAM User Guide, "Secure
// API access with MFA").
//
// A device is a record of its own, found by its serial number, which is an ARN:
//   {SerialNumber, VirtualMFADeviceName, Path, Seed (sealed), Tags}, and while a user has it:
//   {UserName, EnableDate, Drift: steps by which it is ahead, LastStep: that of the newest code}
// The user's record lists its serial numbers (MFADevices).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/call/caller.h"
#include "account/record/state.h"
#include "aws/error.h"
#include "base/json.h"

namespace account {

inline constexpr std::string_view kMfaDevice = "iam.mfa_device";

// Two codes in a row show the step that the device is at; nullopt: they do not follow one another, or the device
// is more than `most` steps away from our clock.
std::optional<int64_t> step_of_codes(const json::Value& device, std::string_view first,
                                     std::string_view second, int64_t most, const base::Secret& seal_key,
                                     base::Time now);

// A code that was good for the caller: of a device of the caller's own user, at most a step away from now, and
// newer than every one before. nullopt: the call gives none.
struct MfaCode {
  json::Value device;
  int64_t step;
};
// AccessDenied where what the call gives is not good. `serial` and `code`: empty, where it gives none.
aws::Result<std::optional<MfaCode>> check_mfa(const State& account, const Caller& caller,
                                              const std::string& serial, const std::string& code,
                                              const base::Secret& seal_key, base::Time now);
// It is not good again.
void use_up(State& account, const MfaCode& code);

}  // namespace account
