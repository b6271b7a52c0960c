#include "policy/compare/diff.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/ask/caller.h"
#include "policy/ask/question.h"
#include "policy/buffer.h"
#include "policy/catalog/expand.h"
#include "policy/compare/candidates.h"
#include "policy/compare/contexts.h"
#include "policy/compare/statements.h"
#include "policy/decide/compiled.h"
#include "policy/read/context_keys.h"

namespace policy {
namespace {

constexpr std::string_view kOwner = "111122223333";  // of the resources, in requests of our making

PolicyPtr everything() {
  static const PolicyPtr kPolicy =
      *compile(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})", Kind::identity);
  return kPolicy;
}

class Comparer {
 public:
  Comparer(const PolicyPtr& without, const PolicyPtr& with, const Catalog& catalog)
      : without_(without),
        with_(with),
        catalog_(catalog),
        documents_{&without->document(), &with->document()},
        contexts_(documents_, catalog),
        resources_(documents_, catalog),
        principals_(candidate_principals(documents_)) {}

  PolicyDiff run() {
    std::vector<std::string> unsure;
    for (const auto& [signature, actions] : action_classes()) {
      Request request;
      request.action = actions.front();
      if (find(request)) {
        out_.differences.push_back({std::string(decided_by_), shrink_actions(actions, catalog_), witness_});
      } else if (!is_exhausted_ && !is_taken_in(request.action)) {
        unsure.insert(unsure.end(), actions.begin(), actions.end());
      }
    }
    if (!unsure.empty()) out_.unsure = shrink_actions(unsure, catalog_);
    return std::move(out_);
  }

 private:
  // Actions that every statement of both policies takes alike, and some Allow of `with` takes at all.
  std::map<std::string, std::vector<std::string>> action_classes() {
    std::map<std::string, std::vector<std::string>> out;
    auto add = [&](const std::string& action) {
      Lowered buffer;
      LoweredAction lowered(buffer.set(action));
      bool is_allowed = false;
      std::string signature;
      for (const PolicyPtr& policy : {without_, with_}) {
        for (size_t i = 0; i < policy->document().statements.size(); ++i) {
          const auto& statement = policy->statement(i);
          bool fits = statement.fits_action(lowered);
          signature += fits ? '1' : '0';
          is_allowed |= fits && statement.allow && policy == with_;
        }
      }
      if (!is_allowed) return;
      // A class must not mix what a pattern may stand for with what it may not: objects, buckets, no resource at all.
      if (auto known = catalog_.action(action)) {
        for (const auto& type : catalog_.resources_of(*known))
          signature += patterns_that_meet(std::string(type.arn));
      }
      out[signature].push_back(action);
    };
    for (uint32_t i = 0; i < catalog_.service_count(); ++i) {
      auto service = catalog_.service_at(i);
      for (uint32_t j = 0; j < service.actions; ++j) add(catalog_.action_at(service, j).full_name());
    }
    for (const auto& statement : with_->document().statements) {
      for (const auto& action : statement.actions) {
        bool is_plain = find_wildcard(action.value) == std::string::npos;
        if (is_plain && !catalog_.action(action.value)) add(action.value);
      }
    }
    return out;
  }

  // Which of the two policies' resource patterns a resource of this type can match, as a text.
  const std::string& patterns_that_meet(const std::string& arn) {
    auto [at, is_new] = meeting_patterns_.try_emplace(arn, " ");
    if (!is_new) return at->second;
    for (const Document* document : documents_) {
      for (const auto& statement : document->statements) {
        for (const auto& resource : statement.resources) {
          at->second += may_meet(resource.value, arn) ? '1' : '0';
        }
      }
    }
    return at->second;
  }

  // Sets `witness_` if some candidate is allowed by the one and not by the other.
  bool find(Request& request) {
    choose_relevant(request.action);
    CandidateTexts resources = resources_.of(request.action);
    // What one value shows is found at once; what only several together show is sought afterwards.
    bool is_found = find_with(request, resources.texts, &Contexts::find_one) ||
                    find_with(request, resources.texts, &Contexts::find_several);
    is_exhausted_ = resources.is_complete && contexts_.is_exhausted();
    return is_found;
  }

  // Whether the statements show by themselves that nothing was added: each Allow is part of one that was
  // there, and no Deny has become narrower.
  bool is_taken_in(const std::string& action) const {
    auto part_of_one = [&](const PolicyPtr& of, const PolicyPtr& among, bool allow) {
      auto theirs = applying(*among, action, allow);
      auto ours = applying(*of, action, allow);
      return std::all_of(ours.begin(), ours.end(), [&](const WrittenStatement* narrow) {
        return std::any_of(theirs.begin(), theirs.end(),
                           [&](const WrittenStatement* wide) { return takes_in(*wide, *narrow); });
      });
    };
    bool same_language = without_->document().has_variables == with_->document().has_variables;
    return same_language && part_of_one(with_, without_, true) && part_of_one(without_, with_, false);
  }

  static std::vector<const WrittenStatement*> applying(const Policy& policy, const std::string& action,
                                                       bool allow) {
    Lowered buffer;
    LoweredAction lowered(buffer.set(action));
    std::vector<const WrittenStatement*> out;
    for (size_t i = 0; i < policy.document().statements.size(); ++i) {
      const CompiledStatement& statement = policy.statement(i);
      if (statement.allow == allow && statement.fits_action(lowered))
        out.push_back(&policy.document().statements[i]);
    }
    return out;
  }

  bool find_with(Request& request, const std::vector<std::string>& resources,
                 bool (Contexts::*find_in)(const Request&, const Contexts::IsWitness&)) {
    for (const auto& principal : principals_) {
      request.principal = principal;
      request.resource_account = names_principals(with_->kind()) ? kOwner : principal.account;
      for (const auto& resource : resources) {
        request.resource = resource;
        if ((contexts_.*find_in)(request, [&](const Request& one) { return is_witness(one); })) return true;
      }
    }
    return false;
  }

  void choose_relevant(const std::string& action) {
    Lowered buffer;
    LoweredAction lowered(buffer.set(action));
    std::vector<const CompiledStatement*> allowing;
    std::vector<std::string> keys;
    for (const PolicyPtr& policy : {without_, with_}) {
      Document applying;
      applying.has_variables = policy->document().has_variables;
      for (size_t i = 0; i < policy->document().statements.size(); ++i) {
        const CompiledStatement& statement = policy->statement(i);
        if (!statement.fits_action(lowered)) continue;
        applying.statements.push_back(policy->document().statements[i]);
        if (policy == with_ && statement.allow) allowing.push_back(&statement);
      }
      add_context_keys(applying, keys);
    }
    contexts_.choose(keys, std::move(allowing));
  }

  Layers layers(const PolicyPtr& policy, const Request& request) const {
    Layers out;
    if (!names_principals(policy->kind())) {
      out.identity = {policy};
      return out;
    }
    out.resource = policy;
    bool is_trust = policy->kind() == Kind::trust;
    out.resource_kind =
        is_trust ? ResourcePolicyKind::trust : resource_policy_kind(request.action, request.resource);
    // In its own account an identity policy would do, and the resource policy would show nothing.
    bool own = out.resource_kind == ResourcePolicyKind::ordinary && request.principal.account == kOwner;
    if (!own) out.identity = {everything()};
    return out;
  }

  bool is_witness(const Request& shown) {
    Request asked = filled(shown);
    Decision allowed = evaluate(asked, layers(with_, asked));
    if (!allowed.allowed() || evaluate(asked, layers(without_, asked)).allowed()) return false;
    for (const Matched& matched : allowed.statements) {
      if (matched.source == with_) decided_by_ = matched.sid;
    }
    witness_ = shown;
    return true;
  }

  const PolicyPtr& without_;
  const PolicyPtr& with_;
  const Catalog& catalog_;
  std::vector<const Document*> documents_;
  Contexts contexts_;
  CandidateResources resources_;
  std::vector<Principal> principals_;
  std::map<std::string, std::string> meeting_patterns_;  // by ARN of a resource type
  std::string_view decided_by_;
  bool is_exhausted_ = true;  // by the last find()
  Request witness_;
  PolicyDiff out_;
};

}  // namespace

PolicyDiff newly_allowed(const PolicyPtr& without, const PolicyPtr& with, const Catalog& catalog) {
  return Comparer(without, with, catalog).run();
}

}  // namespace policy
