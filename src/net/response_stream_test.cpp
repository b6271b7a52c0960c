#include "net/response_stream.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "net/client.h"
#include "net/test_peer.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;

ClientOptions to(const Server& server) {
  ClientOptions options;
  options.url = *Url::parse("http://127.0.0.1:" + std::to_string(server.port()));
  return options;
}

// A server whose answer goes on when the test says so; it begins with the first piece.
class Pieces {
 public:
  Pieces()
      : server_(serve([this](Request&) {
          Response response{200, {{"X-A", "b"}}, "", {}};
          response.stream = [this]() -> base::Result<std::string> {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return !next_.empty() || over_; });
            return std::exchange(next_, "");
          };
          return response;
        })) {}
  ~Pieces() { end(); }
  const Server& server() const { return *server_; }
  void give(const std::string& piece) {
    std::lock_guard lock(mutex_);
    next_ = piece;
    changed_.notify_all();
  }
  void end() {
    std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string next_;
  bool over_ = false;
  std::unique_ptr<Server> server_;
};

TEST(ResponseStream, GivesWhatHasCome) {
  Pieces pieces;
  pieces.give("first");
  auto stream = ResponseStream::open(to(pieces.server()), {"GET", "/watch"}, soon());
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ((*stream)->status(), 200);
  EXPECT_EQ((*stream)->headers().get("x-a"), "b");
  EXPECT_EQ(*(*stream)->next(soon()), "first");
  pieces.give("second");
  EXPECT_EQ(*(*stream)->next(soon()), "second");
  pieces.end();
  EXPECT_EQ(*(*stream)->next(soon()), "");
  EXPECT_EQ(*(*stream)->next(soon()), "");
}

TEST(ResponseStream, GoesOnAfterATimeout) {
  Pieces pieces;
  pieces.give("first");
  auto stream = ResponseStream::open(to(pieces.server()), {"GET", "/"}, soon());
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(*(*stream)->next(soon()), "first");
  auto nothing = (*stream)->next(Deadline::in(std::chrono::milliseconds(20)));
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().kind, ErrorKind::timeout);
  pieces.give("later");
  EXPECT_EQ(*(*stream)->next(soon()), "later");
}

TEST(ResponseStream, StopsWhenAsked) {
  Pieces pieces;
  pieces.give("first");
  auto stream = ResponseStream::open(to(pieces.server()), {"GET", "/"}, soon());
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(*(*stream)->next(soon()), "first");
  std::stop_source stop;
  std::jthread later([&] { stop.request_stop(); });
  auto stopped = (*stream)->next(Deadline::never(stop.get_token()));
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::timeout);
}

// A handler that streams may say how much it will be; then it must be so much.
TEST(ResponseStream, AStreamMaySayItsLength) {
  struct Row {
    std::string_view length;
    bool whole;
  };
  constexpr Row kRows[] = {{"8", true}, {"9", false}, {"7", false}};
  for (const Row& row : kRows) {
    auto server = serve([&](Request&) {
      Response response{200, {{"Content-Length", std::string(row.length)}}, "", {}};
      response.stream =
          [pieces = std::vector<std::string>{"", "more", "some"}]() mutable -> base::Result<std::string> {
        std::string piece = pieces.back();
        if (pieces.size() > 1) pieces.pop_back();
        return piece;
      };
      return response;
    });
    auto answer = Client::make(to(*server))->send("GET", "/", {}, "", soon());
    EXPECT_EQ(answer.has_value(), row.whole) << row.length;
    if (!answer) continue;
    EXPECT_EQ(answer->body, "somemore");
    EXPECT_EQ(answer->headers.get("Content-Length"), row.length);
    EXPECT_FALSE(answer->headers.find("Transfer-Encoding"));
  }
}

TEST(ResponseStream, SizedBodiesAreWhole) {
  std::string body(100'000, 'b');
  auto server = serve([&](Request& request) {
    return Response{request.method == "POST" ? 201 : 500, {}, body, {}};
  });
  auto stream = ResponseStream::open(to(*server), {"POST", "/", {}, "sent"}, soon());
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ((*stream)->status(), 201);
  std::string all;
  while (true) {
    auto piece = (*stream)->next(soon());
    ASSERT_TRUE(piece) << piece.error().message;
    if (piece->empty()) break;
    all += *piece;
  }
  EXPECT_TRUE(all == body);
}

}  // namespace
}  // namespace net
