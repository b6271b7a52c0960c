// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
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

constexpr const char* kArn = "OpenIDConnectProviderArn";

// Its ARN is its URL in other words.
std::string arn_of(const std::string& account_id, const Subject& subject) {
  if (!subject.identity.is_null()) return text_of(subject.identity, kArn);
  return provider_arn(account_id, text_of(subject.desired, "url"));
}

// No thumbprint is given: IAM fetches it itself.
Request create(const Subject& subject) {
  return {"iam", "CreateOpenIDConnectProvider",
          engine::literal(Object{{"Url", text_of(subject.desired, "url")},
                                 {"ClientIDList", json::Array{text_of(subject.desired, "audience")}},
                                 {"Tags", tag_list(marks_of(subject.desired.find("tags")))}})};
}

// Other audiences are others' business.
Reading read(const std::string& account_id, const Value& output, const Subject& subject) {
  Reading reading;
  judge(marks_of(output.find("Tags")), subject, reading);
  const json::Array& audiences = list_at(output, "ClientIDList");
  bool has_audience = std::find(audiences.begin(), audiences.end(), Value(kStsAudience)) != audiences.end();
  std::string arn = arn_of(account_id, subject);
  reading.identity = Object{{kArn, arn}};
  reading.members = {{"url", "https://" + issuer_key(text_of(output, "Url"))},
                     {"audience", has_audience ? std::string(kStsAudience) : ""},
                     {"tags", our_tags(marks_of(output.find("Tags")), subject)}};
  reading.outputs = {{"Arn", arn}};
  return reading;
}

}  // namespace

engine::ResourceKind identity_provider_kind(const std::string& account_id) {
  auto request = [account_id](std::string operation, const Subject& subject, Object more = {}) {
    more.append({kArn, arn_of(account_id, subject)});
    return Request{"iam", std::move(operation), std::move(more)};
  };
  engine::ResourceKind kind =
      iam_kind(kIdentityProvider, "CreateOpenIDConnectProvider", "DeleteOpenIDConnectProvider");
  kind.why = "IAM knows by it who signs a cluster's tokens";
  kind.name_from = {"url"};
  kind.in_place = {"audience", "tags"};
  kind.changing_calls = {{"iam", "AddClientIDToOpenIDConnectProvider"}};
  kind.create = create;
  kind.find =
      kind.read = [request](const Subject& subject) { return request("GetOpenIDConnectProvider", subject); };
  kind.reasons = {
      {"iam CreateOpenIDConnectProvider", "has IAM know who signs the tokens of the cluster's services"},
      {"iam GetOpenIDConnectProvider", "sees whether IAM knows it, and for which audience"},
      {"iam AddClientIDToOpenIDConnectProvider", "has tokens be for STS"},
      {"iam TagOpenIDConnectProvider", "sets tags that it lacks"},
      {"iam UntagOpenIDConnectProvider", "takes off tags that it was given and shall have no more"},
      {"iam DeleteOpenIDConnectProvider", "has IAM know it no more, when no role trusts it"}};
  kind.change = [account_id, request](const Subject& subject, const std::vector<std::string>& differing) {
    std::vector<Request> requests;
    for (const std::string& member : differing) {
      if (member == "audience")
        requests.push_back(request("AddClientIDToOpenIDConnectProvider", subject,
                                   {{"ClientID", text_of(subject.desired, "audience")}}));
      if (member == "tags")
        requests = iam_tag_changes("OpenIDConnectProvider", {{kArn, arn_of(account_id, subject)}}, subject);
    }
    return requests;
  };
  kind.mark = [request](const Value& output, const Subject& subject) -> base::Result<std::vector<Request>> {
    Marks ours = marks_of(subject.desired.find("tags"));
    TRY(check_unmarked(fmt::format("the identity provider of {}", text_of(subject.desired, "url")),
                       marks_of(output.find("Tags")), ours));
    return std::vector{request("TagOpenIDConnectProvider", subject, {{"Tags", tag_list(ours)}})};
  };
  kind.remove = [request](const Subject& subject) { return request("DeleteOpenIDConnectProvider", subject); };
  kind.identity_of = [](const Value& output, const Subject&) {
    return Object{{kArn, text_of(output, kArn)}};
  };
  kind.reading = [account_id](const Value& output, const Subject& subject) {
    return read(account_id, output, subject);
  };
  return kind;
}

Object desired_identity_provider(Value issuer_url, const Marks& tags) {
  return {{"url", std::move(issuer_url)}, {"audience", std::string(kStsAudience)}, {"tags", to_object(tags)}};
}

}  // namespace blueprint
