// What a row declares is what it takes, for every row whose needs are data, on calls of the scenarios: refused without
// policies, allowed with exactly the policy of what it asked, and refused again without any one of its statements.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "services/all.h"
#include "services/testing/asked.h"
#include "services/testing/embedded_account.h"
#include "services/testing/scenario.h"
#include "services/testing/scenario_files.h"

namespace account::testing {
namespace {

using Grant = std::pair<std::string, std::string>;  // action, resource

// Nothing at all would be a document that IAM does not take.
std::string policy_of(const std::vector<Grant>& grants) {
  json::Array statements;
  for (const auto& [action, resource] : grants)
    statements.push_back(json::Object{{"Effect", "Allow"}, {"Action", action}, {"Resource", resource}});
  if (statements.empty())
    statements.push_back(json::Object{{"Effect", "Allow"}, {"Action", "ce:GetTags"}, {"Resource", "*"}});
  return json::dump(json::Object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}});
}

// That which an identity policy decides: no bucket policy allowed it by itself. A trust policy decides beside it; a
// key's lets the account decide.
bool is_by_identity(const HeardQuestion& one) {
  if (one.request.principal.account != kFirst || one.request.action.starts_with("sts:"))
    return one.request.principal.account == kFirst;
  if (!one.request.resource_account.empty() && one.request.resource_account != kFirst) return false;
  return one.decision.layer != policy::Layer::resource;
}

// What another statement allows as well is none of its own: a new thing's ARN is `snapshot/*`.
bool is_covered(const Grant& one, const std::vector<Grant>& others) {
  return std::any_of(others.begin(), others.end(), [&](const Grant& other) {
    std::string_view resource = other.second;
    return other.first == one.first && resource.ends_with("/*") &&
           one.second.starts_with(resource.substr(0, resource.size() - 1));
  });
}

// Row by row: what became of the last attempt to prove it; empty: it is proved.
using Proofs = std::map<std::string, std::string>;

class Prover : public Scenario {
 public:
  Prover(EmbeddedAccount& account, Recorder& recorder, Proofs& proofs)
      : Scenario(account), recorder_(recorder), proofs_(proofs) {}

 private:
  struct Sent {
    const aws::Service& service;
    const aws::Operation& operation;
    const json::Value& input;
    const Sending& sending;
  };

  aws::Result<json::Value> send(const aws::Credentials* who, const aws::Service& service,
                                const aws::Operation& operation, const json::Value& input,
                                const Sending& sending) override {
    auto proof = proofs_.find(fmt::format("{}.{}", service.id(), operation.name()));
    if (!who || proof == proofs_.end() || proof->second.empty())
      return Scenario::send(who, service, operation, input, sending);
    EmbeddedAccount before(account_);
    size_t heard_before = recorder_.calls().size();
    auto output = Scenario::send(who, service, operation, input, sending);
    std::vector<HeardQuestion> asked = asked_of_caller(heard_before, operation.name());
    bool fits = !recorder_.last().was_refused() && !asked.empty() &&
                std::all_of(asked.begin(), asked.end(), is_by_identity);
    if (fits) proof->second = prove(before, {service, operation, input, sending}, asked);
    return output;
  }

  // Also by calls that the call made for its caller. What a service did meanwhile, as itself or as a role that it was
  // given, is not the caller's.
  std::vector<HeardQuestion> asked_of_caller(size_t first, std::string_view operation) const {
    std::vector<HeardCall> heard(recorder_.calls().begin() + static_cast<ptrdiff_t>(first),
                                 recorder_.calls().end());
    auto own = std::find_if(heard.rbegin(), heard.rend(),
                            [&](const HeardCall& call) { return call.operation == operation; });
    if (own == heard.rend() || own->questions.empty()) return {};
    std::string caller = own->questions.front().request.principal.arn;
    std::vector<HeardQuestion> asked;
    for (const HeardCall& call : heard)
      for (const HeardQuestion& one : call.questions)
        if (one.request.principal.arn == caller) asked.push_back(one);
    return asked;
  }

  static std::string prove(EmbeddedAccount& account, const Sent& sent,
                           const std::vector<HeardQuestion>& asked) {
    Recorder recorder;
    account.facilities().observer = &recorder;
    aws::Credentials prover = make_user(account, "prover");
    auto is_refused_with = [&](const std::vector<Grant>& grants) {
      account.must(
          account.root(), "iam", "PutUserPolicy",
          json::Object{{"UserName", "prover"}, {"PolicyName", "p"}, {"PolicyDocument", policy_of(grants)}});
      size_t heard_before = recorder.calls().size();
      auto output = account.call(prover, sent.service.id(), sent.operation.name(), sent.input, sent.sending);
      bool was_refused = std::any_of(recorder.calls().begin() + static_cast<ptrdiff_t>(heard_before),
                                     recorder.calls().end(), std::mem_fn(&HeardCall::was_refused));
      return was_refused || (!output && account.status() == 403);
    };
    std::set<Grant> unique;
    for (const HeardQuestion& one : asked) unique.insert({one.request.action, one.request.resource});
    std::vector<Grant> grants(unique.begin(), unique.end());
    EXPECT_TRUE(is_refused_with({})) << sent.operation.name() << " without policies: " << account.status()
                                     << " " << account.body();
    for (size_t left_out = 0; left_out < grants.size() && grants.size() > 1; ++left_out) {
      std::vector<Grant> others = grants;
      others.erase(others.begin() + static_cast<ptrdiff_t>(left_out));
      if (is_covered(grants[left_out], others)) continue;
      EXPECT_TRUE(is_refused_with(others)) << sent.operation.name() << " without " << grants[left_out].first;
    }
    return is_refused_with(grants) ? "refused with " + policy_of(grants) : "";
  }

  Recorder& recorder_;
  Proofs& proofs_;
};

struct Exception {
  std::string_view row;
  std::string_view why;
};
constexpr Exception kExceptions[] = {
    {"eks-auth.AssumeRoleForPodIdentity", "a scenario has no token of a pod: pod_identity_auth_test.cpp"},
    {"sts.DecodeAuthorizationMessage", "a scenario does not see the header with the message: calls_test.cpp"},
};

TEST(Proofs, of_each_row_by_the_policy_of_its_needs) {
  Proofs proofs;
  for (const Service& service : services::all())
    for (const Operation& row : rows_of(service))
      if (!is_function(row) && !asks_nothing(row))
        proofs[fmt::format("{}.{}", service.model, row.name)] =
            "no scenario calls it so that an identity policy decides";
  for (const Case& one : read_cases()) {
    Recorder recorder;
    EmbeddedAccount account;
    account.facilities().observer = &recorder;
    Prover(account, recorder, proofs).run(one.name, one.steps);
  }
  for (const auto& [row, lack] : proofs) {
    auto known = std::find_if(std::begin(kExceptions), std::end(kExceptions),
                              [&, name = row](const Exception& one) { return one.row == name; });
    EXPECT_EQ(lack.empty(), known == std::end(kExceptions))
        << row << ": " << (lack.empty() ? "proved by now" : lack);
  }
}

}  // namespace
}  // namespace account::testing
