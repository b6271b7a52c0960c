// What a reception gets: whose turn it is, in the order of the queue.
#include <functional>
#include <set>

#include "base/text.h"
#include "services/sqs/dead_letters.h"
#include "services/sqs/message_keys.h"
#include "services/sqs/message_store.h"

namespace account::sqs {
namespace {

constexpr size_t kLooked = 64;  // ids that are read at once

// Keeps its id, and when it was sent; in a FIFO queue it is sent anew (Developer Guide, "Message retention periods for
// dead-letter queues").
void move_to(const Queue& target, const Queue& source, Message message, base::Time now) {
  erase_message(source, message);
  base::Time sent = target.is_fifo() ? now : base::from_ms(message.record.int_or("Sent", 0));
  json::Object moved = std::move(message.record.as_object());
  moved.set("DeadLetterQueueSourceArn", source.arn());
  for (std::string_view member : {"Receipt", "ReceivedHere", "HiddenSince"}) moved.erase(member);
  put_message(target, std::move(moved), sent, now);
}

class Taking {
 public:
  Taking(const Queue& queue, size_t count, base::Time now, base::Milliseconds hidden_for,
         base::Random& random)
      : queue_(queue), count_(count), now_(now), hidden_for_(hidden_for), random_(random) {
    redrive_ = redrive_policy(queue);
    if (redrive_) dead_letters_ = find_queue(queue.state, redrive_->target_arn);
  }

  Taken take() {
    if (queue_.is_fifo()) {
      each_visible(kHead, [this](const std::string& id) {
        take_group(std::string(base::split(id, kEndOfPart).at(3)));
      });
    } else {
      each_visible(
          kTurn, [this](const std::string& id) { take_one(std::string(base::split(id, kEndOfPart).at(3))); });
    }
    return std::move(taken_);
  }

 private:
  bool is_enough() const { return taken_.messages.size() == count_; }

  // The ids of an order whose time has come. What is received meanwhile gets a later one, and may come again.
  void each_visible(std::string_view order, const std::function<void(const std::string& id)>& look_at) {
    std::string after;
    while (!is_enough()) {
      auto ids = queue_.state.ids(order, {.prefix = key(queue_, {""}), .after = after, .limit = kLooked});
      for (const std::string& id : ids) {
        bool is_later = base::parse_int(base::split(id, kEndOfPart).at(1)).value_or(0) > base::to_ms(now_);
        if (is_later || is_enough()) return;
        look_at(id);
      }
      if (ids.size() < kLooked) return;
      after = ids.back();
    }
  }

  // From its first message on, as far as they are visible.
  void take_group(const std::string& group) {
    if (!groups_.insert(group).second) return;
    std::string prefix = key(queue_, {group, ""});
    std::string after;
    while (!is_enough()) {
      auto ids = queue_.state.ids(kGroup, {.prefix = prefix, .after = after, .limit = kLooked});
      for (const std::string& id : ids)
        if (is_enough() || !take_one(id.substr(prefix.size()))) return;
      if (ids.size() < kLooked) return;
      after = ids.back();
    }
  }

  // false: it is not visible.
  bool take_one(const std::string& place) {
    if (places_.contains(place)) return false;
    auto message = find_message(queue_, place);
    if (!message || message->visible_at() > base::to_ms(now_)) return false;
    if (dead_letters_ && message->record.int_or("ReceivedHere", 0) >= redrive_->most_receives) {
      move_to(*dead_letters_, queue_, std::move(*message), now_);
      taken_.dead_letters_arn = dead_letters_->arn();
    } else {
      receive(std::move(*message));
    }
    return true;
  }

  void receive(Message message) {
    Message before = message;
    json::Object& record = message.record.as_object();
    record.set("Received", message.received() + 1);
    record.set("ReceivedHere", message.record.int_or("ReceivedHere", 0) + 1);
    if (!record.contains("FirstReceived")) record.set("FirstReceived", base::to_ms(now_));
    record.set("HiddenSince", base::to_ms(now_));
    record.set("VisibleAt", base::to_ms(now_ + hidden_for_));
    record.set("Receipt", random_.hex(16));
    replace_message(queue_, before, message);
    places_.insert(message.place);
    taken_.messages.push_back(std::move(message));
  }

  const Queue& queue_;
  size_t count_;
  base::Time now_;
  base::Milliseconds hidden_for_;
  base::Random& random_;
  std::optional<RedrivePolicy> redrive_;
  std::optional<Queue> dead_letters_;
  std::set<std::string> places_;
  std::set<std::string> groups_;
  Taken taken_;
};

}  // namespace

Taken take_messages(const Queue& queue, size_t count, base::Time now, base::Milliseconds hidden_for,
                    base::Random& random) {
  erase_expired(queue, now);
  return Taking(queue, count, now, hidden_for, random).take();
}

}  // namespace account::sqs
