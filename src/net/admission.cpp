#include "net/admission.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace net {
namespace {

constexpr double kLooksEachSecond = 50'000;  // some ten milliseconds of a processor
constexpr double kMostLooks = 4 * kLooksEachSecond;

using Counts = std::map<std::string_view, size_t>;  // seats of each peer that are to stay

bool may_leave(const Seat& seat, std::string_view newcomer) {
  if (seat.state == Seat::State::arriving) return seat.peer == newcomer;
  return seat.state == Seat::State::idle || seat.state == Seat::State::half_said;
}

// The first to go is the greatest: of the peer that holds most, whoever said nothing before who said half,
// the longest wait.
auto rank(const Seat& seat, const Counts& counts) {
  return std::tuple(counts.at(seat.peer), seat.state != Seat::State::half_said, -seat.since);
}

template <typename Accept>
std::optional<size_t> first_to_go(std::span<const Seat> seats, std::string_view newcomer,
                                  const Counts& counts, Accept accept) {
  std::optional<size_t> first;
  for (size_t i = 0; i < seats.size(); ++i) {
    if (!may_leave(seats[i], newcomer) || !accept(seats[i])) continue;
    if (!first || rank(seats[i], counts) > rank(seats[*first], counts)) first = i;
  }
  return first;
}

}  // namespace

Admission admit(std::span<const Seat> seats, std::string_view newcomer, const SeatLimits& limits) {
  using Verdict = Admission::Verdict;
  Counts counts;
  size_t staying = 0;
  for (const Seat& seat : seats) {
    if (seat.state == Seat::State::leaving) continue;
    ++counts[seat.peer];
    ++staying;
  }
  size_t own = counts[newcomer];
  bool has_room = seats.size() < limits.all;

  if (own >= limits.per_peer) {
    auto leaves =
        first_to_go(seats, newcomer, counts, [&](const Seat& seat) { return seat.peer == newcomer; });
    if (!leaves) return {own < limits.all ? Verdict::refuse : Verdict::wait};
    return {has_room ? Verdict::take : Verdict::wait, leaves};
  }
  if (has_room) return {Verdict::take};
  if (staying < limits.all) return {Verdict::wait};  // somebody is about to leave
  auto leaves =
      first_to_go(seats, newcomer, counts, [&](const Seat& seat) { return counts.at(seat.peer) >= own; });
  if (leaves) return {Verdict::wait, leaves};
  size_t fair_share = limits.all / counts.size();
  return {own > fair_share ? Verdict::refuse : Verdict::wait};
}

bool Turnstile::holds_its_share(const Peer& peer) const {
  return peer.seats >= limits_.per_peer ||
         (taken_ >= limits_.all && peer.seats > limits_.all / peers_.size());
}

bool Turnstile::lets_in(std::string_view name, Time now) {
  auto found = peers_.find(name);
  if (found == peers_.end() || !holds_its_share(found->second)) return true;
  Peer& peer = found->second;
  double seconds = std::chrono::duration<double>(now - peer.counted).count();
  peer.to_look_at = std::min(kMostLooks, peer.to_look_at + seconds * kLooksEachSecond);
  peer.counted = now;
  auto cost = static_cast<double>(taken_);
  if (peer.to_look_at < cost) return false;
  peer.to_look_at -= cost;
  return true;
}

void Turnstile::took_a_seat(std::string_view peer) {
  ++peers_[std::string(peer)].seats;
  ++taken_;
}

void Turnstile::left(std::string_view peer) {
  auto found = peers_.find(peer);
  if (--found->second.seats == 0) peers_.erase(found);
  --taken_;
}

}  // namespace net
