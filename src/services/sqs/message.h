// What a message may be, and the digests by which a client knows that it arrived as it was sent.
//
// Source: Amazon SQS API Reference, SendMessage; Developer Guide, "Amazon SQS message attributes" and "Calculating the
// MD5 message digest for message attributes".
#pragma once

#include <string>

#include "services/sqs/queue.h"

namespace account::sqs {

// A message as a call brings it: the input of SendMessage or an entry of SendMessageBatch.
class Sent {
 public:
  explicit Sent(const json::Value& members) : members_(members) {}

  std::string text(std::string_view member) const { return std::string(members_.string_or(member, "")); }
  const json::Value* find(std::string_view member) const { return members_.find(member); }
  // Of the body, and of names, types and values of the attributes.
  size_t size() const;

 private:
  const json::Value& members_;
};

// Errors: MissingParameter, InvalidParameterValue, InvalidMessageContents.
aws::Result<void> check_message(const Queue& queue, const Sent& sent);

// Whether a message to a FIFO queue says its group, and has a deduplication id; else the error of the call.
aws::Result<void> check_has_order(const Queue& queue, const Sent& sent);

std::string md5_hex(std::string_view text);
// Of a map of message attributes; empty: it has none.
std::string md5_of_attributes(const json::Value* attributes);

// Values that are bytes, which a record cannot hold, to text and back.
json::Value attributes_as_text(const json::Value& attributes);
json::Value attributes_as_sent(const json::Value& attributes);

}  // namespace account::sqs
