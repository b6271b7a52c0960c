#include "net/in_process.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/manual_clock.h"

namespace net {
namespace {

Remote remote(const std::string& url) {
  Remote result;
  result.url = *Url::parse(url);
  return result;
}

class InProcessTest : public testing::Test {
 protected:
  // What a handler that gives this answer looks like from outside.
  Exchange ask(Response answer, const std::string& method = "GET") {
    ClientRequest request;
    request.method = method;
    return answer_in_process([&](Request&) { return answer; }, remote("http://here:4566/"), request,
                             base::Deadline::never());
  }
};

TEST_F(InProcessTest, TheHandlerSeesTheRequestAsAServerWould) {
  ClientRequest request;
  request.method = "POST";
  request.target = "/a%20b?c=d";
  request.headers = {{"X-A", "1"}};
  request.body = "body";
  Request seen;
  std::string body;
  auto handler = [&](Request& received) {
    seen = received;
    body = *read_all(*received.body, 100);
    return Response{201, {{"X-B", "2"}}, "made", {}};
  };
  auto answer = answer_in_process(handler, remote("https://here:4566/"), request, base::Deadline::never());
  ASSERT_TRUE(answer);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/a%20b?c=d");
  EXPECT_EQ(seen.path, "/a%20b");
  EXPECT_EQ(seen.query, "c=d");
  EXPECT_EQ(seen.headers.get("Host"), "here:4566");
  EXPECT_EQ(seen.headers.get("x-a"), "1");
  EXPECT_EQ(seen.headers.get("Content-Length"), "4");
  EXPECT_EQ(seen.body_size, 4u);
  EXPECT_EQ(body, "body");
  EXPECT_TRUE(seen.tls);
  EXPECT_EQ(seen.peer, "127.0.0.1");
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->headers.get("X-B"), "2");
  EXPECT_EQ(answer->headers.get("Content-Length"), "4");
  EXPECT_EQ(answer->body, "made");
}

TEST_F(InProcessTest, TheBodyIsWholeWhereverItComesFrom) {
  std::string path = testing::TempDir() + "/in_process_body";
  std::ofstream(path) << "0123456789";
  EXPECT_EQ(ask({200, {}, FileBody{path, 2, 3}, {}})->body, "234");
  EXPECT_EQ(ask({200, {}, FileBody{path, 8, 3}, {}}).error().error.kind, base::ErrorKind::unavailable);
  std::vector<std::string> pieces = {"", "b", "a"};
  auto next = [&]() -> base::Result<std::string> {
    std::string piece = pieces.back();
    pieces.pop_back();
    return piece;
  };
  EXPECT_EQ(ask({200, {}, "", next})->body, "ab");
  auto broken = [] { return base::Result<std::string>(base::fail(base::ErrorKind::unavailable, "broken")); };
  EXPECT_FALSE(ask({200, {}, "", broken}).error().nothing_sent) << "somebody has acted on it";
}

TEST_F(InProcessTest, WhereNoBodyIsSentTheHandlerSaysItsLength) {
  auto answer = ask({200, {{"Content-Length", "77"}}, "", {}}, "HEAD");
  EXPECT_EQ(answer->headers.get("Content-Length"), "77");
  EXPECT_EQ(ask({200, {}, "not sent", {}}, "HEAD")->body, "");
  EXPECT_EQ(ask({204, {}, "not sent", {}})->body, "");
}

TEST_F(InProcessTest, NothingIsSentThatCannotBe) {
  auto handler = [](Request&) -> Response {
    ADD_FAILURE() << "it was called";
    return {};
  };
  ClientRequest request;
  request.target = "no path";
  auto answer = answer_in_process(handler, remote("http://here/"), request, base::Deadline::never());
  EXPECT_EQ(answer.error().error.kind, base::ErrorKind::invalid);
  EXPECT_TRUE(answer.error().nothing_sent);
  base::ManualClock clock(base::from_seconds(1'800'000'000));
  auto late = answer_in_process(handler, remote("http://here/"), ClientRequest{},
                                base::Deadline::in(clock, base::Milliseconds(0)));
  EXPECT_EQ(late.error().error.kind, base::ErrorKind::timeout);
  EXPECT_TRUE(late.error().nothing_sent);
}

// A stream without an end is cut at the deadline, as a client that reads it whole would.
TEST_F(InProcessTest, AStreamWithoutAnEndIsCutAtTheDeadline) {
  base::ManualClock clock(base::from_seconds(1'800'000'000));
  auto endless = [&]() -> base::Result<std::string> {
    clock.advance(std::chrono::seconds(1));
    return "tick";
  };
  auto answer = answer_in_process(
      [&](Request&) {
        return Response{200, {}, "", endless};
      },
      remote("http://here/"), ClientRequest{}, base::Deadline::in(clock, std::chrono::seconds(5)));
  EXPECT_EQ(answer.error().error.kind, base::ErrorKind::timeout);
}

}  // namespace
}  // namespace net
