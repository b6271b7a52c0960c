#include "rehearsal/prove/rehearsal.h"

#include "base/seeded_random.h"
#include "rehearsal/prove/necessary.h"

namespace rehearsal {
namespace {

// Ids of no life are those of another; which ones they are is the same in each rehearsal.
constexpr uint64_t kOne = 1, kOther = 2, kUnderPolicies = 3;

// What is asked in a calm life, and in those in which calls are lost: whoever begins again looks for what may be there.
base::Result<std::vector<Asked>> asked_in_lives(const Subject& subject, const Makings& makings,
                                                uint64_t seed) {
  std::vector<Asked> asked;
  for (const Faults& faults : {Faults(), kEachUnsent, kEachUnanswered}) {
    base::SeededRandom random(seed);
    Life life = TRY(play(subject, makings, everything(), random, faults));
    if (!life.is_done()) {
      base::Error error = life.acts.back().error.value_or(base::Error{});
      return tl::unexpected(error.in(life.acts.back().act.name).in("the rehearsal of " + subject.name));
    }
    std::move(life.asked.begin(), life.asked.end(), std::back_inserter(asked));
  }
  return asked;
}

// The account of a rehearsal is in the partition `aws`, wherever the region is.
Policies enforced(const std::vector<Grant>& grants, const Subject& subject) {
  return policies_of(documents_of(grants, subject.name, "aws"));
}

}  // namespace

base::Result<Derived> derive(const Subject& subject, const Makings& makings) {
  std::vector<Asked> one = TRY(asked_in_lives(subject, makings, kOne));
  std::vector<Asked> other = TRY(asked_in_lives(subject, makings, kOther));
  std::vector<Grant> grants = TRY(derive(one, other, *makings.catalog));
  Derived derived{subject, std::move(grants), {}, {}};
  derived.documents = documents_of(derived.grants, subject.name, partition_of(subject.region));
  derived.asked = std::move(one);
  return derived;
}

base::Result<Life> play_under(const Derived& derived, const Makings& makings, const Policies& policies,
                              const Faults& faults) {
  base::SeededRandom random(kUnderPolicies);
  return play(derived.subject, makings, policies, random, faults);
}

base::Result<Proof> prove(const Derived& derived, const Makings& makings, const Proving& proving) {
  Proof proof;
  Policies policies = enforced(derived.grants, derived.subject);
  proof.life = TRY(play_under(derived, makings, policies));
  std::vector<Asked> asked = proof.life.asked;
  for (const Faults& faults : {kEachUnsent, kEachUnanswered}) {
    Life life = TRY(play_under(derived, makings, policies, faults));
    asked.insert(asked.end(), life.asked.begin(), life.asked.end());
    proof.recoveries.push_back(std::move(life));
  }
  if (!proof.is_sufficient()) return proof;
  proof.needless = TRY(find_needless(derived.grants, asked));
  proof.narrowness = TRY(check_narrow(derived.grants, asked, policies, *makings.catalog));
  if (proving.faults)
    proof.faulty = TRY(play_under(derived, makings, policies, {Faults::Kind::random, *proving.faults}));
  proof.is_enforced = proving.enforces_necessity;
  if (!proof.is_enforced) return proof;
  base::SeededRandom random(kUnderPolicies);
  for (Grant& each : TRY(find_needless_by_playing(derived.grants, derived.subject, makings, random)))
    proof.needless.push_back(std::move(each));
  return proof;
}

}  // namespace rehearsal
