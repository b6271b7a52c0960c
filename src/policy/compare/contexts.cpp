#include "policy/compare/contexts.h"

#include <algorithm>

#include "base/text.h"
#include "policy/ask/caller.h"

namespace policy {
namespace {

// For each action at hand, so that a comparison ends.
constexpr size_t kMaxTries = 600;
constexpr size_t kMaxCombinations = 8192;

bool all_hold(const CompiledStatement& statement, const std::string& key, const Context& context) {
  return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const auto& c) { return c.key() != key || c.holds(context); });
}

}  // namespace

void Contexts::choose(const std::vector<std::string>& keys, std::vector<const CompiledStatement*> allowing) {
  tried_ = combined_ = 0;
  relevant_.clear();
  allowing_ = std::move(allowing);
  is_exhausted_ = true;
  for (const std::string& key : keys) add_relevant(base::lower(key));
  for (size_t key : relevant_) is_exhausted_ &= keys_[key].is_complete;
}

void Contexts::add_relevant(const std::string& lowered_key) {
  for (size_t key = 0; key < keys_.size(); ++key) {
    if (base::lower(keys_[key].key) != lowered_key) continue;
    if (std::find(relevant_.begin(), relevant_.end(), key) == relevant_.end()) relevant_.push_back(key);
  }
}

bool Contexts::find_one(const Request& request, const IsWitness& is_witness) {
  if (is_witness(request)) return true;
  for (const CompiledStatement* statement : allowing_) {
    Choice base = meeting(*statement, request);
    if (!base.empty() && is_witness(with(request, base))) return true;
    for (size_t key : relevant_) {
      for (const auto& value : keys_[key].values) {
        if (++tried_ > kMaxTries) {
          is_exhausted_ &= relevant_.size() > 1;  // else every combination is tried later
          return false;
        }
        Choice choice = base;
        choice[key] = &value;
        if (is_witness(with(request, choice))) return true;
      }
    }
  }
  return false;
}

// Whether an allowing statement takes the resource, with what stands for its variables.
bool Contexts::may_be_allowed(const Request& request) const {
  Choice choice;
  for (size_t key : relevant_) {
    for (const auto& values : keys_[key].values) {
      if (values.size() == 1 && values[0] == kVariableText) choice[key] = &values;
    }
  }
  Context plain = filled(request).context, substituted = filled(with(request, choice)).context;
  return std::any_of(allowing_.begin(), allowing_.end(), [&](const CompiledStatement* statement) {
    return statement->fits_resource(request.resource, plain) ||
           statement->fits_resource(request.resource, substituted);
  });
}

size_t Contexts::combinations() const {
  size_t count = 1;
  for (size_t key : relevant_) count = std::min(count * keys_[key].values.size(), kMaxCombinations + 1);
  return count;
}

bool Contexts::find_several(const Request& request, const IsWitness& is_witness) {
  if (relevant_.size() < 2 || !may_be_allowed(request)) return false;
  size_t count = combinations();
  if (combined_ + count > kMaxCombinations) {
    is_exhausted_ = false;
    return find_pair(request, is_witness);
  }
  combined_ += count;
  for (size_t number = 0; number < count; ++number) {
    Choice choice;
    size_t rest = number;
    for (size_t key : relevant_) {
      const auto& values = keys_[key].values;
      choice[key] = &values[rest % values.size()];
      rest /= values.size();
    }
    if (is_witness(with(request, choice))) return true;
  }
  return false;
}

bool Contexts::find_pair(const Request& request, const IsWitness& is_witness) {
  for (const CompiledStatement* statement : allowing_) {
    Choice base = meeting(*statement, request);
    for (size_t i = 0; i < relevant_.size(); ++i) {
      for (size_t j = i + 1; j < relevant_.size(); ++j) {
        if (find_pair_of(relevant_[i], relevant_[j], request, base, is_witness)) return true;
      }
    }
  }
  return false;
}

bool Contexts::find_pair_of(size_t one, size_t other, const Request& request, Choice choice,
                            const IsWitness& is_witness) {
  for (const auto& value : keys_[one].values) {
    for (const auto& beside : keys_[other].values) {
      if (++combined_ > kMaxCombinations) return false;
      choice[one] = &value;
      choice[other] = &beside;
      if (is_witness(with(request, choice))) return true;
    }
  }
  return false;
}

// A choice under which the conditions of the statement hold, found key by key; empty if there are none.
Contexts::Choice Contexts::meeting(const CompiledStatement& statement, const Request& request) const {
  Choice out;
  for (const auto& condition : statement.conditions) {
    for (size_t key : relevant_) {
      if (base::lower(keys_[key].key) != condition.key()) continue;
      for (const auto& value : keys_[key].values) {
        Choice choice = out;
        choice[key] = &value;
        if (!all_hold(statement, condition.key(), filled(with(request, choice)).context)) continue;
        out = std::move(choice);
        break;
      }
    }
  }
  return out;
}

Request Contexts::with(Request request, const Choice& choice) const {
  for (const auto& [key, values] : choice) {
    const std::string& name = keys_[key].key;
    auto known = catalog_.key(name);
    bool is_list = (known && known->is_list) || values->size() > 1;
    if (values->empty() || (values->size() > 1 && known && !known->is_list)) continue;
    if (is_list) {
      request.context.set_list(name, *values);
    } else {
      request.context.set(name, values->front());
    }
  }
  return request;
}

Request filled(Request request) {
  add_principal_keys(request);
  return request;
}

}  // namespace policy
