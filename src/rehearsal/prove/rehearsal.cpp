#include "rehearsal/prove/rehearsal.h"

#include "rehearsal/prove/necessary.h"

namespace rehearsal {
namespace {

// Ids of no life are those of another; which ones they are is the same in each rehearsal.
constexpr uint64_t kOne = 1, kOther = 2, kUnderPolicies = 3;

base::Result<Life> play_allowed(const Subject& subject, const Makings& makings, uint64_t seed) {
  base::SeededRandom random(seed);
  Life life = TRY(play(subject, makings, everything(), random));
  if (life.is_done()) return life;
  base::Error error = life.acts.back().error.value_or(base::Error{});
  return tl::unexpected(error.in(life.acts.back().act.name).in("the rehearsal of " + subject.name));
}

// The account of a rehearsal is in the partition `aws`, wherever the region is.
Policies enforced(const std::vector<Grant>& grants, const Subject& subject) {
  return policies_of(documents_of(grants, subject.name, "aws"));
}

}  // namespace

base::Result<Derived> derive(const Subject& subject, const Makings& makings) {
  Life one = TRY(play_allowed(subject, makings, kOne));
  Life other = TRY(play_allowed(subject, makings, kOther));
  std::vector<Grant> grants = TRY(derive(one.asked, other.asked, *makings.catalog));
  Derived derived{subject, std::move(grants), {}, {}};
  derived.documents = documents_of(derived.grants, subject.name, partition_of(subject.region));
  derived.asked = std::move(one.asked);
  return derived;
}

base::Result<Life> play_under(const Derived& derived, const Makings& makings, const Policies& policies,
                              std::optional<uint64_t> faults) {
  base::SeededRandom random(kUnderPolicies);
  return play(derived.subject, makings, policies, random, faults);
}

base::Result<Proof> prove(const Derived& derived, const Makings& makings, const Proving& proving) {
  Proof proof;
  Policies policies = enforced(derived.grants, derived.subject);
  proof.life = TRY(play_under(derived, makings, policies));
  if (!proof.is_sufficient()) return proof;
  proof.needless = TRY(find_needless(derived.grants, proof.life.asked));
  proof.narrowness = TRY(check_narrow(derived.grants, proof.life.asked, policies, *makings.catalog));
  if (proving.faults) proof.faulty = TRY(play_under(derived, makings, policies, proving.faults));
  proof.is_enforced = proving.enforces_necessity;
  if (!proof.is_enforced) return proof;
  base::SeededRandom random(kUnderPolicies);
  for (Grant& each : TRY(find_needless_by_playing(derived.grants, derived.subject, makings, random)))
    proof.needless.push_back(std::move(each));
  return proof;
}

}  // namespace rehearsal
