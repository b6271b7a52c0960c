#include "kube/watch.h"

#include <algorithm>
#include <iterator>

#include "kube/object.h"
#include "kube/status.h"

namespace kube {
namespace {

using base::Deadline;
using base::ErrorKind;
using Type = WatchEvent::Type;

constexpr size_t kMaxLine = 16 << 20;
// The API server ends the watch by itself after this time. What is silent for longer is dead: a host that
// went away says nothing.
constexpr auto kServerEnds = std::chrono::seconds(60);
constexpr auto kSilence = std::chrono::seconds(75);

std::string uid_of(const json::Value& object) {
  std::string uid = text_at(object, {"metadata", "uid"});
  return uid.empty() ? namespace_of(object) + "/" + name_of(object) : uid;
}

std::string version_of(const json::Value& object) {
  return text_at(object, {"metadata", "resourceVersion"});
}

}  // namespace

Watch::Watch(Client& client, Target target, Selection selection)
    : client_(client), target_(std::move(target)), selection_(std::move(selection)), lines_(kMaxLine) {}

base::Result<WatchEvent> Watch::next(const Deadline& deadline) {
  TRY(advance(false, deadline));
  WatchEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

base::Result<std::vector<WatchEvent>> Watch::wait(const Deadline& deadline) {
  TRY(advance(true, deadline));
  std::vector<WatchEvent> events(std::make_move_iterator(events_.begin()),
                                 std::make_move_iterator(events_.end()));
  events_.clear();
  return events;
}

base::Status Watch::advance(bool list_is_enough, const Deadline& deadline) {
  auto lost_since = std::chrono::steady_clock::now();
  while (events_.empty()) {
    if (deadline.passed())
      return base::fail(ErrorKind::timeout, "nothing changed of {} in time", describe(target_));
    bool lists = resource_version_.empty();  // which is tried again by itself
    base::Status done = lists ? list(deadline) : stream_ ? read(deadline) : open(deadline);
    if (done && lists && list_is_enough) return {};
    if (done) {
      lost_since = std::chrono::steady_clock::now();
      continue;
    }
    lose();
    const Patience& patience = client_.rest().patience();
    bool may_heal = !lists && done.error().kind == ErrorKind::unavailable &&
                    std::chrono::steady_clock::now() - lost_since < patience.connection_lost;
    if (!may_heal) return tl::unexpected(done.error());
    auto next = std::min<std::chrono::milliseconds>(patience.first_pause * (1LL << std::min(failures_++, 10)),
                                                    patience.longest_pause);
    deadline.pause(next);
  }
  return {};
}

void Watch::lose() {
  stream_.reset();
  lines_ = LineSplitter(kMaxLine);  // half a line is no event
}

base::Status Watch::list(const Deadline& deadline) {
  List now = TRY(client_.list(target_, selection_, deadline));
  std::map<std::string, json::Value> gone = std::move(known_);
  known_.clear();
  for (const json::Value& object : now.items) {
    auto before = gone.find(uid_of(object));
    if (before == gone.end()) {
      tell(Type::added, object);
      continue;
    }
    if (version_of(before->second) != version_of(object)) tell(Type::modified, object);
    known_[before->first] = object;
    gone.erase(before);
  }
  for (const auto& [uid, object] : gone) tell(Type::deleted, object);
  resource_version_ = now.resource_version;
  return {};
}

base::Status Watch::open(const Deadline& deadline) {
  Request request;
  request.path = TRY(client_.path_of(target_, deadline));
  request.what = "watch " + describe(target_);
  std::vector<std::pair<std::string, std::string>> parameters = {
      {"watch", "true"},
      {"allowWatchBookmarks", "true"},
      {"resourceVersion", resource_version_},
      {"timeoutSeconds", std::to_string(kServerEnds.count())}};
  if (!selection_.labels.empty()) parameters.emplace_back("labelSelector", selection_.labels);
  if (!selection_.fields.empty()) parameters.emplace_back("fieldSelector", selection_.fields);
  request.query = query_of(parameters);
  auto opened = client_.rest().stream(request, deadline);
  if (!opened) {
    bool is_gone = opened.error().kind == ErrorKind::conflict;  // 410: the version is too old
    if (!is_gone) return tl::unexpected(opened.error());
    resource_version_.clear();
    return {};
  }
  stream_ = std::move(*opened);
  return {};
}

base::Status Watch::read(const Deadline& deadline) {
  auto piece = stream_->next(deadline.at_most(kSilence));
  if (!piece) {
    bool still_waits = piece.error().kind == ErrorKind::timeout && deadline.passed() && !deadline.stopped();
    if (still_waits) return {};
    base::Error error = piece.error();
    if (error.kind == ErrorKind::timeout && !deadline.stopped()) error.kind = ErrorKind::unavailable;
    return tl::unexpected(connection_error(client_.access(), "watch " + describe(target_), error));
  }
  if (piece->empty()) {  // in order: the API server ends watches from time to time
    lose();
    return {};
  }
  lines_.add(*piece);
  while (auto line = TRY(lines_.next())) TRY(take(*line));
  return {};
}

base::Status Watch::take(std::string_view text) {
  auto parsed = parse_watch_line(text);
  if (!parsed)
    return tl::unexpected(connection_error(client_.access(), "watch " + describe(target_), parsed.error()));
  WatchLine& line = *parsed;
  if (line.type == WatchLine::Type::error) {
    auto code = static_cast<int>(int_at(line.object, {"code"}));
    if (code != 410)
      return tl::unexpected(
          status_error(client_.access(), "watch " + describe(target_), code == 0 ? 500 : code, line.object));
    resource_version_.clear();
    lose();
    return {};
  }
  failures_ = 0;
  std::string version = version_of(line.object);
  if (!version.empty()) resource_version_ = version;
  if (line.type == WatchLine::Type::bookmark) return {};
  tell(line.type == WatchLine::Type::added      ? Type::added
       : line.type == WatchLine::Type::modified ? Type::modified
                                                : Type::deleted,
       line.object);
  return {};
}

void Watch::tell(Type type, const json::Value& object) {
  if (type == Type::deleted) {
    known_.erase(uid_of(object));
  } else {
    known_[uid_of(object)] = object;
  }
  events_.push_back({type, object});
}

}  // namespace kube
