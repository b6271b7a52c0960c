#include "rehearsal/prove/rehearsal.h"

#include <array>

#include "base/seeded_random.h"
#include "base/side_by_side.h"
#include "rehearsal/derive/states.h"
#include "rehearsal/prove/necessary.h"

namespace rehearsal {
namespace {

// Ids of no life are those of another; which ones they are is the same in each rehearsal.
constexpr uint64_t kOne = 1, kOther = 2, kUnderPolicies = 3;

// Lives share nothing but what does not change. In the order of `plays`.
struct Play {
  uint64_t seed;
  Faults faults;
};

base::Result<std::vector<Life>> play_all(const Subject& subject, const Makings& makings,
                                         const Policies& policies, const std::vector<Play>& plays) {
  std::vector<base::Result<Life>> played(plays.size());
  base::side_by_side(plays.size(), [&](size_t i) {
    base::SeededRandom random(plays[i].seed);
    played[i] = play(subject, makings, policies, random, plays[i].faults);
  });
  std::vector<Life> lives;
  for (base::Result<Life>& each : played) lives.push_back(TRY(std::move(each)));
  return lives;
}

// What is asked in a calm life, and in those in which calls are lost: whoever begins again looks for what may be there.
std::vector<Play> lives_of(uint64_t seed) {
  return {{seed, Faults()}, {seed, kEachUnsent}, {seed, kEachUnanswered}};
}

base::Result<std::vector<Asked>> asked_in_lives(const Subject& subject, const Makings& makings,
                                                uint64_t seed) {
  std::vector<Asked> asked;
  for (Life& life : TRY(play_all(subject, makings, everything(), lives_of(seed)))) {
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
  std::array<base::Result<std::vector<Asked>>, 2> asked;
  base::side_by_side(2,
                     [&](size_t i) { asked[i] = asked_in_lives(subject, makings, i == 0 ? kOne : kOther); });
  std::vector<Asked> one = TRY(std::move(asked[0])), other = TRY(std::move(asked[1]));
  std::vector<Grant> grants = TRY(derive(one, other, *makings.catalog));
  Derived derived{subject, std::move(grants), grants_for_states(subject), {}, std::move(one)};
  derived.documents = documents_of(derived.all(), subject.name, partition_of(subject.region));
  for (Asked& each : asked_for_states(derived.states, derived.asked.front()))
    derived.asked.push_back(std::move(each));
  return derived;
}

std::vector<Grant> Derived::all() const {
  std::vector<Grant> all = grants;
  all.insert(all.end(), states.begin(), states.end());
  return all;
}

base::Result<Life> play_under(const Derived& derived, const Makings& makings, const Policies& policies,
                              const Faults& faults) {
  base::SeededRandom random(kUnderPolicies);
  return play(derived.subject, makings, policies, random, faults);
}

base::Result<Proof> prove(const Derived& derived, const Makings& makings, const Proving& proving) {
  Proof proof;
  Policies policies = enforced(derived.grants, derived.subject);
  std::vector<Life> lives = TRY(play_all(derived.subject, makings, policies, lives_of(kUnderPolicies)));
  std::vector<Asked> asked;
  for (const Life& life : lives) asked.insert(asked.end(), life.asked.begin(), life.asked.end());
  proof.life = std::move(lives.front());
  proof.recoveries.assign(std::make_move_iterator(lives.begin() + 1), std::make_move_iterator(lives.end()));
  if (!proof.is_sufficient()) return proof;
  proof.needless = TRY(find_needless(derived.grants, asked));
  proof.narrowness = TRY(check_narrow(derived.grants, asked, policies, *makings.catalog));
  proof.escalations =
      TRY(find_escalations(derived.grants, asked.front().request, policies, derived.subject.region));
  if (proving.faults)
    proof.faulty = TRY(play_under(derived, makings, policies, {Faults::Kind::random, *proving.faults}));
  proof.is_enforced = proving.enforces_necessity;
  if (!proof.is_enforced) return proof;
  for (Grant& each : TRY(find_needless_by_playing(derived.grants, derived.subject, makings, kUnderPolicies)))
    proof.needless.push_back(std::move(each));
  return proof;
}

}  // namespace rehearsal
