// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
#include <algorithm>

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

// A role has at most 20 managed policies, and one answer lists 100 (IAM User Guide, "IAM and AWS STS quotas").
Request look(const Subject& subject) {
  return {"iam", "ListAttachedRolePolicies", Object{{"RoleName", text_of(subject.desired, "role")}}};
}

Request write(std::string operation, const Subject& subject) {
  return {"iam", std::move(operation),
          Object{{"RoleName", text_of(subject.desired, "role")},
                 {"PolicyArn", text_of(subject.desired, "policy")}}};
}

Value identity_of(const Subject& subject) {
  return Object{{"RoleName", text_of(subject.desired, "role")},
                {"PolicyArn", text_of(subject.desired, "policy")}};
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  std::string policy = text_of(subject.desired, "policy");
  const json::Array& attached = list_at(output, "AttachedPolicies");
  reading.is_there = std::any_of(attached.begin(), attached.end(), [&](const Value& each) {
    return each.string_or("PolicyArn", "") == policy;
  });
  if (!reading.is_there) return reading;
  reading.identity = identity_of(subject);
  reading.members = {{"role", text_of(subject.desired, "role")}, {"policy", policy}};
  return reading;
}

}  // namespace

engine::ResourceKind role_policy_kind() {
  engine::ResourceKind kind = iam_kind(kRolePolicy, "AttachRolePolicy", "DetachRolePolicy");
  kind.why = "what its role may do";
  kind.name_from = {"role", "policy"};
  kind.reasons = {{"iam AttachRolePolicy", "lets a role do what the policy says"},
                  {"iam ListAttachedRolePolicies", "sees which policies the role has"},
                  {"iam DetachRolePolicy", "lets it do that no more"}};
  kind.create = [](const Subject& subject) { return write("AttachRolePolicy", subject); };
  kind.find = kind.read = look;
  kind.change = [](const Subject&, const std::vector<std::string>&) { return std::vector<Request>(); };
  kind.remove = [](const Subject& subject) { return write("DetachRolePolicy", subject); };
  kind.identity_of = [](const Value&, const Subject& subject) { return identity_of(subject); };
  kind.reading = read;
  kind.unmarkable = "it is ours by being on a role of ours: adopt the role";
  return kind;
}

Object desired_role_policy(const std::string& role, const std::string& policy_arn) {
  return {{"role", role}, {"policy", policy_arn}};
}

}  // namespace blueprint
