#include "services/sqs/message_store.h"

#include <fmt/core.h>

#include <set>

#include "base/text.h"
#include "services/sqs/attributes.h"
#include "services/sqs/dead_letters.h"

namespace account::sqs {
namespace {

constexpr std::string_view kMessage = "sqs.message";
constexpr std::string_view kTurn = "sqs.turn";
constexpr std::string_view kGroup = "sqs.group";
constexpr std::string_view kDuplicate = "sqs.duplicate";
constexpr std::string_view kDuplicateEnd = "sqs.duplicate_end";
constexpr std::string_view kPlace = "sqs.place";
constexpr std::string_view kOfMessages[] = {kMessage, kTurn, kGroup, kDuplicate, kDuplicateEnd, kPlace};

constexpr base::Milliseconds kDuplicatesLast = std::chrono::minutes(5);
constexpr size_t kLooked = 64;  // ids that are read at once

// Why a message cannot be received yet.
constexpr char kDelayed = 'd';
constexpr char kInFlight = 'f';

// Stands in no name, group or id.
constexpr char kEnd = '\n';

std::string time_text(int64_t ms) {
  return fmt::format("{:015}", ms);
}

// Of any kind that is kept for a queue: NAME, PARTS.
std::string key(const Queue& queue, std::initializer_list<std::string_view> parts) {
  std::string text = queue.name();
  for (std::string_view part : parts) text.append(1, kEnd).append(part);
  return text;
}

struct Turn {
  std::string id;
  int64_t visible_at;
  char why;
  std::string place;
};

Turn read_turn(const std::string& id) {
  auto parts = base::split(id, kEnd);
  return {id, base::parse_int(parts.at(1)).value_or(0), parts.at(2).at(0), std::string(parts.at(3))};
}

std::string turn_id(const Queue& queue, const Message& message) {
  std::string why(1, message.received() > 0 ? kInFlight : kDelayed);
  return key(queue, {time_text(message.record.int_or("VisibleAt", 0)), why, message.place});
}

std::string group_id(const Queue& queue, const Message& message) {
  return key(queue, {message.record.string_or("MessageGroupId", ""), message.place});
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
  state.put_bytes(kTurn, turn_id(queue, message), "");
  if (queue.is_fifo()) state.put_bytes(kGroup, group_id(queue, message), "");
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

// The first of its group, of those that this call has not taken.
bool is_first_of_group(const Queue& queue, const Message& message, const std::set<std::string>& taken) {
  std::string prefix = key(queue, {message.record.string_or("MessageGroupId", ""), ""});
  for (const std::string& id : queue.state.ids(kGroup, {.prefix = prefix, .limit = taken.size() + 1})) {
    std::string place = id.substr(prefix.size());
    if (place == message.place) return true;
    if (!taken.contains(place)) return false;
  }
  return false;
}

// Keeps its id, and when it was sent; in a FIFO queue it is sent anew (Developer Guide, "Message retention periods for
// dead-letter queues").
void move_to(const Queue& target, const Queue& source, Message message, base::Time now) {
  erase_message(source, message);
  base::Time sent = target.is_fifo() ? now : base::from_ms(message.record.int_or("Sent", 0));
  json::Object moved = std::move(message.record.as_object());
  moved.set("DeadLetterQueueSourceArn", source.arn());
  moved.erase("Receipt");
  put_message(target, std::move(moved), sent, now);
}

class Taking {
 public:
  Taking(const Queue& queue, base::Time now, base::Milliseconds hidden_for, base::Random& random)
      : queue_(queue), now_(now), hidden_for_(hidden_for), random_(random), redrive_(redrive_policy(queue)) {
    if (redrive_) dead_letters_ = find_queue(queue.state, redrive_->target_arn);
  }

  std::vector<Message> take(size_t count) {
    // What goes to the dead letters may have held up its group.
    do {
      has_moved_ = false;
      pass(count);
    } while (has_moved_ && taken_.size() < count);
    return std::move(messages_);
  }

 private:
  void pass(size_t count) {
    std::string after;
    while (taken_.size() < count) {
      auto ids = queue_.state.ids(kTurn, {.prefix = key(queue_, {""}), .after = after, .limit = kLooked});
      for (const std::string& id : ids) {
        Turn turn = read_turn(id);
        if (turn.visible_at > base::to_ms(now_) || taken_.size() == count) return;
        look_at(turn);
      }
      if (ids.size() < kLooked) return;
      after = ids.back();
    }
  }

  void look_at(const Turn& turn) {
    if (taken_.contains(turn.place)) return;
    auto message = find_message(queue_, turn.place);
    if (!message || (queue_.is_fifo() && !is_first_of_group(queue_, *message, taken_))) return;
    if (dead_letters_ && message->received() >= redrive_->most_receives) {
      has_moved_ = true;
      return move_to(*dead_letters_, queue_, std::move(*message), now_);
    }
    receive(std::move(*message));
  }

  void receive(Message message) {
    State state = queue_.state;
    state.erase(kTurn, turn_id(queue_, message));
    json::Object& record = message.record.as_object();
    record.set("Received", message.received() + 1);
    if (!record.contains("FirstReceived")) record.set("FirstReceived", base::to_ms(now_));
    record.set("VisibleAt", base::to_ms(now_ + hidden_for_));
    record.set("Receipt", random_.hex(16));
    store_message(queue_, message);
    taken_.insert(message.place);
    messages_.push_back(std::move(message));
  }

  const Queue& queue_;
  base::Time now_;
  base::Milliseconds hidden_for_;
  base::Random& random_;
  std::optional<RedrivePolicy> redrive_;
  std::optional<Queue> dead_letters_;
  bool has_moved_ = false;
  std::set<std::string> taken_;
  std::vector<Message> messages_;
};

}  // namespace

std::string put_message(const Queue& queue, json::Object message, base::Time now, base::Time visible_at) {
  std::string place = new_place(queue, message, base::to_ms(now));
  message.set("Sent", base::to_ms(now));
  message.set("VisibleAt", base::to_ms(visible_at));
  store_message(queue, {place, std::move(message)});
  return place;
}

std::vector<Message> take_messages(const Queue& queue, size_t count, base::Time now,
                                   base::Milliseconds hidden_for, base::Random& random) {
  erase_expired(queue, now);
  return Taking(queue, now, hidden_for, random).take(count);
}

std::optional<base::Time> next_turn(const Queue& queue, base::Time now) {
  std::string prefix = key(queue, {""});
  std::string after = key(queue, {time_text(base::to_ms(now) + 1)});
  auto ids = queue.state.ids(kTurn, {.prefix = prefix, .after = after, .limit = 1});
  if (ids.empty()) return std::nullopt;
  return base::from_ms(read_turn(ids[0]).visible_at);
}

std::optional<Message> find_message(const Queue& queue, const std::string& place) {
  auto record = queue.state.get(kMessage, key(queue, {place}));
  if (!record) return std::nullopt;
  return Message{place, std::move(*record)};
}

void change_visibility(const Queue& queue, Message message, base::Time visible_at) {
  State state = queue.state;
  state.erase(kTurn, turn_id(queue, message));
  message.record.as_object().set("VisibleAt", base::to_ms(visible_at));
  store_message(queue, message);
}

void erase_message(const Queue& queue, const Message& message) {
  State state = queue.state;
  state.erase(kTurn, turn_id(queue, message));
  state.erase(kMessage, key(queue, {message.place}));
  if (queue.is_fifo()) state.erase(kGroup, group_id(queue, message));
}

void erase_all_messages(const Queue& queue) {
  State state = queue.state;
  for (std::string_view kind : kOfMessages) {
    for (const std::string& id : state.ids(kind, {.prefix = key(queue, {""})})) state.erase(kind, id);
  }
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

std::optional<json::Value> find_duplicate(const Queue& queue, const std::string& id, base::Time now) {
  auto found = queue.state.get(kDuplicate, key(queue, {id}));
  if (!found || found->int_or("Until", 0) <= base::to_ms(now)) return std::nullopt;
  return *found->find("Answer");
}

void keep_duplicate(const Queue& queue, const std::string& id, const json::Value& answer, base::Time now) {
  State state = queue.state;
  std::string prefix = key(queue, {""});
  for (const std::string& end : state.ids(kDuplicateEnd, {.prefix = prefix, .limit = 2})) {
    auto parts = base::split(end, kEnd);
    if (base::parse_int(parts.at(1)).value_or(0) > base::to_ms(now)) break;
    state.erase(kDuplicateEnd, end);
    state.erase(kDuplicate,
                end.substr(0, prefix.size()) + end.substr(prefix.size() + parts.at(1).size() + 1));
  }
  int64_t until = base::to_ms(now + kDuplicatesLast);
  state.put(kDuplicate, key(queue, {id}), json::Object{{"Until", until}, {"Answer", answer}});
  state.put_bytes(kDuplicateEnd, key(queue, {time_text(until), id}), "");
}

}  // namespace account::sqs
