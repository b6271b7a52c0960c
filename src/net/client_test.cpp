#include "net/client.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

#include <latch>
#include <thread>

#include "net/test_peer.h"

namespace net {
namespace {

using base::ErrorKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ClientOptions to(uint16_t port) {
  ClientOptions options;
  options.url = *Url::parse("http://127.0.0.1:" + std::to_string(port));
  return options;
}

// A server that answers each connection with the next of the given texts, byte for byte, after it has seen
// one request's head, and then closes it.
class Script {
 public:
  explicit Script(std::vector<std::string> answers)
      : listener_(std::move(*listen_on("127.0.0.1", 0, false))), thread_([this, answers] {
          for (const std::string& answer : answers) serve(answer);
        }) {}
  ~Script() { thread_.join(); }
  uint16_t port() const { return listener_.port; }
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  void serve(const std::string& answer) {
    pollfd entry{listener_.fd.get(), POLLIN, 0};
    if (poll(&entry, 1, 20'000) != 1) return;
    Socket socket(base::Fd(accept4(listener_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC)));
    std::string request;
    char buffer[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      auto count = socket.receive(buffer, sizeof buffer, soon());
      if (!count || *count == 0) break;
      request.append(buffer, *count);
    }
    requests_.push_back(request);
    iovec piece{const_cast<char*>(answer.data()), answer.size()};
    (void)socket.send({&piece, 1}, soon());
    socket.end_output();
    while (true) {  // until the client has read it all
      auto count = socket.receive(buffer, sizeof buffer, soon());
      if (!count || *count == 0) return;
    }
  }

  Listener listener_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

base::Result<ClientResponse> get_from(const std::string& answer, std::string_view method = "GET",
                                      size_t max_body = 1000) {
  Script script({answer});
  ClientOptions options = to(script.port());
  options.max_header_bytes = 1000;
  options.max_body_bytes = max_body;
  return Client::make(options)->send(method, "/", {}, "", soon());
}

TEST(Client, SendsAndReceives) {
  auto server = serve([](Request& request) {
    auto body = read_all(*request.body, 1 << 20);
    return Response{
        201,
        {{"X-Saw", request.method + " " + request.target + " " + std::string(request.headers.get("host")) +
                       " " + std::string(request.headers.get("x-a"))}},
        *body,
        {}};
  });
  auto client = Client::make(to(server->port()));
  std::string body(100'000, 'b');
  auto answer = client->send("POST", "/p?q=1", {{"X-A", "1"}, {"Content-Length", "3"}}, body, soon());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, body);
  EXPECT_EQ(answer->headers.get("x-saw"), "POST /p?q=1 127.0.0.1:" + std::to_string(server->port()) + " 1");
}

TEST(Client, ReusesItsConnection) {
  ServerOptions options;
  options.max_connections = 1;  // a second connection would have to wait for the end of the first
  auto server = serve([](Request&) { return Response{200, {}, "ok", {}}; }, options);
  auto client = Client::make(to(server->port()));
  for (int i = 0; i < 3; ++i) {
    auto answer = client->send(i == 1 ? "HEAD" : "GET", "/", {}, "", soon());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, i == 1 ? "" : "ok");
  }
}

TEST(Client, ReplacesAnIdleConnectionThatWasClosed) {
  Script script(
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"});
  auto client = Client::make(to(script.port()));
  EXPECT_EQ(client->send("GET", "/1", {}, "", soon())->body, "a");
  auto second = client->send("GET", "/2", {}, "", soon());
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->body, "b");
}

TEST(Client, ReadsEveryFraming) {
  struct Row {
    const char* answer;
    const char* body;
  };
  for (Row row : {
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"},
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""},
           Row{"HTTP/1.1 200 OK\r\n\r\nuntil the end", "until the end"},
           Row{"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi"},
           Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: "
               "1\r\n\r\n",
               "abcde"},
           Row{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 "
               "OK\r\nContent-Length: 1\r\n\r\na",
               "a"},
           Row{"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", ""},
           Row{"HTTP/1.1 200 \r\nX: folded\r\n here\r\nContent-Length: 1\r\n\r\na", "a"},
       }) {
    auto answer = get_from(row.answer);
    ASSERT_TRUE(answer) << row.answer << ": " << answer.error().message;
    EXPECT_EQ(answer->body, row.body) << row.answer;
  }
  auto head = get_from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD");
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->headers.get("content-length"), "5");
}

TEST(Client, RefusesWhatIsNotHttpOrTooMuch) {
  struct Row {
    std::string answer;
    ErrorKind kind;
  };
  const std::string large(1001, 'x');
  for (const Row& row : {
           Row{"", ErrorKind::unavailable},
           Row{"HTTP/1.1 200 OK\r\n", ErrorKind::unavailable},
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", ErrorKind::unavailable},
           Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", ErrorKind::unavailable},
           Row{"SSH-2.0-OpenSSH\r\n\r\n", ErrorKind::invalid},
           Row{"HTTP/1.1 abc OK\r\n\r\n", ErrorKind::invalid},
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
               ErrorKind::invalid},
           Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx", ErrorKind::invalid},
           Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", ErrorKind::invalid},
           Row{"HTTP/1.1 200 OK\r\nX: " + large + "\r\n\r\n", ErrorKind::invalid},
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + large, ErrorKind::invalid},
           Row{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + large + "\r\n0\r\n\r\n",
               ErrorKind::invalid},
           Row{"HTTP/1.1 200 OK\r\n\r\n" + large, ErrorKind::invalid},
       }) {
    auto answer = get_from(row.answer);
    ASSERT_FALSE(answer) << row.answer;
    EXPECT_EQ(answer.error().kind, row.kind) << row.answer << ": " << answer.error().message;
  }
}

TEST(Client, FollowsNoRedirect) {
  auto answer = get_from("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
}

TEST(Client, DoesNotSendWhatWouldBreakItsRequest) {
  auto client = Client::make(to(1));
  EXPECT_EQ(client->send("GET", "/a b", {}, "", soon()).error().kind, ErrorKind::invalid);
  EXPECT_EQ(client->send("GET", "http://a/", {}, "", soon()).error().kind, ErrorKind::invalid);
  EXPECT_EQ(client->send("GET", "/\r\nX: 1", {}, "", soon()).error().kind, ErrorKind::invalid);
  EXPECT_EQ(client->send("GET", "/", {{"X", "1\r\nY: 2"}}, "", soon()).error().kind, ErrorKind::invalid);
  EXPECT_EQ(client->send("GET", "/", {{"X: 1\r\nY", "2"}}, "", soon()).error().kind, ErrorKind::invalid);
}

TEST(Client, SaysThatNobodyListens) {
  uint16_t port = listen_on("127.0.0.1", 0, false)->port;  // closed again at once
  auto answer = Client::make(to(port))->send("GET", "/", {}, "", soon());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("cannot connect to 127.0.0.1 port " + std::to_string(port)));
}

TEST(Client, GivesUpAtTheDeadline) {
  std::latch done(1);
  auto server = serve([&](Request&) {
    done.wait();
    return Response{};
  });
  auto deadline = base::Deadline::in(std::chrono::milliseconds(30));
  auto answer = Client::make(to(server->port()))->send("GET", "/", {}, "", deadline);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
  done.count_down();
}

TEST(Client, StopWakesItAtOnce) {
  std::latch asked(1);
  std::latch done(1);
  auto server = serve([&](Request&) {
    asked.count_down();
    done.wait();
    return Response{};
  });
  std::stop_source stop;
  std::thread stopper([&] {
    asked.wait();
    stop.request_stop();
  });
  auto client = Client::make(to(server->port()));
  auto answer = client->send("GET", "/", {}, "", base::Deadline::never(stop.get_token()));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
  stopper.join();
  done.count_down();
  EXPECT_TRUE(client->send("GET", "/", {}, "", soon()));  // on a new connection
}

TEST(Client, ReadsAnAnswerThatComesBeforeItsBodyIsSent) {
  ServerOptions options;
  options.known_body.max_bytes = 1000;
  auto server = serve([](Request&) { return Response{}; }, options);
  auto answer = Client::make(to(server->port()))->send("PUT", "/", {}, std::string(200'000, 'x'), soon());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 413);
}

TEST(Client, ConnectsOnlyToAllowedAddresses) {
  auto server = serve([](Request&) { return Response{}; });
  std::vector<std::string> asked;
  ClientOptions options = to(server->port());
  options.allow_address = [&](const std::string& address) {
    asked.push_back(address);
    return asked.size() > 1;  // refused once
  };
  auto client = Client::make(options);
  auto refused = client->send("GET", "/", {}, "", soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::denied);
  EXPECT_TRUE(client->send("GET", "/", {}, "", soon()));
  EXPECT_THAT(asked, ElementsAre("127.0.0.1", "127.0.0.1"));
}

TEST(Client, ResolvesNames) {
  auto server = serve([](Request&) { return Response{}; });
  ClientOptions options = to(server->port());
  options.url.host = "localhost";  // may give ::1 first, where nobody listens
  auto answer = Client::make(options)->send("GET", "/", {}, "", soon());
  EXPECT_TRUE(answer) << answer.error().message;
}

TEST(Client, ConnectsElsewhereUnderTheSameName) {
  auto server = serve([](Request& request) {
    return Response{200, {}, std::string(request.headers.get("host")), {}};
  });
  ClientOptions options;
  options.url = *Url::parse("http://issuer.example:81/");
  options.connect_address = "127.0.0.1";
  options.connect_port = server->port();
  auto answer = Client::make(options)->send("GET", "/", {}, "", soon());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "issuer.example:81");
}

}  // namespace
}  // namespace net
