// A receiver that waits: for a message, for one that becomes visible, and no longer than it asked for.
#include <gtest/gtest.h>

#include <thread>

#include "services/sqs/arrivals.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

class LongPoll : public ::testing::Test {
 protected:
  LongPoll() {
    url_ = account_.must(account_.root(), "sqs", "CreateQueue", json::Object{{"QueueName", "jobs"}})
               .find("QueueUrl")
               ->as_string();
  }

  json::Value receive(int64_t seconds) {
    return account_.must(account_.root(), "sqs", "ReceiveMessage",
                         json::Object{{"QueueUrl", url_}, {"WaitTimeSeconds", seconds}});
  }
  void send(int64_t delay = 0) {
    account_.must(account_.root(), "sqs", "SendMessage",
                  json::Object{{"QueueUrl", url_}, {"MessageBody", "hello"}, {"DelaySeconds", delay}});
  }

  EmbeddedAccount account_;
  std::string url_;
};

TEST_F(LongPoll, GetsWhatIsThereAtOnce) {
  send();
  EXPECT_EQ(receive(20).find("Messages")->as_array().size(), 1U);
}

TEST_F(LongPoll, DoesNotWaitUnasked) {
  EXPECT_EQ(receive(0).find("Messages"), nullptr);
}

// The clock stands still: only the arrival can wake it.
TEST_F(LongPoll, IsWokenByAMessage) {
  json::Value got;
  std::thread receiver([&] { got = receive(20); });
  send();
  receiver.join();
  EXPECT_EQ(got.find("Messages")->as_array()[0].string_or("Body", ""), "hello");
}

TEST_F(LongPoll, IsWokenByADeadLetter) {
  std::string redrive =
      R"({"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:111122223333:jobs","maxReceiveCount":1})";
  json::Object source{{"QueueName", "source"},
                      {"Attributes", json::Object{{"RedrivePolicy", redrive}, {"VisibilityTimeout", "0"}}}};
  json::Value made = account_.must(account_.root(), "sqs", "CreateQueue", source);
  json::Object from{{"QueueUrl", *made.find("QueueUrl")}};
  json::Object poison = from;
  poison.set("MessageBody", "poison");
  account_.must(account_.root(), "sqs", "SendMessage", poison);
  account_.must(account_.root(), "sqs", "ReceiveMessage", from);
  json::Value got;
  std::thread receiver([&] { got = receive(20); });
  account_.must(account_.root(), "sqs", "ReceiveMessage", from);
  receiver.join();
  EXPECT_EQ(got.find("Messages")->as_array()[0].string_or("Body", ""), "poison");
}

TEST(Arrivals, WakeWhoeverWaitsForThatQueue) {
  base::ManualClock clock(kStart);
  sqs::Arrivals arrivals;
  sqs::Arrivals::Watch watch(arrivals, "jobs");
  arrivals.tell("others");
  arrivals.tell("jobs");  // before it waits: it is not missed
  watch.wait(clock, kStart + std::chrono::hours(1), {});
}

}  // namespace
}  // namespace account::testing
