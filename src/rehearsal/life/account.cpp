#include "rehearsal/life/account.h"

#include <fmt/core.h>

#include "blueprint/cloud/aws_cloud.h"
#include "crypto/certificate.h"

namespace rehearsal {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr const char* kEndpoint = "https://127.0.0.1:4566";
constexpr const char* kPlayer = "slipway-rehearsal";
constexpr int64_t kLongestSession_s =
    43'200;  // IAM User Guide, "Update the maximum session duration for a role"

std::string trust_in(const std::string& principal) {
  return json::dump(Object{{"Version", "2012-10-17"},
                           {"Statement", Array{Object{{"Effect", "Allow"},
                                                      {"Principal", Object{{"AWS", principal}}},
                                                      {"Action", "sts:AssumeRole"}}}}});
}

aws::Credentials credentials_in(const Value& found, std::string_view id, std::string_view secret,
                                std::string_view token) {
  return {std::string(found.string_or(id, "")), base::Secret(std::string(found.string_or(secret, ""))),
          base::Secret(std::string(found.string_or(token, "")))};
}

}  // namespace

base::Result<Makings> make_makings(std::vector<account::Service> (*services)(),
                                   const policy::Catalog& catalog, const base::Clock& clock) {
  Makings makings{services, &catalog, "", {}};
  makings.authority_pem = TRY(crypto::make_authority("rehearsal", clock.now())).certificate_pem;
  crypto::PrivateKey key = TRY(crypto::PrivateKey::generate(crypto::Algorithm::rs256));
  makings.issuer_key = [key]() -> base::Result<crypto::PrivateKey> { return key; };
  return makings;
}

base::Result<std::unique_ptr<Account>> Account::make(const Makings& makings, const std::string& id,
                                                     const std::string& region, Recorder& recorder,
                                                     const base::Clock& clock, base::Random& random) {
  std::unique_ptr<Account> made(new Account(clock, random));
  made->region_ = region;
  account::InProcessOptions options;
  options.account.id = id;
  options.endpoint = kEndpoint;
  options.authority_pem = makings.authority_pem;
  options.issuer_key = makings.issuer_key;
  options.speed = account::Speed::real();
  options.observer = &recorder;
  made->server_ = TRY(account::InProcess::make(options, makings.services(), *makings.catalog, clock, random));
  const account::AccountKeys& root = made->server_->root();
  made->root_ = made->cloud({root.access_key_id, root.secret_access_key, {}});
  TRY(made->make_others());
  TRY(made->make_role());
  recorder.follow(made->role_arn_);
  return made;
}

std::unique_ptr<blueprint::Cloud> Account::cloud(const aws::Credentials& credentials) const {
  blueprint::AccountAccess access;
  access.endpoint = kEndpoint;
  access.credentials = credentials;
  return blueprint::aws_cloud(access, region_, server_, clock_, random_,
                              base::Deadline::in(clock_, base::Milliseconds::max()));
}

// Root takes no role, so a user does. The role's name is made up: who will be in its place on AWS, no policy can know.
// Its path is not the one below which Slipway makes roles.
base::Status Account::make_role() {
  Value user = TRY(call(*root_, "iam", "CreateUser", Object{{"UserName", kPlayer}}));
  Value key = TRY(call(*root_, "iam", "CreateAccessKey", Object{{"UserName", kPlayer}}));
  Value role = TRY(call(
      *root_, "iam", "CreateRole",
      Object{{"RoleName", random_.hex(24)},
             {"MaxSessionDuration", kLongestSession_s},
             {"AssumeRolePolicyDocument", trust_in(std::string(user.find("User")->string_or("Arn", "")))}}));
  role_arn_ = role.find("Role")->string_or("Arn", "");
  auto as_user = cloud(credentials_in(*key.find("AccessKey"), "AccessKeyId", "SecretAccessKey", ""));
  Value session = TRY(call(
      *as_user, "sts", "AssumeRole",
      Object{{"RoleArn", role_arn_}, {"RoleSessionName", kPlayer}, {"DurationSeconds", kLongestSession_s}}));
  role_ = credentials_in(*session.find("Credentials"), "AccessKeyId", "SecretAccessKey", "SessionToken");
  return {};
}

// A role of another deployment of Slipway, and a provider that is no cluster's. Their names are made up, so that no
// policy can know them.
base::Status Account::make_others() {
  TRY(call(*root_, "iam", "CreateRole",
           Object{{"RoleName", random_.hex(24)},
                  {"Path", "/slipway/"},
                  {"AssumeRolePolicyDocument", trust_in(server_->root().id)}}));
  TRY(call(*root_, "iam", "CreateOpenIDConnectProvider",
           Object{{"Url", fmt::format("https://{}.{}", random_.hex(24), random_.hex(24))},
                  {"ClientIDList", Array{"sts.amazonaws.com"}},
                  {"ThumbprintList", Array{std::string(40, '0')}}}));
  return {};
}

// Customer-managed policies, since a role's own have 10,240 characters together and these may have more; and behind as
// many as it may have, its own.
base::Status Account::give(const std::vector<std::string>& documents) {
  const std::string role = role_arn_.substr(role_arn_.rfind('/') + 1);
  for (; given_ > 0; --given_) TRY(take_away(role, given_));
  for (const std::string& document : documents) {
    TRY(attach(role, given_ + 1, document));
    ++given_;
  }
  return {};
}

std::string Account::name_of_policy(size_t number) {
  return fmt::format("{}-{}", kPlayer, number);
}

std::string Account::arn_of_policy(size_t number) const {
  return fmt::format("{}:policy/{}", role_arn_.substr(0, role_arn_.find(":role/")), name_of_policy(number));
}

base::Status Account::attach(const std::string& role, size_t number, const std::string& document) {
  Object policy{{"PolicyName", name_of_policy(number)}, {"PolicyDocument", document}};
  if (number > kMostAttached) {
    policy.append({"RoleName", role});
    TRY(call(*root_, "iam", "PutRolePolicy", std::move(policy)));
    return {};
  }
  TRY(call(*root_, "iam", "CreatePolicy", std::move(policy)));
  TRY(call(*root_, "iam", "AttachRolePolicy",
           Object{{"RoleName", role}, {"PolicyArn", arn_of_policy(number)}}));
  return {};
}

base::Status Account::take_away(const std::string& role, size_t number) {
  if (number > kMostAttached) {
    TRY(call(*root_, "iam", "DeleteRolePolicy",
             Object{{"RoleName", role}, {"PolicyName", name_of_policy(number)}}));
    return {};
  }
  TRY(call(*root_, "iam", "DetachRolePolicy",
           Object{{"RoleName", role}, {"PolicyArn", arn_of_policy(number)}}));
  TRY(call(*root_, "iam", "DeletePolicy", Object{{"PolicyArn", arn_of_policy(number)}}));
  return {};
}

}  // namespace rehearsal
