#include "net/admission.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace net {
namespace {

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

}  // namespace net
