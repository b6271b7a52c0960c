#include "policy/diff.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/buffer.h"
#include "policy/caller.h"
#include "policy/candidates.h"
#include "policy/compiled.h"
#include "policy/expand.h"
#include "policy/question.h"

namespace policy {
namespace {

constexpr std::string_view kOwner = "111122223333";  // of the resources, in requests of our making
constexpr size_t kMaxTries = 600;                    // for each class of actions
constexpr size_t kMaxCombinations = 8192;            // of values of several keys, likewise

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
        keys_(candidate_keys(documents_)),
        principals_(candidate_principals(documents_)) {}

  std::vector<Difference> run() {
    for (const auto& [signature, actions] : action_classes()) {
      Request request;
      request.action = actions.front();
      if (find(request)) {
        out_.push_back({std::string(decided_by_), shrink_actions(actions, catalog_), witness_});
      }
    }
    return std::move(out_);
  }

 private:
  using Choice = std::map<size_t, const std::vector<std::string>*>;  // of keys_, a value each

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
      // A class must not mix what a pattern may stand for with what it may not: objects, buckets, no resource
      // at all.
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
    tried_ = combined_ = 0;
    choose_relevant(request.action);
    auto resources = candidate_resources(documents_, catalog_, request.action);
    // What one value shows is found at once; what only several together show is sought afterwards.
    return find_with(request, resources, &Comparer::find_context) ||
           (relevant_keys_.size() > 1 && find_with(request, resources, &Comparer::find_combination));
  }

  bool find_with(Request& request, const std::vector<std::string>& resources,
                 bool (Comparer::*find_one)(const Request&)) {
    for (const auto& principal : principals_) {
      request.principal = principal;
      request.resource_account = names_principals(with_->kind()) ? kOwner : principal.account;
      for (const auto& resource : resources) {
        request.resource = resource;
        if ((this->*find_one)(request)) return true;
      }
    }
    return false;
  }

  // Only statements that take the action, and the keys of their conditions, make a difference.
  void choose_relevant(const std::string& action) {
    Lowered buffer;
    LoweredAction lowered(buffer.set(action));
    relevant_keys_.clear();
    allowing_.clear();
    for (const PolicyPtr& policy : {without_, with_}) {
      for (size_t i = 0; i < policy->document().statements.size(); ++i) {
        const CompiledStatement& statement = policy->statement(i);
        if (!statement.fits_action(lowered)) continue;
        if (policy == with_ && statement.allow) allowing_.push_back(&statement);
        for (const auto& condition : statement.conditions) add_relevant(condition.key());
      }
    }
  }

  void add_relevant(const std::string& lowered_key) {
    for (size_t key = 0; key < keys_.size(); ++key) {
      if (base::lower(keys_[key].key) != lowered_key) continue;
      if (std::find(relevant_keys_.begin(), relevant_keys_.end(), key) == relevant_keys_.end()) {
        relevant_keys_.push_back(key);
      }
    }
  }

  // Without any key; with what meets all conditions of one statement; with one other value in each place.
  bool find_context(const Request& request) {
    if (try_with(request, {})) return true;
    for (const CompiledStatement* statement : allowing_) {
      Choice base = meeting(*statement, request);
      if (!base.empty() && try_with(request, base)) return true;
      for (size_t key : relevant_keys_) {
        for (const auto& value : keys_[key].values) {
          if (tried_ > kMaxTries) return false;
          Choice choice = base;
          choice[key] = &value;
          if (try_with(request, choice)) return true;
        }
      }
    }
    return false;
  }

  // Every value of every key with every other; where these are too many, two other values at a time.
  bool find_combination(const Request& request) {
    if (!may_be_allowed(request)) return false;
    size_t count = 1;
    for (size_t key : relevant_keys_) count *= std::min(keys_[key].values.size(), kMaxCombinations);
    if (combined_ + count > kMaxCombinations) return find_pair(request);
    for (size_t number = 0; number < count; ++number) {
      Choice choice;
      size_t rest = number;
      for (size_t key : relevant_keys_) {
        const auto& values = keys_[key].values;
        choice[key] = &values[rest % values.size()];
        rest /= values.size();
      }
      if (try_with(request, choice)) return true;
    }
    combined_ += count;
    return false;
  }

  bool find_pair(const Request& request) {
    for (const CompiledStatement* statement : allowing_) {
      Choice base = meeting(*statement, request);
      for (size_t i = 0; i < relevant_keys_.size(); ++i) {
        for (size_t j = i + 1; j < relevant_keys_.size(); ++j) {
          if (find_pair_of(relevant_keys_[i], relevant_keys_[j], request, base)) return true;
        }
      }
    }
    return false;
  }

  bool find_pair_of(size_t one, size_t other, const Request& request, Choice choice) {
    for (const auto& value : keys_[one].values) {
      for (const auto& beside : keys_[other].values) {
        if (++combined_ > kMaxCombinations) return false;
        choice[one] = &value;
        choice[other] = &beside;
        if (try_with(request, choice)) return true;
      }
    }
    return false;
  }

  // Whether some Allow of `with` fits but for its conditions.
  bool may_be_allowed(const Request& request) const {
    return std::any_of(allowing_.begin(), allowing_.end(), [&](const CompiledStatement* statement) {
      return statement->fits_resource(request.resource, filled(request).context);
    });
  }

  // A choice under which the conditions of the statement hold, found key by key; empty if there are none.
  Choice meeting(const CompiledStatement& statement, const Request& request) const {
    Choice out;
    for (const auto& condition : statement.conditions) {
      for (size_t key : relevant_keys_) {
        if (base::lower(keys_[key].key) != condition.key()) continue;
        for (const auto& value : keys_[key].values) {
          Choice choice = out;
          choice[key] = &value;
          if (!all_hold(statement, condition.key(), filled(chosen(request, choice)).context)) continue;
          out = std::move(choice);
          break;
        }
      }
    }
    return out;
  }

  static bool all_hold(const CompiledStatement& statement, const std::string& key, const Context& context) {
    return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                       [&](const auto& c) { return c.key() != key || c.holds(context); });
  }

  Request chosen(Request request, const Choice& choice) const {
    for (const auto& [key, values] : choice) {
      const std::string& name = keys_[key].key;
      auto known = catalog_.key(name);
      bool is_list = (known && known->is_list) || values->size() > 1;
      if (values->empty()) continue;
      if (is_list) {
        request.context.set_list(name, *values);
      } else {
        request.context.set(name, values->front());
      }
    }
    return request;
  }

  static Request filled(Request request) {
    add_principal_keys(request);
    return request;
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

  bool try_with(const Request& request, const Choice& choice) {
    ++tried_;
    Request shown = chosen(request, choice), asked = filled(shown);
    Decision allowed = evaluate(asked, layers(with_, asked));
    if (!allowed.allowed() || evaluate(asked, layers(without_, asked)).allowed()) return false;
    for (const Matched& matched : allowed.statements) {
      if (matched.source == with_) decided_by_ = matched.sid;
    }
    witness_ = std::move(shown);
    return true;
  }

  const PolicyPtr& without_;
  const PolicyPtr& with_;
  const Catalog& catalog_;
  std::vector<const Document*> documents_;
  std::vector<CandidateKey> keys_;
  std::vector<Principal> principals_;
  std::map<std::string, std::string> meeting_patterns_;  // by ARN of a resource type
  std::vector<size_t> relevant_keys_;                    // of keys_, for the action at hand
  std::vector<const CompiledStatement*> allowing_;       // of `with`, for the action at hand
  size_t tried_ = 0, combined_ = 0;
  std::string_view decided_by_;
  Request witness_;
  std::vector<Difference> out_;
};

}  // namespace

std::vector<Difference> newly_allowed(const PolicyPtr& without, const PolicyPtr& with,
                                      const Catalog& catalog) {
  return Comparer(without, with, catalog).run();
}

}  // namespace policy
