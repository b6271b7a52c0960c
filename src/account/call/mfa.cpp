#include "account/call/mfa.h"

#include <algorithm>

#include "account/record/identities.h"
#include "crypto/totp.h"

namespace account {
namespace {

constexpr int64_t kWindow = 1;  // RFC 6238 section 5.2: one step for the time that a code is on its way

bool is_code(const std::string& secret, int64_t step, std::string_view code) {
  return base::Secret::equal_in_constant_time(crypto::totp_code(secret, step), code);
}

tl::unexpected<aws::Error> denied(std::string_view words) {
  return aws::error("AccessDenied", 403, "MultiFactorAuthentication failed{}", words);
}

// The device, if it is one of the caller's user.
std::optional<json::Value> device_of(const State& account, const Caller& caller, const std::string& serial) {
  bool is_user = caller.principal.type == policy::PrincipalType::user;
  auto user = is_user ? find_user(account, caller.user_name) : std::nullopt;
  if (!user) return std::nullopt;
  std::vector<std::string> serials = texts(*user, "MFADevices");
  if (std::find(serials.begin(), serials.end(), serial) == serials.end()) return std::nullopt;
  return account.get(kMfaDevice, serial);
}

}  // namespace

std::optional<int64_t> step_of_codes(const json::Value& device, std::string_view first,
                                     std::string_view second, int64_t most, const base::Secret& seal_key,
                                     base::Time now) {
  auto secret = unseal_secret(device.string_or("Seed", ""), seal_key);
  if (!secret) return std::nullopt;
  int64_t here = crypto::totp_step(now);
  for (int64_t step = here - most; step <= here + most; ++step) {
    if (is_code(secret->reveal(), step - 1, first) && is_code(secret->reveal(), step, second)) return step;
  }
  return std::nullopt;
}

aws::Result<std::optional<MfaCode>> check_mfa(const State& account, const Caller& caller,
                                              const std::string& serial, const std::string& code,
                                              const base::Secret& seal_key, base::Time now) {
  if (serial.empty() && code.empty()) return std::optional<MfaCode>();
  if (serial.empty() || code.empty())
    return denied(", must provide both MFA serial number and one time pass code.");
  auto device = device_of(account, caller, serial);
  auto secret = device ? unseal_secret(device->string_or("Seed", ""), seal_key) : std::nullopt;
  if (!secret) {
    return denied(
        ", unable to validate MFA code.  Please verify your MFA serial number is valid and associated with "
        "this "
        "user.");
  }
  int64_t there = crypto::totp_step(now) + device->int_or("Drift", 0);
  for (int64_t step = there - kWindow; step <= there + kWindow; ++step) {
    if (step > device->int_or("LastStep", 0) && is_code(secret->reveal(), step, code))
      return std::optional(MfaCode{std::move(*device), step});
  }
  return denied(" with invalid MFA one time pass code. ");
}

void use_up(State& account, const MfaCode& code) {
  json::Value device = code.device;
  device.as_object().set("LastStep", code.step);
  account.put(kMfaDevice, device.string_or("SerialNumber", ""), device);
}

}  // namespace account
