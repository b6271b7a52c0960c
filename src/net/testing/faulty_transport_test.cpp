#include "net/testing/faulty_transport.h"

#include <gtest/gtest.h>

namespace net {
namespace {

class CountingTransport final : public Transport {
 public:
  Exchange send(const Remote&, const ClientRequest&, const base::Deadline&) override {
    ++effects;
    return ClientResponse{200, {}, "done"};
  }
  int effects = 0;
};

// What four calls look like: `a` answered, `n` nothing sent, `l` the answer lost.
struct Row {
  Fault fault;
  std::string seen;
  int effects;
};

TEST(FaultyTransportTest, FailsWhereItIsToldTo) {
  for (const Row& row : {Row{{}, "aaaa", 4}, Row{{1}, "anaa", 3}, Row{{1, true}, "alaa", 4},
                         Row{{1, false, true}, "annn", 1}, Row{{1, true, true}, "alnn", 2}}) {
    auto inner = std::make_shared<CountingTransport>();
    auto faults = std::make_shared<Faults>();
    faults->set(row.fault);
    FaultyTransport transport(inner, faults);
    std::string seen;
    for (int i = 0; i < 4; ++i) {
      Exchange answer = transport.send({}, {}, base::Deadline::never());
      seen += answer ? 'a' : answer.error().nothing_sent ? 'n' : 'l';
    }
    EXPECT_EQ(seen, row.seen);
    EXPECT_EQ(inner->effects, row.effects) << row.seen;
    EXPECT_EQ(faults->calls(), 4);
  }
}

TEST(FaultyTransportTest, AnswersSomethingElse) {
  auto inner = std::make_shared<CountingTransport>();
  auto faults = std::make_shared<Faults>();
  FaultyTransport transport(inner, faults);
  for (bool after_effect : {false, true}) {
    faults->set({.at = 0, .after_effect = after_effect, .answer = ClientResponse{503, {}, "slow down"}});
    EXPECT_EQ(transport.send({}, {}, base::Deadline::never())->body, "slow down");
    EXPECT_EQ(inner->effects, after_effect ? 1 : 0);
  }
}

TEST(FaultyTransportTest, CountsAnewWithANewFault) {
  Faults faults;
  faults.next();
  faults.set({0});
  EXPECT_EQ(faults.calls(), 0);
  EXPECT_EQ(faults.next(), Faults::Fate::no_effect);
  EXPECT_EQ(faults.next(), Faults::Fate::answered);
}

}  // namespace
}  // namespace net
