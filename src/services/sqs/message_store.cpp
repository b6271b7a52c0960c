#include "services/sqs/message_store.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "services/sqs/attributes.h"
#include "services/sqs/message_keys.h"

namespace account::sqs {
namespace {

constexpr std::string_view kOfMessages[] = {kMessage, kTurn, kGroup, kHead, kDuplicate, kDuplicateEnd};

// Why a message cannot be received yet.
constexpr char kDelayed = 'd';
constexpr char kInFlight = 'f';

struct Turn {
  std::string id;
  int64_t visible_at;
  char why;
  std::string place;
};

Turn read_turn(const std::string& id) {
  auto parts = base::split(id, kEndOfPart);
  return {id, base::parse_int(parts.at(1)).value_or(0), parts.at(2).at(0), std::string(parts.at(3))};
}

std::string turn_id(const Queue& queue, const Message& message) {
  std::string why(1, message.received() > 0 ? kInFlight : kDelayed);
  return key(queue, {time_text(message.record.int_or("VisibleAt", 0)), why, message.place});
}

std::string group_id(const Queue& queue, const Message& message) {
  return key(queue, {message.group(), message.place});
}

std::string head_id(const Queue& queue, const Message& message) {
  return key(queue, {time_text(message.visible_at()), message.place, message.group()});
}

// The place of the first message of a group; empty: it has none.
std::string first_place(const Queue& queue, const std::string& group) {
  std::string prefix = key(queue, {group, ""});
  auto first = queue.state.ids(kGroup, {.prefix = prefix, .limit = 1});
  return first.empty() ? "" : first[0].substr(prefix.size());
}

// Its entries in the orders of the queue: before it changes they are taken away, and after that set anew.
void set_entries(const Queue& queue, const Message& message) {
  State state = queue.state;
  state.put_bytes(kTurn, turn_id(queue, message), "");
  if (!queue.is_fifo()) return;
  state.put_bytes(kGroup, group_id(queue, message), "");
  if (first_place(queue, message.group()) == message.place)
    state.put_bytes(kHead, head_id(queue, message), "");
}

void remove_entries(const Queue& queue, const Message& message) {
  State state = queue.state;
  state.erase(kTurn, turn_id(queue, message));
  if (!queue.is_fifo()) return;
  state.erase(kGroup, group_id(queue, message));
  state.erase(kHead, head_id(queue, message));
}

// Places of FIFO queues are in the order of sending, whatever the clock does; the number is the sequence number, too.
// In other queues what was sent in the same millisecond has no order.
std::string new_place(const Queue& queue, json::Object& message, int64_t sent) {
  if (!queue.is_fifo()) return fmt::format("{}-{}", time_text(sent), message.find("MessageId")->as_string());
  json::Value last = queue.state.get(kPlace, queue.name()).value_or(json::Object());
  int64_t time = std::max(sent, last.int_or("Time", 0));
  int64_t number = last.int_or("Number", 0) + 1;
  State state = queue.state;
  state.put(kPlace, queue.name(), json::Object{{"Time", time}, {"Number", number}});
  message.set("SequenceNumber", fmt::format("{:020}", number));
  return fmt::format("{}-{:015}", time_text(time), number);
}

void store_message(const Queue& queue, const Message& message) {
  State state = queue.state;
  state.put(kMessage, key(queue, {message.place}), message.record);
  set_entries(queue, message);
}

}  // namespace

std::string put_message(const Queue& queue, json::Object message, base::Time now, base::Time visible_at) {
  std::string place = new_place(queue, message, base::to_ms(now));
  message.set("Sent", base::to_ms(now));
  message.set("VisibleAt", base::to_ms(visible_at));
  store_message(queue, {place, std::move(message)});
  return place;
}

// What is too old goes (MessageRetentionPeriod). The oldest come first.
void erase_expired(const Queue& queue, base::Time now) {
  int64_t oldest = base::to_ms(now) - number(queue, "MessageRetentionPeriod") * 1000;
  std::string prefix = key(queue, {""});
  while (true) {
    auto first = queue.state.ids(kMessage, {.prefix = prefix, .limit = 1});
    if (first.empty()) return;
    std::string place = first[0].substr(prefix.size());
    if (base::parse_int(place.substr(0, place.find('-'))).value_or(0) > oldest) return;
    auto message = find_message(queue, place);
    if (!message) return;
    erase_message(queue, *message);
  }
}

std::optional<base::Time> next_turn(const Queue& queue, base::Time now) {
  std::string_view order = queue.is_fifo() ? kHead : kTurn;
  std::string after = key(queue, {time_text(base::to_ms(now) + 1)});
  auto ids = queue.state.ids(order, {.prefix = key(queue, {""}), .after = after, .limit = 1});
  if (ids.empty()) return std::nullopt;
  return base::from_ms(base::parse_int(base::split(ids[0], kEndOfPart).at(1)).value_or(0));
}

std::optional<Message> find_message(const Queue& queue, const std::string& place) {
  auto record = queue.state.get(kMessage, key(queue, {place}));
  if (!record) return std::nullopt;
  return Message{place, std::move(*record)};
}

void replace_message(const Queue& queue, const Message& before, const Message& after) {
  remove_entries(queue, before);
  store_message(queue, after);
}

void erase_message(const Queue& queue, const Message& message) {
  State state = queue.state;
  remove_entries(queue, message);
  state.erase(kMessage, key(queue, {message.place}));
  if (!queue.is_fifo()) return;
  std::string next = first_place(queue, message.group());
  auto head = next.empty() ? std::nullopt : find_message(queue, next);
  if (head) set_entries(queue, *head);
}

void erase_all_messages(const Queue& queue) {
  State state = queue.state;
  for (std::string_view kind : kOfMessages) {
    for (const std::string& id : state.ids(kind, {.prefix = key(queue, {""})})) state.erase(kind, id);
  }
}

void forget_messages(const Queue& queue) {
  erase_all_messages(queue);
  State state = queue.state;
  state.erase(kPlace, queue.name());
}

Counts count_messages(const Queue& queue, base::Time now) {
  erase_expired(queue, now);
  Counts counts;
  for (const std::string& id : queue.state.ids(kTurn, {.prefix = key(queue, {""})})) {
    Turn turn = read_turn(id);
    bool is_visible = turn.visible_at <= base::to_ms(now);
    ++(is_visible ? counts.visible : turn.why == kDelayed ? counts.delayed : counts.in_flight);
  }
  return counts;
}

}  // namespace account::sqs
