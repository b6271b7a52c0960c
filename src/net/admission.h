// Who gets a connection when there are not enough for all. Pure: the server asks, and acts on the answer.
//
// No peer holds more than its share, so that room is left for others. When all connections are taken, one
// that waits for its peer goes (RFC 9112 section 9.5 lets a server end an idle connection at any time): the
// peer that holds most gives first, then whoever has let us wait longest. A newcomer never takes the place of
// a peer that holds less than its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace net {

// A connection that there is.
struct Seat {
  enum class State {
    busy,       // with a request whose peer has done its part, or is known
    arriving,   // has just come and asked nothing yet: gives its place only to its own peer
    idle,       // waits for a request
    half_said,  // waits for the rest of a request's body
    leaving,    // was told to go
  };
  std::string_view peer;
  State state = State::busy;
  int64_t since = 0;  // when the wait began, on any steady clock
};

struct SeatLimits {
  size_t all = 0;
  size_t per_peer = 0;
};

struct Admission {
  enum class Verdict {
    take,
    wait,    // until one ends, then ask again
    refuse,  // its peer has more than enough
  };
  Verdict verdict = Verdict::take;
  std::optional<size_t> leaves = std::nullopt;  // the seat to end first
};

Admission admit(std::span<const Seat> seats, std::string_view newcomer, const SeatLimits& limits);

// Whether a newcomer is worth the search for a seat. For a peer that holds its share only so many seats are looked at
// each second, so that its crowd, which comes again and again, costs the others next to nothing; what was not used is
// saved for some seconds, since a rush is no crowd. Not thread-safe.
class Turnstile {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Turnstile(const SeatLimits& limits) : limits_(limits) {}

  bool lets_in(std::string_view peer, Time now);
  void took_a_seat(std::string_view peer);
  void left(std::string_view peer);

 private:
  struct Peer {
    size_t seats = 0;
    double to_look_at = 0;  // seats, now
    Time counted = {};
  };
  bool holds_its_share(const Peer& peer) const;

  SeatLimits limits_;
  std::map<std::string, Peer, std::less<>> peers_;  // those with seats
  size_t taken_ = 0;
};

}  // namespace net
