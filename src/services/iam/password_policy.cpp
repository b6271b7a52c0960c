#include "services/iam/password_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/iam/iam.h"

namespace account::iam {
namespace {

constexpr std::string_view kPolicy = "iam.password_policy";
constexpr std::string_view kId = "account";  // an account has one
constexpr std::string_view kSymbols = "!@#$%^&*()_+-=[]{}|'";
constexpr int64_t kLeast = 6;              // where the policy says no length
constexpr size_t kLeastWithoutPolicy = 8;  // then three of the four sorts of characters, too
constexpr size_t kSortsWithoutPolicy = 3;

struct Sort {
  std::string_view required;  // member of the policy
  bool (*has)(char c);
  std::string_view words;
};
constexpr Sort kSorts[] = {
    {"RequireUppercaseCharacters", [](char c) { return c >= 'A' && c <= 'Z'; },
     "Password should have at least one uppercase letter"},
    {"RequireLowercaseCharacters", [](char c) { return c >= 'a' && c <= 'z'; },
     "Password should have at least one lowercase letter"},
    {"RequireNumbers", [](char c) { return c >= '0' && c <= '9'; },
     "Password should have at least one number"},
    {"RequireSymbols", [](char c) { return kSymbols.find(c) != std::string_view::npos; },
     "Password should have at least one symbol"},
};

tl::unexpected<aws::Error> no_policy(const Call& call) {
  return aws::error("NoSuchEntity", 404, "The Password Policy with domain name {} cannot be found.",
                    call.state.account());
}

Output get_policy(Call& call) {
  auto policy = call.state.get(kPolicy, kId);
  if (!policy) return no_policy(call);
  return Object{{"PasswordPolicy", std::move(*policy)}};
}

// What a call does not say goes back to what it was without a policy: nothing of the policy before stays.
Output update_policy(Call& call) {
  const Input& in = call.input;
  Object policy{{"MinimumPasswordLength", in.number("MinimumPasswordLength", kLeast)},
                {"AllowUsersToChangePassword", in.flag("AllowUsersToChangePassword")},
                {"ExpirePasswords", in.has("MaxPasswordAge")},
                {"HardExpiry", in.flag("HardExpiry")}};
  for (const Sort& sort : kSorts) policy.set(sort.required, in.flag(sort.required));
  policy.set_if("MaxPasswordAge", in.find("MaxPasswordAge"));
  policy.set_if("PasswordReusePrevention", in.find("PasswordReusePrevention"));
  call.state.put(kPolicy, kId, policy);
  return Object{};
}

Output delete_policy(Call& call) {
  if (!call.state.erase(kPolicy, kId)) return no_policy(call);
  return Object{};
}

tl::unexpected<aws::Error> violation(std::string words) {
  return tl::unexpected(aws::Error("PasswordPolicyViolation", 400, std::move(words)));
}

// The words of the sorts of characters that are wanted and that the password has none of.
std::vector<std::string_view> missing_sorts(const std::string& password, const json::Value* policy) {
  std::vector<std::string_view> missing;
  for (const Sort& sort : kSorts) {
    bool is_wanted = !policy || policy->bool_or(sort.required, false);
    if (is_wanted && std::none_of(password.begin(), password.end(), sort.has)) missing.push_back(sort.words);
  }
  return missing;
}

aws::Result<void> check_characters(const std::string& password, const json::Value* policy) {
  size_t least =
      policy ? static_cast<size_t>(policy->int_or("MinimumPasswordLength", kLeast)) : kLeastWithoutPolicy;
  if (password.size() < least)
    return violation(fmt::format("Password should have a minimum length of {}", least));
  std::vector<std::string_view> missing = missing_sorts(password, policy);
  size_t may_miss = policy ? 0 : std::size(kSorts) - kSortsWithoutPolicy;
  if (missing.size() <= may_miss) return {};
  std::string words = fmt::format("{}", fmt::join(missing, ", "));
  if (policy) return violation(words);
  return violation(fmt::format("Password should meet {} more of the following requirements: {}",
                               missing.size() - may_miss, words));
}

}  // namespace

std::string password_digest(const std::string& password, const json::Value& user,
                            const base::Secret& seal_key) {
  return base::hex(
      crypto::hmac_sha256(seal_key.reveal(), fmt::format("{}\n{}", user.string_or("UserId", ""), password)));
}

aws::Result<void> check_password(const State& account, const std::string& password, const json::Value& user,
                                 const json::Value* profile, const base::Secret& seal_key) {
  auto policy = account.get(kPolicy, kId);
  TRY(check_characters(password, policy ? &*policy : nullptr));
  auto most = static_cast<size_t>(policy ? policy->int_or("PasswordReusePrevention", 0) : 0);
  if (!profile || most == 0) return {};
  std::vector<std::string> before = texts(*profile, "Digests");  // the newest first
  before.resize(std::min(before.size(), most));
  if (std::find(before.begin(), before.end(), password_digest(password, user, seal_key)) == before.end())
    return {};
  return violation(fmt::format("Password should not be one of the previous {} passwords", most));
}

bool users_may_change_passwords(const State& account) {
  auto policy = account.get(kPolicy, kId);
  return policy && policy->bool_or("AllowUsersToChangePassword", false);
}

namespace {

constexpr Operation kOperations[] = {
    {"GetAccountPasswordPolicy", {any()}, get_policy},
    {"UpdateAccountPasswordPolicy", {any()}, update_policy},
    {"DeleteAccountPasswordPolicy", {any()}, delete_policy},
};

}  // namespace

std::span<const Operation> password_policy_operations() {
  return kOperations;
}

}  // namespace account::iam
