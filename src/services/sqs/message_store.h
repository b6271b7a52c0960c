// The messages of a queue, and the order in which they are received.
//
// A message has a place: a text that orders the messages of a queue by when they were sent. What is kept, each in the
// account and region of the queue, QUEUE standing before each id:
//
//   sqs.message        PLACE                         the message
//   sqs.turn           VISIBLE AT, WHY, PLACE        whose turn it is: the messages that can be received come first
//   sqs.group          GROUP, PLACE                  of FIFO queues: the messages of a group
//   sqs.head           VISIBLE AT, PLACE, GROUP      of FIFO queues: the first of each group, on which the others wait
//   sqs.duplicate      ID                            of FIFO queues: what was sent in the last five minutes
//   sqs.duplicate_end  UNTIL, ID                     when that is forgotten
//   sqs.place          (nothing)                     of FIFO queues: the last place that was given
//
// So receiving costs the logarithm of the queue's length, however many messages wait for one of their group, and a
// message that is too old lies at the beginning.
//
// Source: Amazon SQS Developer Guide, "Amazon SQS visibility timeout", "FIFO queue delivery logic", "Exactly-once
// processing in Amazon SQS"; quotas: "In-flight messages".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/sqs/queue.h"

namespace account::sqs {

// {MessageId, Body, BodyMd5, SenderId, Sent, Received, VisibleAt, ...}; times in ms.
struct Message {
  std::string place;
  json::Value record;

  int64_t received() const { return record.int_or("Received", 0); }
  int64_t visible_at() const { return record.int_or("VisibleAt", 0); }
  std::string group() const { return std::string(record.string_or("MessageGroupId", "")); }
};

// Puts it in, to be received from `visible_at` on. Returns its place.
std::string put_message(const Queue& queue, json::Object message, base::Time now, base::Time visible_at);

struct Taken {
  std::vector<Message> messages;
  std::string dead_letters_arn = "";  // of the queue to which others went; empty: none did
};
// Up to `count` messages whose turn it is, in their order; of a FIFO queue as many of one group as there are. Each is
// invisible for `hidden_for` from now on, and its receipt (record's "Receipt") is a new one. What this queue has given
// too often goes to the dead letters instead.
Taken take_messages(const Queue& queue, size_t count, base::Time now, base::Milliseconds hidden_for,
                    base::Random& random);
// When the next message that is invisible now can be received; nullopt: there is none.
std::optional<base::Time> next_turn(const Queue& queue, base::Time now);

// What is too old goes (MessageRetentionPeriod).
void erase_expired(const Queue& queue, base::Time now);

std::optional<Message> find_message(const Queue& queue, const std::string& place);
// `after` has the place of `before`.
void replace_message(const Queue& queue, const Message& before, const Message& after);
void erase_message(const Queue& queue, const Message& message);
void erase_all_messages(const Queue& queue);
// With what its next messages would follow on: the queue is deleted.
void forget_messages(const Queue& queue);

struct Counts {
  size_t visible = 0;
  size_t delayed = 0;
  size_t in_flight = 0;
};
Counts count_messages(const Queue& queue, base::Time now);

}  // namespace account::sqs
