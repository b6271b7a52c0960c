// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
#include <algorithm>

#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

std::string name_of(const Subject& subject) {
  return text_of(subject.identity.is_null() ? subject.desired : subject.identity,
                 subject.identity.is_null() ? "name" : "RoleName");
}

Request request(std::string operation, const Subject& subject, Object more = {}) {
  Object input{{"RoleName", name_of(subject)}};
  for (json::Member& member : more) input.append(std::move(member));
  return {"iam", std::move(operation), engine::literal(std::move(input))};
}

Value trust_of(const Subject& subject) {
  const Value* trust = subject.desired.find("trust");
  return trust ? trust_document(*trust) : nullptr;
}

Request create(const Subject& subject) {
  Object more{{"Path", subject.desired.string_or("path", kRolePath)},
              {"Description", text_of(subject.desired, "description")},
              {"AssumeRolePolicyDocument", json::dump(trust_of(subject))},
              {"Tags", tag_list(marks_of(subject.desired.find("tags")))}};
  std::string boundary = text_of(subject.desired, "boundary");
  if (!boundary.empty()) more.append({"PermissionsBoundary", boundary});
  return request("CreateRole", subject, std::move(more));
}

// The boundary first: who may change no role without one can go on then.
std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  auto differs = [&](std::string_view member) {
    return std::find(differing.begin(), differing.end(), member) != differing.end();
  };
  std::string boundary = text_of(subject.desired, "boundary");
  if (differs("boundary"))
    requests.push_back(boundary.empty() ? request("DeleteRolePermissionsBoundary", subject)
                                        : request("PutRolePermissionsBoundary", subject,
                                                  {{"PermissionsBoundary", boundary}}));
  if (differs("trust"))
    requests.push_back(
        request("UpdateAssumeRolePolicy", subject, {{"PolicyDocument", json::dump(trust_of(subject))}}));
  if (differs("tags"))
    for (Request& each : iam_tag_changes("Role", {{"RoleName", name_of(subject)}}, subject))
      requests.push_back(std::move(each));
  return requests;
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* role = output.find("Role");
  if (!role) return reading;
  judge(marks_of(role->find("Tags")), subject, reading);
  std::string name = text_of(*role, "RoleName");
  reading.identity = Object{{"RoleName", name}};
  const Value* boundary = role->find("PermissionsBoundary");
  Value trust = read_policy_document(role->string_or("AssumeRolePolicyDocument", ""));
  if (!trust.is_null() && trust == trust_of(subject)) trust = *subject.desired.find("trust");
  reading.members = {{"name", name},
                     {"path", text_of(*role, "Path")},
                     {"description", text_of(*role, "Description")},
                     {"boundary", boundary ? text_of(*boundary, "PermissionsBoundaryArn") : ""},
                     {"trust", std::move(trust)},
                     {"tags", our_tags(marks_of(role->find("Tags")), subject)}};
  reading.outputs = {{"Arn", text_of(*role, "Arn")}};
  return reading;
}

base::Result<std::vector<Request>> mark(const Value& output, const Subject& subject) {
  const Value& role = *output.find("Role");
  std::string name = text_of(role, "RoleName"), path = text_of(role, "Path");
  Marks ours = marks_of(subject.desired.find("tags"));
  TRY(check_unmarked(fmt::format("role `{}`", name), marks_of(role.find("Tags")), ours));
  if (std::string wanted(subject.desired.string_or("path", kRolePath)); path != wanted)
    return tl::unexpected(base::Error{
        base::ErrorKind::conflict,
        fmt::format("role `{}` has the path `{}`, and not {}: IAM changes it of no role", name, path, wanted),
        "delete it, and let `slipway up` make it"});
  return std::vector{request("TagRole", subject, {{"Tags", tag_list(ours)}})};
}

using Hanging = engine::ResourceKind::Hanging;

Hanging attached_policies() {
  Hanging hanging;
  hanging.look = [](const Subject& subject) { return request("ListAttachedRolePolicies", subject); };
  hanging.take_off = [](const Value& output, const Subject& subject) {
    std::vector<Request> requests;
    for (const Value& each : list_at(output, "AttachedPolicies"))
      requests.push_back(request("DetachRolePolicy", subject, {{"PolicyArn", text_of(each, "PolicyArn")}}));
    return requests;
  };
  hanging.member = "attached policies";
  hanging.owner = "whoever attached them";
  hanging.names = [](const Value& output) {
    std::vector<std::string> names;
    for (const Value& each : list_at(output, "AttachedPolicies")) names.push_back(text_of(each, "PolicyArn"));
    return names;
  };
  hanging.our_kind = kRolePolicy;
  hanging.our_member = "policy";
  return hanging;
}

Hanging inline_policies() {
  Hanging hanging;
  hanging.look = [](const Subject& subject) { return request("ListRolePolicies", subject); };
  hanging.take_off = [](const Value& output, const Subject& subject) {
    std::vector<Request> requests;
    for (const std::string& name : output.strings_at("PolicyNames"))
      requests.push_back(request("DeleteRolePolicy", subject, {{"PolicyName", name}}));
    return requests;
  };
  hanging.member = "inline policies";
  hanging.owner = "whoever put them there";
  hanging.names = [](const Value& output) { return output.strings_at("PolicyNames"); };
  hanging.our_kind = kRoleDocument;
  hanging.our_member = "name";
  return hanging;
}

}  // namespace

// A trust policy names an issuer in its keys, where nothing can stand for an issuer that is not known yet.
Value trust_document(const Value& trust) {
  const Value* token = trust.find("web_identity");
  if (!token) return trust;
  ServiceTrust service;
  service.provider_arn = text_of(*token, "provider");
  service.issuer_key = service.provider_arn.substr(service.provider_arn.find('/') + 1);
  service.namespace_name = text_of(*token, "namespace");
  service.service_account = text_of(*token, "service_account");
  return service_trust_policy(service);
}

engine::ResourceKind role_kind() {
  engine::ResourceKind kind = iam_kind(kRole, "CreateRole", "DeleteRole");
  kind.why = "what a service or a cluster may do in AWS";
  kind.name_from = {"name"};
  kind.in_place = {"trust", "boundary", "tags"};
  kind.foreign = {{"description", "whoever describes it"}};  // set when it is made
  kind.occupied = {"DeleteConflict"};
  kind.patience = std::chrono::minutes(5);
  kind.changing_calls = {{"iam", "UpdateAssumeRolePolicy"}};
  kind.reasons = {
      {"iam CreateRole", "makes a role for who shall need no key"},
      {"iam GetRole", "sees whether the role is there, and whom it trusts"},
      {"iam UpdateAssumeRolePolicy", "brings whom it trusts to what is desired"},
      {"iam PutRolePermissionsBoundary", "bounds what the role may do, whatever its policies say"},
      {"iam DeleteRolePermissionsBoundary", "takes the bound off, where none is desired"},
      {"iam TagRole", "sets tags that it lacks"},
      {"iam UntagRole", "takes off tags that it was given and shall have no more"},
      {"iam ListAttachedRolePolicies", "sees which policies others have put on it, which keep it from going"},
      {"iam DetachRolePolicy", "takes these off"},
      {"iam ListRolePolicies", "sees which documents others have put on it, which keep it from going"},
      {"iam DeleteRolePolicy", "takes these off"},
      {"iam DeleteRole", "removes the role with its last user"}};
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) { return request("GetRole", subject); };
  kind.change = change;
  kind.mark = mark;
  kind.remove = [](const Subject& subject) { return request("DeleteRole", subject); };
  kind.hanging = {attached_policies(), inline_policies()};
  kind.identity_of = [](const Value& output, const Subject&) {
    return Object{{"RoleName", text_of(*output.find("Role"), "RoleName")}};
  };
  kind.reading = read;
  return kind;
}

Object desired_role(const std::string& name, const std::string& description, Value trust, const Marks& tags) {
  return {
      {"name", name}, {"description", description}, {"trust", std::move(trust)}, {"tags", to_object(tags)}};
}

}  // namespace blueprint
