#include "net/network_transport.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <latch>
#include <thread>

#include "net/response_stream.h"
#include "net/test_peer.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;

Remote to(uint16_t port) {
  Remote remote;
  remote.url = *Url::parse("http://127.0.0.1:" + std::to_string(port));
  return remote;
}

// Accepts on a port and does with each connection what it is told, one after the other.
class Listening {
 public:
  explicit Listening(std::vector<std::function<void(Socket&)>> acts)
      : listener_(std::move(*listen_on("127.0.0.1", 0, false))), thread_([this, acts] {
          for (const auto& act : acts) {
            pollfd entry{listener_.fd.get(), POLLIN, 0};
            if (poll(&entry, 1, 20'000) != 1) return;
            Socket socket(base::Fd(accept4(listener_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC)));
            act(socket);
          }
        }) {}
  ~Listening() { thread_.join(); }
  uint16_t port() const { return listener_.port; }

  static void read_head(Socket& socket) {
    std::string head;
    char buffer[1024];
    while (head.find("\r\n\r\n") == std::string::npos) {
      auto count = socket.receive(buffer, sizeof buffer, soon());
      if (!count || *count == 0) return;
      head.append(buffer, *count);
    }
  }
  static void say(Socket& socket, std::string_view text) {
    iovec piece{const_cast<char*>(text.data()), text.size()};
    (void)socket.send({&piece, 1}, soon());
  }

 private:
  Listener listener_;
  std::thread thread_;
};

constexpr std::string_view kFine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";

void answer(Socket& socket) {
  Listening::read_head(socket);
  Listening::say(socket, kFine);
}
// As a server that has had enough of the connection just when the next request comes.
void answer_once_then_cut(Socket& socket) {
  answer(socket);
  Listening::read_head(socket);
}

TEST(NetworkTransport, KeepsOneConnectionForOneCallAfterTheOther) {
  Listening listening({[](Socket& socket) {
    for (int i = 0; i < 3; ++i) answer(socket);
  }});
  auto transport = network_transport();
  for (int i = 0; i < 3; ++i) {
    Exchange got = transport->send(to(listening.port()), {}, soon());
    ASSERT_TRUE(got) << got.error().error.message;
    EXPECT_EQ(got->body, "fine");
  }
}

TEST(NetworkTransport, CallsOfSeveralThreadsRunAtOnce) {
  constexpr int kThreads = 6;
  std::latch all_here(kThreads);
  auto server = serve([&](Request&) {
    all_here.arrive_and_wait();  // nobody is answered until all have asked
    return Response{200, {}, "together", {}};
  });
  auto transport = network_transport();
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      Exchange got = transport->send(to(server->port()), {}, soon());
      if (got && got->body == "together") ++answered;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, kThreads);
}

TEST(NetworkTransport, SaysThatNothingWasSentWhereNobodyListens) {
  uint16_t port = listen_on("127.0.0.1", 0, false)->port;  // closed again
  Exchange got = network_transport()->send(to(port), {"POST", "/"}, soon());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().error.kind, ErrorKind::unavailable);
  EXPECT_TRUE(got.error().nothing_sent);
}

TEST(NetworkTransport, SaysThatNothingWasSentOfARequestThatCannotBe) {
  Exchange got = network_transport()->send(to(1), {"POST", "/a b"}, soon());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().error.kind, ErrorKind::invalid);
  EXPECT_TRUE(got.error().nothing_sent);
}

TEST(NetworkTransport, SaysThatSomethingMayHaveBeenDone) {
  Listening listening({Listening::read_head});  // read, and closed without a word
  Exchange got = network_transport()->send(to(listening.port()), {"POST", "/", {}, "do it"}, soon());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().error.kind, ErrorKind::unavailable);
  EXPECT_FALSE(got.error().nothing_sent);
}

TEST(NetworkTransport, RepeatsOnANewConnectionOnlyWhatIsRepeatable) {
  struct Row {
    bool repeatable;
    bool answered;
  };
  for (Row row : {Row{true, true}, Row{false, false}}) {
    std::vector<std::function<void(Socket&)>> acts = {answer_once_then_cut};
    if (row.answered) acts.emplace_back(answer);
    Listening listening(acts);
    auto transport = network_transport();
    ASSERT_TRUE(transport->send(to(listening.port()), {}, soon()));
    Exchange got = transport->send(to(listening.port()), {"POST", "/", {}, "", row.repeatable}, soon());
    EXPECT_EQ(got.has_value(), row.answered);
    EXPECT_FALSE(!got && got.error().nothing_sent);
  }
}

TEST(NetworkTransport, AConnectionThatTheServerHasClosedIsNotUsed) {
  std::latch closed(1);
  Listening listening({[&](Socket& socket) {
                         answer(socket);
                         socket.cut();
                         closed.count_down();
                       },
                       answer});
  auto transport = network_transport();
  ASSERT_TRUE(transport->send(to(listening.port()), {}, soon()));
  closed.wait();
  EXPECT_TRUE(transport->send(to(listening.port()), {"POST", "/"}, soon()));
}

TEST(NetworkTransport, RemotesThatDifferShareNothing) {
  Listening listening({answer, answer});
  auto transport = network_transport();
  Remote as_somebody = to(listening.port());
  Remote as_another = as_somebody;
  as_another.identity.certificate_pem = "another";
  ASSERT_TRUE(transport->send(as_somebody, {}, soon()));
  EXPECT_TRUE(transport->send(as_another, {}, soon()));
}

TEST(NetworkTransport, AnIdleConnectionThatIsOldIsClosed) {
  Listening listening({answer, answer});
  NetworkOptions options;
  options.keep_for = std::chrono::milliseconds(-1);
  auto transport = network_transport(options);
  ASSERT_TRUE(transport->send(to(listening.port()), {}, soon()));
  EXPECT_TRUE(transport->send(to(listening.port()), {}, soon()));
}

// As one does that leads to a server in this process.
class Canned final : public Transport {
 public:
  Exchange send(const Remote&, const ClientRequest& request, const Deadline&) override {
    if (request.target == "/nothing") return tl::unexpected(NoAnswer{{ErrorKind::timeout, "slow", ""}, true});
    return ClientResponse{203, {{"X-A", "b"}}, "whole"};
  }
};

TEST(Transport, StreamsTheWholeAnswerUnlessItKnowsBetter) {
  Canned canned;
  auto stream = canned.stream({}, {}, soon());
  ASSERT_TRUE(stream);
  EXPECT_EQ((*stream)->status(), 203);
  EXPECT_EQ((*stream)->headers().get("x-a"), "b");
  EXPECT_EQ(*(*stream)->next(soon()), "whole");
  EXPECT_EQ(*(*stream)->next(soon()), "");
  auto nothing = canned.stream({}, {"GET", "/nothing"}, soon());
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().message, "slow");
}

}  // namespace
}  // namespace net
