// A life of a keep in which its n-th request fails, for every n: the keep goes on by itself where only that one fails,
// and the next one reads a whole history where everything fails from then on. Or somebody else comes at that moment.
#include <gtest/gtest.h>

#include "base/manual_clock.h"
#include "blueprint/testing/ground.h"
#include "net/testing/faulty_transport.h"

namespace blueprint {
namespace {

using base::Status;
using engine::Keep;
using engine::Lease;
using net::Fault;
using testing::Ground;

constexpr base::Milliseconds kMinute{60'000};
const std::string kWhole = "abcde";

// Each entry is a letter. Where texts are stored in parts, blanks make that of `c` large enough for it.
std::string entry(char letter, bool in_parts) {
  return letter + std::string(letter == 'c' && in_parts ? 40'000 : 0, ' ');
}

std::string letters(const engine::Kept& kept) {
  std::string all = kept.snapshot;
  for (const std::string& each : kept.entries) all += each;
  std::erase(all, ' ');
  return all;
}

struct Told {
  std::string done, tried;  // entries of which a write was answered as done; that were to be written
};

// Writes what is missing of the whole, and a snapshot in the middle.
Status live(Keep& keep, Told& told, bool in_parts) {
  Lease lease = TRY(keep.acquire("me@here", "apply", kMinute));
  engine::Kept kept = TRY(keep.load());
  std::string state = kept.snapshot;
  for (const std::string& each : kept.entries) state += each;
  for (char letter : kWhole) {
    if (state.find(letter) != std::string::npos) continue;
    told.tried += letter;
    TRY(keep.append(lease, {entry(letter, in_parts)}));
    told.done += letter;
    state += entry(letter, in_parts);
    if (letter == 'c') TRY(keep.write_snapshot(lease, state));
    if (letter == 'd') lease = TRY(keep.renew(lease, kMinute));
  }
  return keep.release(lease);
}

net::ClientResponse answer(int status, std::string_view code, bool is_s3) {
  return {status,
          {},
          is_s3 ? fmt::format("<Error><Code>{0}</Code><Message>{0}</Message></Error>", code)
                : fmt::format(R"({{"__type":"{0}","message":"{0}"}})", code)};
}

class KeepFaults : public ::testing::TestWithParam<Ground::Kind> {
 protected:
  std::shared_ptr<net::Transport> faulty(const Fault& fault) {
    faults_->set(fault);
    return std::make_shared<net::FaultyTransport>(ground_.transport(), faults_);
  }
  std::unique_ptr<Keep> keep(const std::shared_ptr<net::Transport>& transport = nullptr) {
    return ground_.keep(address_, ground_.client(transport));
  }
  Status live(Keep& keep, Told& told) { return blueprint::live(keep, told, !testing::is_s3(GetParam())); }
  // How many requests an undisturbed life has.
  int requests() {
    address_ = ground_.new_address();
    Told told;
    Status lived = live(*keep(faulty({})), told);
    EXPECT_TRUE(lived) << lived.error().message;
    return faults_->calls();
  }
  std::string history() {
    auto kept = keep()->load();
    EXPECT_TRUE(kept) << kept.error().message;
    return kept ? letters(*kept) : "";
  }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  Ground ground_{GetParam(), clock_};
  std::string address_;
  std::shared_ptr<net::Faults> faults_ = std::make_shared<net::Faults>();
};

TEST_P(KeepFaults, OneOfThemHealsByItself) {
  bool is_s3 = testing::is_s3(GetParam());
  net::ClientResponse throttled =
      is_s3 ? answer(503, "SlowDown", true) : answer(400, "ProvisionedThroughputExceededException", false);
  const std::vector<Fault> faults = {{},
                                     {.after_effect = true},
                                     {.answer = throttled},
                                     {.after_effect = true, .answer = answer(500, "InternalError", is_s3)}};
  const int requests = this->requests();
  for (Fault fault : faults) {
    for (fault.at = 0; fault.at < requests; ++fault.at) {
      SCOPED_TRACE(fmt::format("request {}, {} {}", fault.at, fault.after_effect ? "after its effect" : "",
                               fault.answer ? fault.answer->body : "no answer"));
      address_ = ground_.new_address();
      Told told;
      Status lived = live(*keep(faulty(fault)), told);
      ASSERT_TRUE(lived) << lived.error().message;
      EXPECT_EQ(told.done, kWhole);
      EXPECT_EQ(history(), kWhole);
      EXPECT_EQ(*keep()->holder(), std::nullopt);
    }
  }
}

TEST_P(KeepFaults, WhateverIsKilledTheNextReadsAWholeHistory) {
  const int requests = this->requests();
  for (bool after_effect : {false, true}) {
    for (int at = 0; at < requests; ++at) {
      SCOPED_TRACE(fmt::format("at request {}{}", at, after_effect ? ", after its effect" : ""));
      address_ = ground_.new_address();
      Told told;
      Status lived = live(*keep(faulty({.at = at, .after_effect = after_effect, .ends = true})), told);
      ASSERT_FALSE(lived);
      EXPECT_EQ(lived.error().kind, base::ErrorKind::unavailable) << lived.error().message;
      std::string found = history();
      EXPECT_TRUE(found.starts_with(told.done)) << found << ": what was told as done is there: " << told.done;
      EXPECT_TRUE(told.tried.starts_with(found)) << found << ": and nothing that nobody wrote";
      clock_.advance(kMinute);
      Told rest;
      lived = live(*keep(), rest);
      ASSERT_TRUE(lived) << lived.error().message;
      EXPECT_EQ(history(), kWhole);
    }
  }
}

// Does something while its n-th request is on its way, which arrives all the same, however late it is by then.
class Interrupted final : public net::Transport {
 public:
  Interrupted(std::shared_ptr<Transport> inner, int at, std::function<void()> interruption)
      : inner_(std::move(inner)), left_(at), interruption_(std::move(interruption)) {}

  net::Exchange send(const net::Remote& remote, const net::ClientRequest& request,
                     const base::Deadline& deadline) override {
    if (left_-- != 0) return inner_->send(remote, request, deadline);
    interruption_();
    return inner_->send(remote, request, base::Deadline::never());
  }

 private:
  std::shared_ptr<Transport> inner_;
  int left_;
  std::function<void()> interruption_;
};

// While one stands still at any point, another takes over (because the lease has expired, or by breaking it), writes an
// entry, and ends or stays. The first one either comes after it as a whole, or writes nothing more.
class TwoHolders : public KeepFaults {
 protected:
  enum class Way { expired, broken };

  // Writes an entry `Z`.
  void take_over(Way way, bool stays) {
    auto other = keep();
    if (way == Way::expired) {
      clock_.advance(kMinute);
    } else if (auto held = other->holder(); held && *held) {
      EXPECT_TRUE(other->release(**held));
    }
    auto lease = other->acquire("you@there", "apply", kMinute);
    ASSERT_TRUE(lease) << lease.error().message;
    ASSERT_TRUE(other->load());
    auto written = other->append(*lease, {"Z"});
    ASSERT_TRUE(written) << written.error().message;
    if (stays) {
      staying_ = *lease;
    } else {
      ASSERT_TRUE(other->release(*lease));
    }
  }
  // A place where nobody was, or where somebody's lease has ended.
  void begin(bool is_first) {
    address_ = ground_.new_address();
    staying_.reset();
    if (is_first) return;
    auto former = keep();
    auto lease = former->acquire("former", "apply", kMinute);
    ASSERT_TRUE(lease && former->release(*lease));
  }

  void check(const Status& lived, const Told& told) {
    std::string all = history();
    size_t other = all.find('Z');
    ASSERT_NE(other, std::string::npos) << all;
    std::string before = all.substr(0, other), after = all.substr(other + 1);
    EXPECT_TRUE(before.empty() || after.empty()) << all << ": a former holder wrote once more";
    EXPECT_TRUE((before + after).starts_with(told.done)) << all << ": done were " << told.done;
    EXPECT_TRUE(told.tried.starts_with(before + after)) << all;
    EXPECT_EQ(*keep()->holder(), staying_) << "nobody takes it from who stays";
    if (!lived) {
      EXPECT_EQ(lived.error().kind, base::ErrorKind::conflict) << lived.error().message;
    } else {
      EXPECT_EQ(told.done, kWhole);
    }
  }

  std::optional<Lease> staying_;
};

TEST_P(TwoHolders, NeverMixWhatTheyWrite) {
  for (bool is_first : {true, false}) {
    begin(is_first);
    Told undisturbed;
    ASSERT_TRUE(live(*keep(faulty({})), undisturbed));
    const int requests = faults_->calls();
    for (auto [way, stays] : {std::pair(Way::expired, true), {Way::expired, false}, {Way::broken, true}}) {
      for (int at = 0; at < requests; ++at) {
        SCOPED_TRACE(fmt::format("at request {} of a {} life, {}, {}", at, is_first ? "first" : "second",
                                 way == Way::expired ? "expired" : "broken", stays ? "stays" : "ends"));
        begin(is_first);
        Told told;
        auto take_over = [&, way = way, stays = stays] { this->take_over(way, stays); };
        Status lived = live(*keep(std::make_shared<Interrupted>(ground_.transport(), at, take_over)), told);
        check(lived, told);
      }
    }
  }
}

// At moto, which is slow, one of the two.
std::vector<Ground::Kind> grounds() {
  std::vector<Ground::Kind> kinds = testing::grounds();
  std::erase(kinds, Ground::Kind::moto_s3);
  return kinds;
}

std::string name(const ::testing::TestParamInfo<Ground::Kind>& test) {
  return testing::name_of(test.param);
}
INSTANTIATE_TEST_SUITE_P(On, KeepFaults, ::testing::ValuesIn(grounds()), name);
INSTANTIATE_TEST_SUITE_P(On, TwoHolders, ::testing::ValuesIn(grounds()), name);

}  // namespace
}  // namespace blueprint
