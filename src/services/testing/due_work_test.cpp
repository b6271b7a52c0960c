// Work that is done later: in which order, when, and what of it survives.
#include "account/call/due_work.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "account/call/service.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using namespace std::chrono_literals;
using json::Object;

constexpr std::string_view kNote = "test.note";  // by id: {"At"}

// Each effect writes down that it ran, and when it was due.
void note(Due& due) {
  std::string at = base::iso8601(due.now);
  size_t count = due.state.of("").list(kNote).size();
  due.state.of("").put(
      kNote, fmt::format("{:03}", count),
      Object{{"Text", fmt::format("{} {}{} {}", due.id, due.state.account(), due.state.region(), at)}});
}

void note_and_go_on(Due& due) {
  note(due);
  int64_t left = due.detail.int_or("Left", 0);
  if (left > 0)
    schedule(due.state, due.facilities, {due.now + 10s, "test.go_on", due.id, Object{{"Left", left - 1}}});
}

// The disk fails in its midst while there is a record that cannot be read.
void note_and_read(Due& due) {
  note(due);
  due.state.of("").get("test.sector", "1");
}

std::vector<Service> test_services() {
  Service service;
  service.model = "sts";
  service.effects = {{"test.note", note}, {"test.go_on", note_and_go_on}, {"test.read", note_and_read}};
  return {service};
}

// A store that cannot be read while it is told so.
class FailingStore final : public store::Store {
 public:
  explicit FailingStore(store::Store& inner) : inner_(inner) {}
  base::Result<std::unique_ptr<store::Transaction>> begin() override {
    auto transaction = TRY(inner_.begin());
    if (fails) transaction->fail({base::ErrorKind::io, "the disk is full", ""});
    return transaction;
  }
  std::atomic<bool> fails = false;

 private:
  store::Store& inner_;
};

class DueWorkTest : public ::testing::Test {
 protected:
  // What a server keeps in memory: a new one is another start over the same data.
  struct Start {
    explicit Start(store::Store& store, EmbeddedAccount& account)
        : facilities{store,
                     account.clock,
                     account.random,
                     account.facilities().authorizer,
                     account.facilities().own_keys,
                     account.facilities().public_keys,
                     account.facilities().seal_key,
                     "",
                     "",
                     "",
                     account.facilities().issuer_key} {}
    std::vector<Service> services = test_services();
    Facilities facilities;
    DueWork work{facilities, services};
  };

  void later(Start& start, base::Milliseconds delay, const std::string& id,
             std::string_view effect = "test.note", const std::string& account = kFirst) {
    auto transaction = std::move(*store_.begin());
    schedule(State(*transaction, account, kRegion), start.facilities,
             {account_.clock.now() + delay, effect, id, Object{{"Left", 2}}});
    ASSERT_TRUE(transaction->commit());
  }
  void write_sector(std::string_view bytes) {
    auto transaction = std::move(*account_.store().begin());
    State(*transaction, "", "").put_bytes("test.sector", "1", bytes);
    ASSERT_TRUE(transaction->commit());
  }
  std::vector<std::string> records(std::string_view kind) {
    auto transaction = std::move(*account_.store().begin());
    std::vector<std::string> texts;
    for (const Entry& entry : State(*transaction, "", "").list(kind))
      texts.push_back(kind == kNote ? std::string(entry.value.string_or("Text", ""))
                                    : entry.id + " " + json::dump(entry.value));
    return texts;
  }
  std::vector<std::string> done() {
    std::vector<std::string> ids;
    for (const std::string& text : records(kNote)) ids.push_back(text.substr(0, text.find(' ')));
    return ids;
  }

  EmbeddedAccount account_;
  FailingStore store_{account_.store()};
  Start start_{store_, account_};
};

using Ids = std::vector<std::string>;

TEST_F(DueWorkTest, waits_for_its_time) {
  later(start_, 10s, "a");
  start_.work.run();
  EXPECT_EQ(done(), Ids{});
  account_.clock.advance(9999ms);
  start_.work.run();
  EXPECT_EQ(done(), Ids{});
  account_.clock.advance(1ms);
  start_.work.run();
  EXPECT_EQ(records(kNote), Ids{"a " + kFirst + kRegion + " 2026-11-21T08:30:11Z"});
  start_.work.run();
  EXPECT_EQ(done(), Ids{"a"});
  EXPECT_EQ(records("server.due_work"), Ids{});
}

TEST_F(DueWorkTest, is_done_by_time_and_then_in_the_order_of_its_making_whichever_account_it_is_for) {
  later(start_, 20s, "c");
  later(start_, 10s, "a");
  later(start_, 20s, "d", "test.note", kSecond);
  later(start_, 20s, "e");
  later(start_, 10s, "b", "test.note", kSecond);
  account_.clock.advance(1h);
  start_.work.run();
  EXPECT_EQ(done(), (Ids{"a", "b", "c", "d", "e"}));
}

TEST_F(DueWorkTest, that_makes_more_work_keeps_the_order) {
  later(start_, 5s, "x", "test.go_on");
  later(start_, 14s, "y");
  later(start_, 15s, "z");
  account_.clock.advance(1h);
  start_.work.run();
  // z was scheduled for the same moment as the second of x, before it.
  EXPECT_EQ(done(), (Ids{"x", "y", "z", "x", "x"}));
  EXPECT_EQ(records(kNote).back(), "x " + kFirst + kRegion + " 2026-11-21T08:30:26Z");
}

TEST_F(DueWorkTest, survives_a_restart) {
  later(start_, 10s, "a");
  account_.clock.advance(1h);
  Start again(store_, account_);
  again.work.run();
  EXPECT_EQ(records(kNote), Ids{"a " + kFirst + kRegion + " 2026-11-21T08:30:11Z"});
}

TEST_F(DueWorkTest, of_a_transaction_without_a_commit_is_none) {
  {
    auto transaction = std::move(*store_.begin());
    schedule(State(*transaction, kFirst, ""), start_.facilities, {account_.clock.now(), "test.note", "a"});
  }
  start_.work.run();
  EXPECT_EQ(done(), Ids{});
}

TEST_F(DueWorkTest, that_failed_in_its_midst_is_undone_and_done_again) {
  write_sector("broken");
  later(start_, 10s, "a", "test.read");
  later(start_, 10s, "b");
  account_.clock.advance(10s);
  start_.work.run();
  EXPECT_EQ(done(), Ids{});
  EXPECT_EQ(records("server.due_work").size(), 2u);
  write_sector("{}");
  start_.work.run();
  EXPECT_EQ(done(), (Ids{"a", "b"}));
}

TEST_F(DueWorkTest, waits_for_a_store_that_cannot_be_read) {
  later(start_, 10s, "a");
  later(start_, 10s, "b");
  account_.clock.advance(10s);
  store_.fails = true;
  start_.work.run();
  EXPECT_EQ(done(), Ids{});
  EXPECT_EQ(records("server.due_work").size(), 2u);
  store_.fails = false;
  start_.work.run();
  EXPECT_EQ(done(), (Ids{"a", "b"}));
}

TEST_F(DueWorkTest, that_no_service_knows_is_no_obstacle) {
  later(start_, 1s, "a", "test.of_another_program");
  later(start_, 2s, "b");
  account_.clock.advance(1h);
  start_.work.run();
  EXPECT_EQ(done(), Ids{"b"});
}

TEST_F(DueWorkTest, is_done_when_its_time_comes_though_nobody_calls) {
  std::jthread worker([&](const std::stop_token& stop) { start_.work.keep_running(stop); });
  later(start_, 1h, "late");
  later(start_, 10s, "soon");  // wakes the worker, who waits for the other
  while (done().size() < 2) {
    account_.clock.advance(1s);
    std::this_thread::yield();
  }
  EXPECT_EQ(done(), (Ids{"soon", "late"}));
}

TEST_F(DueWorkTest, is_done_by_many_threads_as_by_one) {
  Ids expected;
  for (int i = 0; i < 50; ++i) {
    later(start_, 1s, std::to_string(i));
    expected.push_back(std::to_string(i));
  }
  account_.clock.advance(1h);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        start_.work.run();
        EXPECT_EQ(done().size(), 50u);
      });
  }
  EXPECT_EQ(done(), expected);
}

// The same calls at the same times give the same records, byte by byte.
TEST(DueWorkOfTwoRuns, is_the_same) {
  auto run = [] {
    EmbeddedAccount account;
    account.facilities().speed = Speed::real();
    auto transaction = std::move(*account.store().begin());
    for (const char* id : {"b", "a"})
      schedule(State(*transaction, kFirst, kRegion), account.facilities(),
               {account.clock.now() + 5s, "eks.erase_deleted_cluster", id});
    std::string dump;
    for (const Entry& entry : State(*transaction, "", "").list("server.due_work"))
      dump += entry.id + json::dump(entry.value) + "\n";
    return dump;
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace account::testing
