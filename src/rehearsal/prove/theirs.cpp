#include "rehearsal/prove/theirs.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/decide/compiled.h"
#include "policy/match/glob.h"
#include "rehearsal/derive/pattern.h"
#include "rehearsal/prove/decide.h"

namespace rehearsal {
namespace {

bool is_asked_by(const Grant& grant, const Asked& asked) {
  return asked.request.action == grant.action && covers(grant.resource, asked.request.resource);
}

// One of its actions, for one question.
bool serves(const policy::Text& pattern, const policy::CompiledStatement& statement, const Asked& asked) {
  return policy::Glob(base::lower(pattern.value)).matches(base::lower(asked.request.action)) &&
         statement.fits_resource(asked.request.resource, asked.request.context) &&
         statement.fits_conditions(asked.request.context);
}

}  // namespace

base::Result<Comparison> compare_with(const Derived& derived, const std::string& text) {
  Comparison comparison;
  policy::PolicyPtr compiled = TRY(policy::compile(text, policy::Kind::identity));
  Deciding deciding = TRY(Deciding::make({{Phase::plan, text}}));
  for (const Grant& each : derived.all()) {
    bool is_refused = std::any_of(derived.asked.begin(), derived.asked.end(), [&](const Asked& asked) {
      return is_asked_by(each, asked) && !deciding.allows(asked);
    });
    if (is_refused) comparison.missing.push_back(each);
  }
  for (const policy::CompiledStatement& statement : compiled->allows()) {
    const policy::WrittenStatement& written = compiled->document().statements[statement.number];
    if (written.not_action) continue;  // it names what it is not for
    for (const policy::Text& pattern : written.actions) {
      bool is_used = std::any_of(derived.asked.begin(), derived.asked.end(),
                                 [&](const Asked& asked) { return serves(pattern, statement, asked); });
      if (!is_used) comparison.unused.push_back(fmt::format("{}: {}", statement.name, pattern.value));
    }
  }
  return comparison;
}

}  // namespace rehearsal
