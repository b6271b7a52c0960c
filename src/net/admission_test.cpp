#include "net/admission.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace net {
namespace {

// A seat for each word: its peer, what it does (b: busy, a: arriving, i: idle, h: half said, l: leaving), since when.
std::vector<Seat> seats_of(std::string_view text) {
  std::vector<Seat> seats;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    Seat seat{word.substr(0, 1), Seat::State::busy, word.size() > 2 ? word[2] - '0' : 0};
    if (word[1] == 'a') seat.state = Seat::State::arriving;
    if (word[1] == 'i') seat.state = Seat::State::idle;
    if (word[1] == 'h') seat.state = Seat::State::half_said;
    if (word[1] == 'l') seat.state = Seat::State::leaving;
    seats.push_back(seat);
  }
  return seats;
}

std::string verdict_on(std::string_view seats, std::string_view newcomer) {
  Admission admission = admit(seats_of(seats), newcomer, {4, 3});
  std::string text;
  if (admission.leaves) text = "end " + std::to_string(*admission.leaves) + ", ";
  switch (admission.verdict) {
    case Admission::Verdict::take:
      return text + "take";
    case Admission::Verdict::wait:
      return text + "wait";
    case Admission::Verdict::refuse:
      return text + "refuse";
  }
  return text;
}

TEST(Admission, OfFourSeatsAndThreeForEachPeer) {
  struct Row {
    const char* seats;
    const char* newcomer;
    const char* verdict;
    const char* why;
  };
  const Row rows[] = {
      {"", "a", "take", "the first"},
      {"ab ab", "a", "take", "below both limits"},
      {"ab ab ab", "a", "refuse", "more than its share, and none of its own waits"},
      {"ab ab ab", "b", "take", "room was kept for another"},
      {"ab ai5 ai3", "a", "end 2, take", "its own longest idle one makes room"},
      {"ab ah3 ai5", "a", "end 2, take", "idle goes before half said"},
      {"ab ah3 ah5", "a", "end 1, take", "the longest half said"},
      {"aa2 aa1 ab", "a", "end 1, take", "its own that has said nothing yet"},
      {"aa1 aa2 ba1 cb", "d", "wait", "another's has a moment to speak"},
      {"ab ab al", "a", "take", "who was told to go counts no more for its peer"},
      {"ab ab ab bi1", "c", "end 3, wait", "only one may leave"},
      {"ai2 ai3 bi1 ci1", "d", "end 0, wait", "the peer that holds most gives, not who waits longest"},
      {"ai2 al bi1 cb", "d", "wait", "one is leaving already"},
      {"ab ab bi1 cb", "a", "refuse", "a newcomer never ends what a smaller peer holds"},
      {"ab ab ab cb", "d", "wait", "all are busy"},
      {"ab bb cb db", "e", "wait", "all are busy with somebody else each"},
      {"ab bi1 cb db", "e", "end 1, wait", "an idle one"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(verdict_on(row.seats, row.newcomer), row.verdict)
        << row.seats << " + " << row.newcomer << ": " << row.why;
}

// Of 64 seats, of which a peer gets 48.
class TurnstileTest : public testing::Test {
 protected:
  // How many of so many newcomers are let in, each of whom takes a seat from its peer's own if that has its share.
  int let_in(std::string_view peer, int newcomers) {
    int count = 0;
    for (int i = 0; i < newcomers; ++i) {
      if (!turnstile_.lets_in(peer, now_)) continue;
      ++count;
      if (seats_[peer] == kShare)
        turnstile_.left(peer);
      else
        ++seats_[peer];
      turnstile_.took_a_seat(peer);
    }
    return count;
  }

  static constexpr int kShare = 48;
  Turnstile turnstile_{{64, kShare}};
  std::map<std::string_view, int> seats_;
  Turnstile::Time now_ = Turnstile::Time(std::chrono::hours(5));
};

TEST_F(TurnstileTest, LetsACrowdExchangeSomeSeatsEachSecond) {
  constexpr int kCrowd = 100'000;
  int at_first = let_in("crowd", kCrowd) - kShare;
  EXPECT_GT(at_first, 0);
  EXPECT_LT(at_first, kCrowd / 10);
  EXPECT_EQ(let_in("crowd", kCrowd), 0);
  now_ += std::chrono::milliseconds(500);
  int in_half_a_second = let_in("crowd", kCrowd);
  EXPECT_GT(in_half_a_second, 0);
  EXPECT_LT(in_half_a_second, at_first / 2) << "a rush is let in, a crowd that stays is not";
  now_ += std::chrono::milliseconds(500);
  EXPECT_NEAR(let_in("crowd", kCrowd), in_half_a_second, 1);
  now_ += std::chrono::hours(1);
  EXPECT_NEAR(let_in("crowd", kCrowd), at_first, 1) << "no more is saved than there was at first";
}

TEST_F(TurnstileTest, LetsInWhoHoldsLessThanItsShare) {
  let_in("crowd", 100'000);
  EXPECT_EQ(let_in("other", 10), 10);
}

TEST_F(TurnstileTest, CountsAPeerThatIsGoneNoMore) {
  let_in("crowd", 100'000);
  for (int i = 0; i < kShare; ++i) turnstile_.left("crowd");
  seats_.clear();
  EXPECT_EQ(let_in("crowd", kShare), kShare);
}

TEST(Admission, ASinglePeerThatMayHaveAllWaits) {
  EXPECT_EQ(admit(seats_of("ab"), "a", {1, 1}).verdict, Admission::Verdict::wait);
}

}  // namespace
}  // namespace net
