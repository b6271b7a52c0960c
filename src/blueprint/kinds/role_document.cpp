// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Object place(const Subject& subject) {
  return {{"RoleName", text_of(subject.desired, "role")}, {"PolicyName", text_of(subject.desired, "name")}};
}

Request put(const Subject& subject) {
  Object input = place(subject);
  input.append({"PolicyDocument", json::dump(*subject.desired.find("document"))});
  return {"iam", "PutRolePolicy", engine::literal(std::move(input))};
}

Reading read(const Value& output, const Subject&) {
  Reading reading;
  reading.is_there = true;
  std::string role = text_of(output, "RoleName"), name = text_of(output, "PolicyName");
  reading.identity = Object{{"RoleName", role}, {"PolicyName", name}};
  reading.members = {{"role", role},
                     {"name", name},
                     {"document", read_policy_document(output.string_or("PolicyDocument", ""))}};
  return reading;
}

}  // namespace

engine::ResourceKind role_document_kind() {
  engine::ResourceKind kind = iam_kind(kRoleDocument, "PutRolePolicy", "DeleteRolePolicy");
  kind.why = "what its role may do, and nothing besides";
  kind.name_from = {"role", "name"};
  kind.in_place = {"document"};
  kind.changing_calls = {{"iam", "PutRolePolicy"}};
  kind.reasons = {{"iam PutRolePolicy", "lets a role do what the document says"},
                  {"iam GetRolePolicy", "sees what the document says today"},
                  {"iam DeleteRolePolicy", "takes the document off the role"}};
  kind.remedies["LimitExceeded"] = "a role takes 10,240 characters of such documents: take others off it";
  kind.create = put;
  kind.find = kind.read = [](const Subject& subject) {
    return Request{"iam", "GetRolePolicy", place(subject)};
  };
  kind.change = [](const Subject& subject, const std::vector<std::string>&) {
    return std::vector{put(subject)};
  };
  kind.remove = [](const Subject& subject) { return Request{"iam", "DeleteRolePolicy", place(subject)}; };
  kind.identity_of = [](const Value&, const Subject& subject) { return place(subject); };
  kind.reading = read;
  kind.unmarkable = "it is ours by being on a role of ours: adopt the role";
  return kind;
}

}  // namespace blueprint
