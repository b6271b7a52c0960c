#include "policy/match/principal.h"

#include <algorithm>

#include "base/arn.h"
#include "base/text.h"
#include "policy/match/glob.h"
#include "policy/match/values.h"
#include "policy/semantics.h"

namespace policy {
namespace {

std::string_view last_segment(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Identity providers that need no registration (IAM User Guide, "Principal element").
constexpr std::string_view kBuiltInProviders[] = {"accounts.google.com", "cognito-identity.amazonaws.com",
                                                  "graph.facebook.com", "www.amazon.com"};

bool is_provider_arn(std::string_view text) {
  auto arn = split_arn(text);
  if (!arn || (*arn)[2] != "iam" || !base::is_account_id((*arn)[4])) return false;
  return (*arn)[5].starts_with("oidc-provider/") || (*arn)[5].starts_with("saml-provider/");
}

// Unique ids begin with a four-letter prefix: AIDA for users, AROA for roles (IAM User Guide, "IAM identifiers").
bool is_unique_id(std::string_view text) {
  return text.size() >= 16 && text.size() <= 128 && text[0] == 'A' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

bool belongs_to_account(const Principal& caller) {
  switch (caller.type) {
    case PrincipalType::root:
    case PrincipalType::user:
    case PrincipalType::role_session:
    case PrincipalType::federated_user:
      return true;
    default:
      return false;
  }
}

std::string_view partition_of(const Principal& caller) {
  auto arn = split_arn(caller.arn);
  return arn ? (*arn)[1] : std::string_view();
}

bool is_session(const Principal& caller) {
  return caller.arn.find(":assumed-role/") != std::string::npos;
}

// The role's name in arn:aws:sts::A:assumed-role/NAME/SESSION or arn:aws:iam::A:role/PATH/NAME.
std::string_view role_name(const Principal& caller) {
  auto arn = split_arn(caller.role_arn.empty() ? caller.arn : caller.role_arn);
  if (!arn) return {};
  std::string_view resource = (*arn)[5];
  if (resource.starts_with("role/")) return last_segment(resource);
  if (!resource.starts_with("assumed-role/")) return {};
  resource.remove_prefix(std::string_view("assumed-role/").size());
  return resource.substr(0, resource.find('/'));
}

}  // namespace

bool is_built_in_provider(std::string_view host) {
  return std::find(std::begin(kBuiltInProviders), std::end(kBuiltInProviders), host) !=
         std::end(kBuiltInProviders);
}

PrincipalEntry::PrincipalEntry(const WrittenPrincipal& written) : text_(written.text.value) {
  switch (written.key) {
    case PrincipalKey::everyone:
      form_ = Form::everyone;
      break;
    case PrincipalKey::aws:
      read_aws(text_);
      break;
    case PrincipalKey::service:
      form_ = Form::service;
      break;
    case PrincipalKey::federated:
      form_ = Form::provider;
      if (auto arn = split_arn(text_)) account_ = (*arn)[4];
      break;
    case PrincipalKey::canonical_user:
      form_ = Form::canonical_user;
      break;
  }
}

void PrincipalEntry::read_aws(std::string_view text) {
  if (text == "*") {
    form_ = Form::everyone;
  } else if (base::is_account_id(text)) {
    form_ = Form::account;
    account_ = text;
  } else if (is_unique_id(text)) {
    form_ = Form::unique_id;
  } else {
    read_arn(text);
  }
}

void PrincipalEntry::read_arn(std::string_view text) {
  auto arn = split_arn(text);
  if (!arn) return;
  partition_ = (*arn)[1];
  account_ = (*arn)[4];
  std::string_view service = (*arn)[2], resource = (*arn)[5];
  if (service == "iam" && resource == "root") form_ = Form::account;
  if (service == "iam" && resource.starts_with("user/")) form_ = Form::user;
  if (service == "iam" && resource.starts_with("role/")) form_ = Form::role;
  if (service == "sts" && resource.starts_with("assumed-role/")) form_ = Form::session;
  if (service == "sts" && resource.starts_with("federated-user/")) form_ = Form::federated_user;
  if (form_ == Form::role) name_ = last_segment(resource);
}

Naming PrincipalEntry::names_account(const Principal& caller) const {
  if (!belongs_to_account(caller) || caller.account != account_) return Naming::none;
  bool other_partition = !partition_.empty() && partition_of(caller) != partition_;
  return other_partition ? Naming::none : Naming::account;
}

Naming PrincipalEntry::names_role(const Principal& caller) const {
  if (caller.type != PrincipalType::role_session) return Naming::none;
  if (!caller.role_arn.empty()) return caller.role_arn == text_ ? Naming::role : Naming::none;
  if (caller.arn == text_) return Naming::role;
  bool same = names_account(caller) != Naming::none && role_name(caller) == name_;
  return same ? Naming::role : Naming::none;
}

Naming PrincipalEntry::names_session(const Principal& caller) const {
  return caller.type == PrincipalType::role_session && caller.arn == text_ ? Naming::direct : Naming::none;
}

Naming PrincipalEntry::names_provider(const Principal& caller, std::string_view resource_account) const {
  bool federated = caller.type == PrincipalType::web_identity || caller.type == PrincipalType::saml;
  if (!federated || caller.arn != text_) return Naming::none;
  bool foreign = !account_.empty() && !resource_account.empty() && account_ != resource_account;
  return foreign ? Naming::none : Naming::direct;
}

Naming PrincipalEntry::names(const Principal& caller, std::string_view resource_account) const {
  switch (form_) {
    case Form::everyone:
      return Naming::everyone;
    case Form::account:
      return names_account(caller);
    case Form::user:
      if (caller.type == PrincipalType::user && caller.arn == text_) return Naming::direct;
      if (caller.type == PrincipalType::federated_user && caller.user_arn == text_)
        return Naming::user_of_session;
      return Naming::none;
    case Form::role:
      return names_role(caller);
    case Form::session:
      return names_session(caller);
    case Form::federated_user:
      return caller.type == PrincipalType::federated_user && caller.arn == text_ ? Naming::direct
                                                                                 : Naming::none;
    case Form::unique_id:
      if (caller.unique_id != text_) return Naming::none;
      if (caller.type == PrincipalType::user) return Naming::direct;
      return caller.type == PrincipalType::role_session ? Naming::role : Naming::user_of_session;
    case Form::service:
      return caller.type == PrincipalType::service && caller.service == text_ ? Naming::direct : Naming::none;
    case Form::provider:
      return names_provider(caller, resource_account);
    case Form::canonical_user:
      return belongs_to_account(caller) && caller.canonical_id == text_ ? Naming::account : Naming::none;
    case Form::other:
      return Naming::none;
  }
  return Naming::none;
}

std::optional<std::string> PrincipalEntry::mistake(const WrittenPrincipal& written) {
  const std::string& text = written.text.value;
  PrincipalEntry entry(written);
  bool wild = find_wildcard(text) != std::string::npos;
  switch (written.key) {
    case PrincipalKey::everyone:
      return std::nullopt;
    case PrincipalKey::aws:
      if (entry.form_ == Form::everyone) return std::nullopt;
      if (wild) return "part of a principal cannot be a wildcard";
      if (entry.form_ == Form::other) return "an account, a user, a role, a session or `*` was expected";
      // `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ID` is CloudFront's own.
      if (entry.form_ == Form::user && entry.account_ == "cloudfront") return std::nullopt;
      if (entry.form_ != Form::unique_id && !base::is_account_id(entry.account_))
        return "an account is twelve digits";
      return std::nullopt;
    case PrincipalKey::service:
      if (wild || text.find('.') == std::string::npos || text.find_first_of(":/ ") != std::string::npos)
        return "a service such as `ec2.amazonaws.com` was expected";
      return std::nullopt;
    case PrincipalKey::federated:
      if (wild || (!is_provider_arn(text) && !is_built_in_provider(text))) {
        return "the ARN of an OIDC or SAML provider, or the host of a built-in one, was expected";
      }
      return std::nullopt;
    case PrincipalKey::canonical_user:
      if (wild || text.empty()) return "a canonical user id was expected";
      return std::nullopt;
  }
  return std::nullopt;
}

Naming names(const Principals& list, const Principal& caller, std::string_view resource_account) {
  Naming strongest = Naming::none;
  for (const auto& entry : list) strongest = std::max(strongest, entry.names(caller, resource_account));
  return strongest;
}

bool names_whole_chain(const Principals& list, const Principal& caller, std::string_view resource_account) {
  bool account = false, middle = false, self = false;
  for (const auto& entry : list) {
    Naming naming = entry.names(caller, resource_account);
    if (naming == Naming::everyone) return true;
    account |= naming == Naming::account;
    middle |= naming == Naming::role || naming == Naming::user_of_session;
    self |= naming == Naming::direct;
  }
  switch (caller.type) {
    case PrincipalType::root:
      return account;
    case PrincipalType::user:
      return account && self;
    case PrincipalType::role_session:
      return account && middle && (self || !is_session(caller));
    case PrincipalType::federated_user:
      return account && middle && self;
    default:
      return self;
  }
}

}  // namespace policy
