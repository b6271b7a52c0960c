// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request request(std::string operation, const Subject& subject) {
  return {kKubernetes, std::move(operation), name_in_namespace(subject)};
}

// With our labels, and these annotations; others that are there stay.
Request write(std::string operation, const Subject& subject, Object annotations) {
  Object input = name_in_namespace(subject);
  input.append({"labels", *subject.desired.find("labels")});
  input.append({"annotations", std::move(annotations)});
  return {kKubernetes, std::move(operation), engine::literal(std::move(input))};
}

Request create(const Subject& subject) {
  return write("CreateServiceAccount", subject,
               {{std::string(kRoleAnnotation), text_of(subject.desired, "role")}});
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& members) {
  Object annotations;
  for (const std::string& member : members)
    annotations.append({std::string(member == "role" ? kRoleAnnotation : kAudienceAnnotation),
                        text_of(subject.desired, member)});
  return {write("PutServiceAccount", subject, std::move(annotations))};
}

base::Result<std::vector<Request>> mark(const Value& output, const Subject& subject) {
  TRY(check_unmarked(fmt::format("service account `{}`", text_of(output, "name")),
                     marks_of(output.find("labels")), marks_of(subject.desired.find("labels"))));
  return std::vector{write("PutServiceAccount", subject, {})};
}

// Whoever has labels of ours in a namespace of ours is ours, whichever service it was made for.
Reading read(const Value& output, const Subject& subject) {
  ServiceAccount found{"", text_of(output, "name"), marks_of(output.find("labels")),
                       marks_of(output.find("annotations"))};
  Reading reading;
  reading.is_ours = judge(found.labels, marks_of(subject.desired.find("labels"))) != Ownership::nobodys;
  reading.is_there = subject.identity.is_null() || reading.is_ours;
  if (!reading.is_ours) reading.note = "it has no labels of Slipway";
  reading.identity = name_in_namespace(subject);
  reading.members = {{"namespace", text_of(subject.desired, "namespace")},
                     {"name", found.name},
                     {"role", found.role_arn()},
                     {"audience", found.audience()}};
  return reading;
}

}  // namespace

engine::ResourceKind service_account_kind() {
  engine::ResourceKind kind;
  kind.name = kServiceAccount;
  kind.why = "who a service is, for whom its role trusts";
  kind.name_from = {"namespace", "name"};
  kind.in_place = {"role", "audience"};
  kind.foreign = {{"labels", "whoever labels it"}};  // ours are set with the others
  kind.absent = {"NotFound"};
  kind.taken = {"AlreadyExists"};
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) { return request("GetServiceAccount", subject); };
  kind.change = change;
  kind.mark = mark;
  kind.remove = [](const Subject& subject) { return request("DeleteServiceAccount", subject); };
  kind.identity_of = [](const Value&, const Subject& subject) { return name_in_namespace(subject); };
  kind.reading = read;
  return kind;
}

Object desired_service_account(const std::string& namespace_name, const std::string& name,
                               const std::string& role_arn, const Marks& labels) {
  return {{"namespace", namespace_name},
          {"name", name},
          {"role", role_arn},
          {"audience", kStsAudience},
          {"labels", to_object(labels)}};
}

}  // namespace blueprint
