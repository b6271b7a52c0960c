#include "load/drive.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <optional>

#include "net/http_parser.h"
#include "net/socket.h"

namespace load {
namespace {

using base::ErrorKind;
using base::fail;
using Steady = std::chrono::steady_clock;

constexpr int kPatience_ms = 30'000;
constexpr size_t kInputBytes = 256 << 10;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// One connection, with at most one call under way.
class Connection {
 public:
  explicit Connection(const net::Url& url) : url_(url) {}

  bool busy() const { return request_ != nullptr; }
  pollfd waits_for() const {
    auto events = static_cast<short>(POLLIN | (sent_ < size() ? POLLOUT : 0));
    return {socket_.get(), busy() ? events : static_cast<short>(0), 0};
  }

  base::Status begin(const Request& request, Tally& tally) {
    if (!open_) {
      socket_ = TRY(net::connect_to(url_.host, url_.port, base::Deadline::in(std::chrono::seconds(5))));
      open_ = true;
      ++tally.connections;
    }
    request_ = &request;
    sent_ = 0;
    head_.clear();
    answer_.reset();
    begun_ = Steady::now();
    return send_more();
  }

  base::Status send_more() {
    while (sent_ < size()) {
      std::string_view head = request_->head, body = *request_->body;
      head.remove_prefix(std::min(sent_, head.size()));
      body.remove_prefix(sent_ - (request_->head.size() - head.size()));
      iovec pieces[] = {{const_cast<char*>(head.data()), head.size()},
                        {const_cast<char*>(body.data()), body.size()}};
      msghdr message{};
      message.msg_iov = pieces;
      message.msg_iovlen = 2;
      ssize_t count = sendmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count < 0 && errno == EAGAIN) return {};
      if (count < 0) return tl::unexpected(base::errno_error("send a request", "the server", errno));
      sent_ += static_cast<size_t>(count);
    }
    return {};
  }

  // True when the answer is complete, and counted.
  base::Result<bool> receive(std::vector<char>& buffer, Tally& tally) {
    ssize_t count = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return false;
    bool until_close = answer_ && answer_->framing == net::BodyFraming::until_close;
    if (count < 0 || (count == 0 && !until_close))
      return fail(ErrorKind::unavailable, "the server closed a connection without an answer");
    std::string_view bytes(buffer.data(), static_cast<size_t>(count));
    if (!answer_) bytes = TRY(take_head(bytes));
    if (!answer_ || !TRY(take_body(bytes, count == 0, tally))) return false;
    open_ = answer_->keep_alive && !until_close;
    count_call(tally);
    return true;
  }

 private:
  size_t size() const { return request_ ? request_->head.size() + request_->body->size() : 0; }

  // What follows the head.
  base::Result<std::string_view> take_head(std::string_view bytes) {
    size_t before = head_.size();
    head_.append(bytes);
    size_t end = head_.find("\r\n\r\n");
    if (end == std::string::npos) return std::string_view();
    head_.resize(end + 4);
    net::Headers headers;
    auto parsed = parser_.head(head_, false, headers);
    if (!parsed) return fail(ErrorKind::invalid, "the answer is not HTTP: {}", parsed.error().reason);
    answer_ = *parsed;
    left_ = parsed->length;
    return bytes.substr(head_.size() - before);
  }

  base::Result<bool> take_body(std::string_view bytes, bool closed, Tally& tally) {
    tally.body_bytes += bytes.size();
    bool keep = answer_->status != 200 && tally.first_failure.empty();
    if (keep) head_.append(bytes);
    if (answer_->framing == net::BodyFraming::none || closed) return true;
    if (answer_->framing == net::BodyFraming::until_close) return false;
    if (answer_->framing == net::BodyFraming::length) {
      left_ -= std::min<uint64_t>(left_, bytes.size());
      return left_ == 0;
    }
    chunks_.append(bytes);
    while (true) {
      auto part = parser_.chunk(chunks_, chunks_.size());
      if (!part) return fail(ErrorKind::invalid, "the answer is not HTTP: {}", part.error().reason);
      bool moved = part->used > 0;
      chunks_.erase(0, part->used);
      if (part->done || !moved) return part->done;
    }
  }

  void count_call(Tally& tally) {
    ++tally.calls;
    std::chrono::duration<float, std::milli> taken = Steady::now() - begun_;
    tally.latency_ms.push_back(taken.count());
    if (answer_->status != 200 && tally.failures++ == 0) tally.first_failure = head_;
    request_ = nullptr;
  }

  const net::Url& url_;
  net::Socket socket_;
  bool open_ = false;
  net::ResponseParser parser_;
  const Request* request_ = nullptr;
  size_t sent_ = 0;
  std::string head_;
  std::string chunks_;
  std::optional<net::MessageHead> answer_;
  uint64_t left_ = 0;
  Steady::time_point begun_;
};

}  // namespace

base::Result<Tally> drive(const net::Url& url, const std::vector<Request>& requests, const Limits& limits) {
  std::deque<Connection> connections;  // they stay where they are made
  for (size_t i = 0; i < limits.connections; ++i) connections.emplace_back(url);
  std::vector<char> buffer(kInputBytes);
  std::vector<pollfd> waiting(connections.size());
  Tally tally;
  double cpu_before = cpu_seconds();
  Steady::time_point start = Steady::now();
  size_t begun = 0;
  auto may_begin = [&] { return begun < limits.calls && Steady::now() - start < limits.time; };
  auto begin = [&](Connection& one) { return one.begin(requests[begun++ % requests.size()], tally); };

  for (Connection& one : connections)
    if (may_begin()) TRY(begin(one));
  while (std::any_of(connections.begin(), connections.end(), [](const auto& one) { return one.busy(); })) {
    for (size_t i = 0; i < connections.size(); ++i) waiting[i] = connections[i].waits_for();
    if (poll(waiting.data(), waiting.size(), kPatience_ms) == 0)
      return fail(ErrorKind::timeout, "the server has not answered for {} s", kPatience_ms / 1000);
    for (size_t i = 0; i < connections.size(); ++i) {
      Connection& one = connections[i];
      if (waiting[i].revents == 0) continue;
      if (waiting[i].revents & POLLOUT) TRY(one.send_more());
      if (waiting[i].revents == POLLOUT || !TRY(one.receive(buffer, tally))) continue;
      if (may_begin()) TRY(begin(one));
    }
  }
  tally.seconds = std::chrono::duration<double>(Steady::now() - start).count();
  tally.cpu_seconds = cpu_seconds() - cpu_before;
  std::sort(tally.latency_ms.begin(), tally.latency_ms.end());
  return tally;
}

}  // namespace load
