// Bodies in both directions: Expect, unread bodies, files, streams, answers without a body.
#include <fcntl.h>
#include <gmock/gmock.h>

#include <new>

#include "base/process.h"
#include "net/test_peer.h"

namespace net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kExpecting =
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

std::string request(const std::string& method, const std::string& headers = "",
                    const std::string& body = "") {
  return method + " / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}

Response ignore_body(Request&) {
  return {403, {}, "no", {}};
}

// The size of the body, so that large ones need not be kept.
Response count_body(Request& request) {
  std::vector<char> buffer(64 << 10);
  size_t total = 0;
  while (true) {
    auto count = request.body->read(buffer.data(), buffer.size());
    if (!count) return {400, {}, count.error().message, {}};
    if (*count == 0) return {200, {}, std::to_string(total), {}};
    total += *count;
  }
}

// A file whose byte at offset i is i mod 251, and that goes with the test.
class File {
 public:
  explicit File(size_t size) : path_(testing::TempDir() + "slipway-net-body-test") {
    content_.resize(size);
    for (size_t i = 0; i < size; ++i) content_[i] = static_cast<char>(i % 251);
    EXPECT_TRUE(base::write_file_atomically(path_, content_));
  }
  ~File() { (void)base::remove_all(path_); }
  const std::string& path() const { return path_; }
  const std::string& content() const { return content_; }

 private:
  std::string path_;
  std::string content_;
};

TEST(ServerBody, ContinueIsSentWhenTheHandlerReads) {
  auto server = serve(count_body);
  Peer peer(server->port());
  peer.send(kExpecting);
  EXPECT_EQ(peer.read_answer().head, "HTTP/1.1 100 Continue\r\n");
  peer.send("hello");
  EXPECT_EQ(peer.read_answer().body, "5");
  peer.send(request("GET"));
  EXPECT_EQ(peer.read_answer().status, 200);
}

TEST(ServerBody, ContinueIsNotSentWhenTheBodyIsThere) {
  auto server = serve(count_body);
  Peer peer(server->port());
  peer.send(kExpecting + "hello");
  EXPECT_EQ(peer.read_answer().body, "5");
}

// Nobody can tell whether the body will still come, so the connection cannot go on.
TEST(ServerBody, ContinueIsNeverSentWhenTheHandlerDoesNotRead) {
  auto server = serve(ignore_body);
  Peer peer(server->port());
  peer.send(kExpecting);
  peer.end_output();
  std::string answer = peer.read_to_end();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
}

TEST(ServerBody, UnreadSmallBodyIsDrained) {
  auto server = serve(ignore_body);
  std::string body(200'000, 'x');
  std::string put = request("PUT", "Content-Length: 200000\r\n", body);
  std::string chunked =
      request("PUT", "Transfer-Encoding: chunked\r\n", "30d40\r\n" + body + "\r\n0\r\n\r\n");
  EXPECT_EQ(statuses_of(*server, put + chunked + put), (std::vector{403, 403, 403}));
}

TEST(ServerBody, UnreadLargeBodyEndsTheConnectionButNotTheAnswer) {
  auto server = serve(ignore_body);
  Peer peer(server->port());
  peer.send(request("PUT", "Content-Length: 300000\r\n", std::string(200'000, 'x')));
  Answer answer = peer.read_answer();
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
}

TEST(ServerBody, CannotBeReadAfterTheRequest) {
  std::shared_ptr<BodyReader> kept;
  auto server = serve([&](Request& asked) {
    kept = asked.body;
    return Response{};
  });
  Peer peer(server->port());
  peer.send(request("PUT", "Content-Length: 5\r\n", "hello") +
            request("PUT", "Content-Length: 5\r\n", "world"));
  peer.end_output();
  peer.read_to_end();
  server->stop(soon());
  char byte;
  EXPECT_FALSE(kept->read(&byte, 1));
}

TEST(ServerBody, HeadHasLengthButNoBody) {
  auto server = serve([](Request& asked) {
    Response response{200, {}, "hello", {}};
    if (asked.headers.find("X-Own") != nullptr) response = {200, {{"Content-Length", "12345"}}, "", {}};
    return response;
  });
  Peer peer(server->port());
  peer.send(request("HEAD") + request("HEAD", "X-Own: 1\r\n") + request("GET"));
  EXPECT_THAT(peer.read_answer(false).head, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(peer.read_answer(false).head, HasSubstr("Content-Length: 12345\r\n"));
  EXPECT_EQ(peer.read_answer().body, "hello");
}

TEST(ServerBody, SomeStatusesHaveNoBody) {
  int status = 204;
  auto server = serve([&](Request&) { return Response{status, {}, "must not be seen", {}}; });
  for (int each : {204, 304}) {
    status = each;
    Peer peer(server->port());
    peer.send(request("GET", "Connection: close\r\n"));
    std::string answer = peer.read_to_end();
    EXPECT_THAT(answer, Not(HasSubstr("Content-Length"))) << each;
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n")) << each;
  }
}

TEST(ServerBody, HandlerCannotBreakTheFraming) {
  auto server = serve([](Request&) {
    return Response{200,
                    {{"X-Value", "a\r\nX-Injected: 1\r\n\r\nbody"},
                     {"X-Name\r\nX-Injected", "1"},
                     {"Content-Length", "1"},
                     {"Transfer-Encoding", "chunked"}},
                    "hello",
                    {}};
  });
  Peer peer(server->port());
  peer.send(request("GET"));
  Answer answer = peer.read_answer();
  EXPECT_EQ(answer.body, "hello");
  EXPECT_THAT(answer.head, HasSubstr("X-Value: a  X-Injected: 1    body\r\n"));
  EXPECT_THAT(answer.head, Not(HasSubstr("\nX-Injected")));
  EXPECT_THAT(answer.head, Not(HasSubstr("Transfer-Encoding")));
}

TEST(ServerBody, HandlerCanCloseTheConnection) {
  auto server = serve([](Request&) { return Response{200, {{"Connection", "close"}}, "", {}}; });
  EXPECT_EQ(statuses_of(*server, request("GET") + request("GET")), std::vector{200});
}

TEST(ServerBody, OutOfMemoryIsAnAnswer) {
  auto server = serve([](Request& asked) -> Response {
    if (asked.method == "PUT") throw std::bad_alloc();
    return {};
  });
  std::string put = request("PUT", "Content-Length: 5\r\n", "hello");
  EXPECT_EQ(statuses_of(*server, put + request("GET")), (std::vector{500, 200}));
}

TEST(ServerBody, FilesAreSentByRange) {
  File file(3'000'000);
  FileBody body{file.path(), 0, 0};
  auto server = serve([&](Request&) { return Response{206, {}, body, {}}; });
  struct Range {
    size_t offset, size;
  };
  Peer peer(server->port());
  for (Range range : {Range{0, 3'000'000}, {1, 10}, {2'999'999, 1}, {5, 0}, {4096, 65536}}) {
    body.offset = range.offset;
    body.size = range.size;
    peer.send(request("GET"));
    EXPECT_TRUE(peer.read_answer().body == file.content().substr(range.offset, range.size)) << range.offset;
  }
}

TEST(ServerBody, OpenFileIsSentAfterItsNameIsGone) {
  std::optional<File> file(1000);
  auto fd = std::make_shared<base::Fd>(open(file->path().c_str(), O_RDONLY | O_CLOEXEC));
  std::string expected = file->content();
  FileBody body{file->path(), 0, 1000, fd};
  file.reset();
  auto server = serve([&](Request&) { return Response{200, {}, body, {}}; });
  Peer peer(server->port());
  peer.send(request("GET"));
  EXPECT_EQ(peer.read_answer().body, expected);
}

TEST(ServerBody, MissingFileIsAnError) {
  auto server = serve([](Request&) { return Response{200, {}, FileBody{"/no/such/file", 0, 5}, {}}; });
  EXPECT_EQ(statuses_of(*server, request("GET") + request("GET")), (std::vector{500, 500}));
}

TEST(ServerBody, FileThatIsTooShortEndsTheConnection) {
  File file(1000);
  auto server = serve([&](Request&) { return Response{200, {}, FileBody{file.path(), 0, 2000}, {}}; });
  Peer peer(server->port());
  peer.send(request("GET"));
  EXPECT_EQ(peer.read_answer().body.size(), 1000u);
  EXPECT_EQ(peer.read_to_end(), "");
}

// Gives the pieces one after the other, then the end or an error.
Handler streaming(std::vector<std::string> pieces, bool fails = false) {
  return [pieces, fails](Request&) {
    Response response;
    response.stream = [pieces, fails, i = size_t{0}]() mutable -> base::Result<std::string> {
      if (i < pieces.size()) return pieces[i++];
      if (fails) return base::fail(base::ErrorKind::io, "the log is gone");
      return "";
    };
    return response;
  };
}

TEST(ServerBody, StreamsAreChunked) {
  auto server = serve(streaming({"hello", std::string(20, 'x')}));
  Peer peer(server->port());
  peer.send(request("GET") + request("GET", "Connection: close\r\n"));
  std::string expected = "5\r\nhello\r\n14\r\n" + std::string(20, 'x') + "\r\n0\r\n\r\n";
  EXPECT_THAT(peer.read_answer().head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  std::string rest = peer.read_to_end();
  EXPECT_THAT(rest, StartsWith(expected + "HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(rest, testing::EndsWith("\r\n\r\n" + expected));
}

TEST(ServerBody, StreamEndsByCloseForHttp10) {
  auto server = serve(streaming({"hello ", "world"}));
  Peer peer(server->port());
  peer.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  peer.end_output();
  EXPECT_THAT(peer.read_to_end(), testing::EndsWith("\r\n\r\nhello world"));
}

TEST(ServerBody, StreamThatFailsHasNoLastChunk) {
  auto server = serve(streaming({"hello"}, true));
  Peer peer(server->port());
  peer.send(request("GET"));
  EXPECT_THAT(peer.read_to_end(), testing::EndsWith("\r\n\r\n5\r\nhello\r\n"));
}

// A peer that nobody here wrote.
class Curl : public testing::Test {
 protected:
  void SetUp() override {
    if (!base::run({{"curl", "--version"}, {}, false, "", ""}, soon()))
      GTEST_SKIP() << "curl is not installed";
  }
  base::Output curl(std::vector<std::string> arguments) {
    base::Command command{{"curl", "-sS", "-v", "--http1.1"}, {}, false, "", ""};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    auto output = base::run(command, soon());
    EXPECT_TRUE(output) << output.error().message;
    return output ? *output : base::Output{};
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/"; }

  std::unique_ptr<Server> server_ = serve(count_body);
  File file_{5 << 20};
};

TEST_F(Curl, UploadsAfterContinue) {
  base::Output output = curl({"-T", file_.path(), "-H", "Expect: 100-continue", url()});
  EXPECT_EQ(output.out, "5242880");
  EXPECT_THAT(output.err, HasSubstr("< HTTP/1.1 100 Continue"));
}

TEST_F(Curl, UploadsInChunks) {
  base::Output output = curl({"-T", file_.path(), "-H", "Transfer-Encoding: chunked", url()});
  EXPECT_EQ(output.out, "5242880");
  EXPECT_THAT(output.err, HasSubstr("> Transfer-Encoding: chunked"));
}

TEST_F(Curl, KeepsTheConnection) {
  base::Output output = curl({url(), url(), url()});
  EXPECT_EQ(output.out, "000");
  EXPECT_THAT(output.err, HasSubstr("Re-using existing connection"));
}

}  // namespace
}  // namespace net
