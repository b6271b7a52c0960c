#include "services/sts/credentials.h"

#include <algorithm>
#include <set>

#include "account/call/account_clock.h"
#include "account/record/late_identities.h"
#include "base/arn.h"
#include "base/text.h"

namespace account::sts {
namespace {

constexpr std::string_view kKeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr int64_t kShortest = 900;
constexpr int64_t kLongestChained = 3600;
constexpr size_t kMaxPolicyArns = 10;
constexpr size_t kMaxSessionPolicy = 2048;
constexpr size_t kMaxTags = 50;

tl::unexpected<aws::Error> invalid(std::string message) {
  return tl::unexpected(aws::Error("ValidationError", 400, std::move(message)));
}

constexpr std::string_view kTemporary = "ASIA";
constexpr size_t kKeyCharacters = 16;     // five bits each
constexpr size_t kAccountCharacters = 8;  // of the account: twelve digits are less than 2^40
constexpr uint64_t kMostOfAccount = 1000000000000;

// ASIA, the account's number in base 32, and random characters.
std::string temporary_key_id(const std::string& account, base::Random& random) {
  uint64_t number = 0;
  for (char digit : account) number = number * 10 + static_cast<uint64_t>(digit - '0');
  std::string id(kAccountCharacters, 'A');
  for (size_t i = kAccountCharacters; i-- > 0; number >>= 5) id[i] = kKeyAlphabet[number & 31];
  return std::string(kTemporary) + id + random.pick(kKeyAlphabet, kKeyCharacters - kAccountCharacters);
}

}  // namespace

std::optional<std::string> account_of_key_id(std::string_view id) {
  if (id.size() != kTemporary.size() + kKeyCharacters || !id.starts_with(kTemporary)) return std::nullopt;
  uint64_t number = 0;
  for (char c : id.substr(kTemporary.size())) {
    if (kKeyAlphabet.find(c) == std::string_view::npos) return std::nullopt;
  }
  for (char c : id.substr(kTemporary.size(), kAccountCharacters)) number = number << 5 | kKeyAlphabet.find(c);
  if (number >= kMostOfAccount) return std::nullopt;
  return fmt::format("{:012}", number);
}

const std::string kTrustsNobody =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"nobody.amazonaws.com"},)"
    R"("Action":"sts:AssumeRole"}]})";

aws::Result<std::string> account_of_role(const std::string& role_arn) {
  auto arn = base::Arn::parse(role_arn);
  bool is_role =
      arn && arn->service == "iam" && base::is_account_id(arn->account) && arn->resource.starts_with("role/");
  if (!is_role) return invalid(fmt::format("{} is invalid", role_arn));
  return arn->account;
}

std::optional<Role> find_role(const State& state, const std::string& role_arn) {
  auto arn = base::Arn::parse(role_arn);
  if (!arn) return std::nullopt;
  auto record = seen_role(state.of(arn->account), role_arn);
  if (!record) return std::nullopt;
  return Role{role_arn, arn->account, std::move(*record)};
}

aws::Result<std::chrono::seconds> duration(const Input& input, int64_t fallback, int64_t maximum) {
  int64_t seconds = input.number("DurationSeconds", fallback);
  if (seconds < kShortest || seconds > maximum) {
    return invalid(
        fmt::format("The requested DurationSeconds must be between {} and {}", kShortest, maximum));
  }
  return std::chrono::seconds(seconds);
}

aws::Result<std::chrono::seconds> role_duration(const Input& input, const Role& role, bool chained) {
  constexpr int64_t kDefault = 3600;
  int64_t seconds = input.number("DurationSeconds", kDefault);
  if (chained && seconds > kLongestChained) {
    return invalid(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  }
  if (seconds > role.record.int_or("MaxSessionDuration", kDefault)) {
    return invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return duration(input, kDefault, 43200);
}

aws::Result<std::optional<MfaCode>> mfa_code(const Call& call) {
  return check_mfa(call.state.of(call.caller.account), call.caller, call.input.text("SerialNumber"),
                   call.input.text("TokenCode"), call.facilities.seal_key,
                   machine_clock(call.facilities).now());
}

void take_mfa(Call& call, const std::optional<MfaCode>& code, Session& session) {
  if (!code) return;
  State account = call.state.of(call.caller.account);
  use_up(account, *code);
  session.mfa = call.now;
}

aws::Result<void> take_session_policies(const Input& input, const State& account, Session& session) {
  session.session_policy = input.text("Policy");
  size_t size = session.session_policy.size();
  if (size > kMaxSessionPolicy) {
    return aws::error("PackedPolicyTooLarge", 400,
                      "Packed policy consumes {}% of allotted space, please use smaller policy.",
                      size * 100 / kMaxSessionPolicy);
  }
  if (size > 0) {
    auto compiled = policy::compile(session.session_policy, policy::Kind::session, "session policy");
    if (!compiled) return aws::error("MalformedPolicyDocument", 400, "{}", compiled.error().message);
  }
  for (const json::Value& item : input.list("PolicyArns")) {
    std::string arn(item.string_or("arn", ""));
    if (!managed_policy_document(account, arn)) {
      return invalid(fmt::format("Policy {} does not exist or is not attachable.", arn));
    }
    session.policy_arns.push_back(std::move(arn));
  }
  if (session.policy_arns.size() > kMaxPolicyArns) return invalid("More than 10 policy ARNs");
  return {};
}

aws::Result<void> take_tags(const Input& input, Session& session) {
  const json::Array& tags = input.list("Tags");
  if (tags.size() > kMaxTags) return invalid("A session may have at most 50 tags");
  std::set<std::string> keys;
  for (const json::Value& tag : tags) {
    std::string key(tag.string_or("Key", ""));
    if (base::lower(key).starts_with("aws:")) return invalid(fmt::format("Tag key {} is reserved", key));
    if (!keys.insert(base::lower(key)).second) {
      return aws::error("InvalidParameterValue", 400,
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    session.tags[std::move(key)] = tag.string_or("Value", "");
  }
  return {};
}

aws::Result<void> take_transitive_keys(const Input& input, Session& session) {
  for (const std::string& key : input.texts("TransitiveTagKeys")) {
    bool known = std::any_of(session.tags.begin(), session.tags.end(),
                             [&](const auto& tag) { return base::equal_ignoring_case(tag.first, key); });
    if (!known) {
      return aws::error("InvalidParameterValue", 400,
                        "The specified transitive tag key must be included in the requested tags.");
    }
    session.transitive_tag_keys.push_back(key);
  }
  return {};
}

void mint(Session& session, std::chrono::seconds life, base::Time now, base::Random& random) {
  session.access_key_id = temporary_key_id(session.account, random);
  session.secret_access_key = base::Secret(random.pick(kSecretAlphabet, 40));
  session.issued = now;
  session.expires = now + life;
}

Session role_session(const Role& role, const std::string& session_name) {
  Session session;
  session.type = policy::PrincipalType::role_session;
  session.account = role.account;
  session.role_arn = role.arn;
  // The ARN of a session has the role's name without its path (IAM User Guide, "AWS JSON policy elements: Principal").
  session.arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", role.account,
                            role.record.string_or("RoleName", ""), session_name);
  session.principal_id = role.record.string_or("RoleId", "");
  session.user_id = fmt::format("{}:{}", session.principal_id, session_name);
  session.service_linked = role.record.string_or("Path", "").starts_with("/aws-service-role/");
  return session;
}

json::Value credentials(const Session& session, Facilities& facilities) {
  return json::Object{{"AccessKeyId", session.access_key_id},
                      {"SecretAccessKey", session.secret_access_key.reveal()},
                      {"SessionToken", seal_session(session, facilities.seal_key, facilities.random)},
                      {"Expiration", base::to_ms(session.expires)}};
}

json::Value assumed_role_user(const Session& session) {
  return json::Object{{"AssumedRoleId", session.user_id}, {"Arn", session.arn}};
}

}  // namespace account::sts
