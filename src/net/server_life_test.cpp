// Time, crowds and the end: slow peers, many peers, peers that vanish, stop().
#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <thread>

#include "net/test_peer.h"

namespace net {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

Response read_body(Request& request) {
  auto body = read_all(*request.body, 1 << 20);
  return {200, {}, body ? *body : body.error().message, {}};
}

TEST(ServerLife, SlowHeadIsTimedOut) {
  ServerOptions options;
  options.header_timeout = milliseconds(30);
  auto server = serve(read_body, options);
  Peer peer(server->port());
  peer.send("GET / HTTP/1.1\r\nHo");
  EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST(ServerLife, SlowBodyIsTimedOutWhateverTheHandlerSays) {
  ServerOptions options;
  options.body_timeout = milliseconds(30);
  auto server = serve(read_body, options);
  Peer peer(server->port());
  peer.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

// Never silent for long, and never done.
TEST(ServerLife, DrippedBodyIsTimedOut) {
  ServerOptions options;
  options.body = {1 << 20, milliseconds(50), 1'000'000, milliseconds(10'000)};
  for (bool chunked : {false, true}) {
    auto server = serve(read_body, options);
    Peer peer(server->port());
    peer.send(chunked ? "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                      : "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    while (peer.send(chunked ? "1\r\nx\r\n" : "x") && !peer.has_input(milliseconds(2))) {
    }
    EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  }
}

TEST(ServerLife, BodyThatTakesTooLongInAllIsTimedOut) {
  ServerOptions options;
  options.body = {1 << 20, milliseconds(10'000), 1, milliseconds(50)};
  auto server = serve(read_body, options);
  Peer peer(server->port());
  peer.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  while (peer.send("x") && !peer.has_input(milliseconds(2))) {
  }
  EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST(ServerLife, WiderLimitsHoldForAKnownSender) {
  ServerOptions options;
  options.body = {4, milliseconds(0), 1, milliseconds(0)};
  auto server = serve(
      [](Request& request) {
        if (request.path == "/known") request.body->trust_sender();
        return read_body(request);
      },
      options);
  auto status_of = [&](std::string_view path, std::string_view body) {
    return statuses_of(*server, fmt::format("PUT {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                            "Content-Length: {}\r\n\r\n{}",
                                            path, body.size(), body))
        .at(0);
  };
  EXPECT_EQ(status_of("/", "four"), 200);
  EXPECT_EQ(status_of("/", "fives"), 413);
  EXPECT_EQ(status_of("/known", "fives"), 200);
}

// What has come is not late, however long the handler took for itself.
TEST(ServerLife, TheHandlersOwnTimeIsNotThePeers) {
  ServerOptions options;
  options.body = {1 << 20, milliseconds(0), 1, milliseconds(0)};
  std::latch arrived(1);
  auto server = serve(
      [&](Request& request) {
        arrived.wait();
        return read_body(request);
      },
      options);
  Peer peer(server->port());
  peer.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
  arrived.count_down();
  EXPECT_EQ(peer.read_answer().body, "body");
}

// A reader that takes a little now and then is no better than one that takes nothing.
TEST(ServerLife, AnswerThatIsSippedIsGivenUp) {
  ServerOptions options;
  options.answer = {0, milliseconds(50), 1'000'000'000, milliseconds(10'000)};
  constexpr size_t kMuch = 64 << 20;
  auto server = serve([](Request&) { return Response{200, {}, std::string(kMuch, 'x'), {}}; }, options);
  Peer peer(server->port());
  peer.send(kGet);
  std::jthread sips([&](const std::stop_token& stop) {
    while (!stop.stop_requested() && peer.has_input(milliseconds(5))) peer.sip();
  });
  server->stop(base::Deadline::never());  // returns when the request has ended
  sips.request_stop();
  sips.join();
  EXPECT_LT(peer.read_to_end().size(), kMuch);
}

TEST(ServerLife, IdleConnectionIsClosedWithoutAWord) {
  ServerOptions options;
  options.idle_timeout = milliseconds(30);
  auto server = serve(read_body, options);
  Peer peer(server->port());
  peer.send(kGet);
  EXPECT_EQ(peer.read_answer().status, 200);
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST(ServerLife, SilentConnectionIsClosed) {
  ServerOptions options;
  options.header_timeout = milliseconds(30);
  auto server = serve(read_body, options);
  EXPECT_EQ(Peer(server->port()).read_to_end(), "");
}

TEST(ServerLife, ClientThatDoesNotReadIsGivenUp) {
  ServerOptions options;
  options.body_timeout = milliseconds(30);
  constexpr size_t kMuch = 64 << 20;
  auto server = serve([](Request&) { return Response{200, {}, std::string(kMuch, 'x'), {}}; }, options);
  Peer peer(server->port());
  peer.send(kGet);
  server->stop(base::Deadline::never());  // returns when the request has ended
  EXPECT_LT(peer.read_to_end().size(), kMuch);
}

TEST(ServerLife, ClientThatVanishesDoesNoHarm) {
  auto server = serve([](Request&) { return Response{200, {}, std::string(8 << 20, 'x'), {}}; });
  for (int i = 0; i < 10; ++i) Peer(server->port()).send(kGet);
  Peer peer(server->port());
  peer.send(kGet);
  EXPECT_EQ(peer.read_answer().body.size(), 8u << 20);
}

TEST(ServerLife, TwoHundredConnectionsAtOnce) {
  constexpr int kPeers = 200;
  std::latch all_here(kPeers);
  auto server = serve([&](Request&) {
    all_here.arrive_and_wait();  // no one is answered until all are being served
    return Response{200, {}, "ok", {}};
  });
  std::vector<Peer> peers;
  for (int i = 0; i < kPeers; ++i) peers.emplace_back(server->port());
  for (Peer& peer : peers) ASSERT_TRUE(peer.send(kGet));
  for (Peer& peer : peers) EXPECT_EQ(peer.read_answer().body, "ok");
}

// Which of the two is left open: the server counts from the moment at which it waits again, which a peer that
// has its answer cannot see.
TEST(ServerLife, AnIdleConnectionGoesWhenAllAreTaken) {
  ServerOptions options;
  options.max_connections = 2;
  auto server = serve(read_body, options);
  Peer first(server->port());
  first.send(kGet);
  EXPECT_EQ(first.read_answer().status, 200);
  Peer second(server->port());
  second.send(kGet);
  EXPECT_EQ(second.read_answer().status, 200);

  Peer third(server->port());
  third.send(kGet);
  EXPECT_EQ(third.read_answer().status, 200);
  first.send(kGet);
  second.send(kGet);
  int answered = (first.read_answer().status == 200) + (second.read_answer().status == 200);
  EXPECT_EQ(answered, 1);
}

TEST(ServerLife, WhoeverNeverAsksGoesWhenAllAreTaken) {
  ServerOptions options;
  options.max_connections = 1;
  options.header_timeout = std::chrono::minutes(10);
  for (const char* said : {"", "GET / HT"}) {
    auto server = serve(read_body, options);
    Peer first(server->port());
    first.send(said);
    Peer second(server->port());
    second.send(kGet);
    EXPECT_EQ(second.read_answer().status, 200);
    EXPECT_EQ(first.read_to_end(), "");
  }
}

TEST(ServerLife, OnePeerLeavesRoomForOthers) {
  ServerOptions options;
  options.max_connections = 4;  // of which one peer gets three
  std::counting_semaphore<4> asked(0);
  std::latch all_here(4);
  auto server = serve(
      [&](Request&) {
        asked.release();
        all_here.arrive_and_wait();  // nobody is answered until the other one is here
        return Response{200, {}, "ok", {}};
      },
      options);
  std::vector<Peer> crowd;
  for (int i = 0; i < 3; ++i) crowd.emplace_back(server->port());
  for (Peer& peer : crowd) peer.send(kGet);
  for (int i = 0; i < 3; ++i) asked.acquire();  // one that has asked nothing yet would give its place
  Peer too_many(server->port());
  too_many.send(kGet);
  EXPECT_EQ(too_many.read_to_end(), "");
  Peer other(server->port(), "127.0.0.2");
  other.send(kGet);
  EXPECT_EQ(other.read_answer().body, "ok");
}

TEST(ServerLife, WhoeverDripsABodyGoesWhenAllAreTaken) {
  ServerOptions options;
  options.max_connections = 1;
  options.body.grace = std::chrono::minutes(10);
  options.body.whole = std::chrono::minutes(10);
  auto server = serve(read_body, options);
  Peer slow(server->port());
  slow.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  Peer other(server->port());
  other.send(kGet);
  EXPECT_EQ(other.read_answer().status, 200);
  EXPECT_THAT(slow.read_to_end(), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
}

TEST(ServerLife, BusyConnectionsAreWaitedFor) {
  ServerOptions options;
  options.max_connections = 1;
  std::latch go(1);
  auto server = serve(
      [&](Request&) {
        go.wait();
        return Response{200, {{"Connection", "close"}}, "ok", {}};
      },
      options);
  Peer first(server->port());
  first.send(kGet);
  Peer second(server->port());
  second.send(kGet);
  go.count_down();
  EXPECT_EQ(first.read_answer().body, "ok");
  first.end_output();
  EXPECT_EQ(second.read_answer().body, "ok");
}

TEST(ServerLife, StopLetsARunningRequestFinish) {
  std::latch running(1);
  std::latch go(1);
  auto server = serve([&](Request&) {
    running.count_down();
    go.wait();
    return Response{200, {}, "done", {}};
  });
  Peer idle(server->port());
  Peer peer(server->port());
  peer.send(kGet);
  running.wait();
  std::thread stopper([&] { server->stop(base::Deadline::never()); });
  EXPECT_EQ(idle.read_to_end(), "");  // by this, the server is stopping
  go.count_down();
  Answer answer = peer.read_answer();
  EXPECT_EQ(answer.body, "done");
  EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
  stopper.join();
}

TEST(ServerLife, StopIsToldToWhoWaitsForNews) {
  std::latch running(1);
  auto server = serve([&](Request& request) {
    running.count_down();
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait(lock, request.stop, [] { return false; });
    return Response{200, {}, "no news", {}};
  });
  Peer peer(server->port());
  peer.send(kGet);
  running.wait();
  server->stop(base::Deadline::never());
  EXPECT_THAT(peer.read_to_end(), EndsWith("no news"));
}

TEST(ServerLife, StopWakesAHandlerThatWaitsForItsBody) {
  std::latch running(1);
  std::atomic<bool> failed = false;
  auto server = serve([&](Request& request) {
    running.count_down();
    failed = !read_all(*request.body, 100);
    return Response{};
  });
  Peer peer(server->port());
  peer.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
  running.wait();
  server->stop(base::Deadline::in(milliseconds(0)));
  EXPECT_TRUE(failed);
}

TEST(ServerLife, StopEndsAStream) {
  std::latch streaming(1);
  auto server = serve([&](Request&) {
    Response response;
    response.stream = [&, first = true]() mutable -> base::Result<std::string> {
      if (std::exchange(first, false)) streaming.count_down();
      return "more ";
    };
    return response;
  });
  Peer peer(server->port());
  peer.send(kGet);
  std::thread reader([&] { EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 200 OK\r\n")); });
  streaming.wait();
  server->stop(base::Deadline::never());
  reader.join();
}

TEST(ServerLife, StopIsFinal) {
  auto server = serve(read_body);
  uint16_t port = server->port();
  server->stop(soon());
  server->stop(soon());
  EXPECT_FALSE(connect_to("127.0.0.1", port, soon()));
}

TEST(ServerStart, SaysWhichPortIsTaken) {
  auto server = serve(read_body);
  ServerOptions options;
  options.listen[0].port = server->port();
  auto second = Server::start(options, read_body);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("port " + std::to_string(server->port())));
}

TEST(ServerStart, RefusesWhatIsNoAddress) {
  for (const char* address : {"", "localhost", "192.0.2.1"}) {
    ServerOptions options;
    options.listen[0].address = address;
    auto server = Server::start(options, read_body);
    ASSERT_FALSE(server) << address;
    EXPECT_EQ(server.error().kind, base::ErrorKind::invalid) << address;
  }
}

TEST(ServerStart, ListensOnAnAddressThatComesLater) {
  ServerOptions options;
  options.listen.push_back({"192.0.2.1", 0, true});
  auto server = serve(read_body, options);
  EXPECT_EQ(statuses_of(*server, kGet), std::vector{200});
}

TEST(ServerStart, RefusesABadCertificate) {
  ServerOptions options;
  options.certificate_pem = "no certificate";
  auto server = Server::start(options, read_body);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().kind, base::ErrorKind::invalid);
}

}  // namespace
}  // namespace net
