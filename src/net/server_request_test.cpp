// What the server understands, and what it refuses: raw bytes in, statuses out.
#include <gmock/gmock.h>

#include "net/test_peer.h"

namespace net {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::string_literals;

std::string all_of(const Headers& headers, std::string_view name) {
  std::string all;
  for (std::string_view value : headers.all(name)) all.append(all.empty() ? "" : " and ").append(value);
  return all;
}

// Says what it was asked, so that tests see what the server made of the bytes.
Response echo(Request& request) {
  auto body = read_all(*request.body, 1 << 20);
  return {200,
          {{"X-Method", request.method},
           {"X-Path", request.path},
           {"X-Query", request.query},
           {"X-Host", std::string(request.headers.get("Host"))},
           {"X-List", all_of(request.headers, "X-List")}},
          body ? *body : "the handler saw: " + body.error().message,
          {}};
}

struct Case {
  const char* name;
  std::string bytes;
  std::vector<int> statuses;
};

void PrintTo(const Case& row, std::ostream* out) {
  *out << row.name;
}

class Bytes : public testing::TestWithParam<Case> {};

TEST_P(Bytes, AreAnswered) {
  ServerOptions options;
  options.max_header_bytes = 2048;
  options.known_body.max_bytes = 1000;
  options.single_headers = {"X-Once"};
  auto server = serve(echo, options);
  EXPECT_THAT(statuses_of(*server, GetParam().bytes), ElementsAreArray(GetParam().statuses));
}

std::string get(const std::string& headers, const std::string& body = "") {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}
std::string chunked(const std::string& body) {
  return get("Transfer-Encoding: chunked\r\n", body);
}

const std::string kNext = get("Connection: close\r\n");  // answered only if all before it was understood

INSTANTIATE_TEST_SUITE_P(
    Understood, Bytes,
    testing::Values(
        Case{"plain", get(""), {200}}, Case{"pipelined", get("") + get("") + kNext, {200, 200, 200}},
        Case{"nothing after close", kNext + get(""), {200}},
        Case{"empty line before the request", "\r\n" + get(""), {200}},
        Case{"length", get("Content-Length: 5\r\n", "hello") + kNext, {200, 200}},
        Case{"length of nothing", get("Content-Length: 0\r\n") + kNext, {200, 200}},
        Case{"chunks", chunked("3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n") + kNext, {200, 200}},
        Case{"chunk extensions", chunked("3;a=b;c=\"d e\"\r\nabc\r\n0;last\r\n\r\n") + kNext, {200, 200}},
        Case{"trailer", chunked("3\r\nabc\r\n0\r\nX-Sum: 1\r\nHost: b\r\n\r\n") + kNext, {200, 200}},
        Case{"http 1.0 without host", "GET / HTTP/1.0\r\n\r\n" + get(""), {200}},
        Case{"http 1.0 kept alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + kNext, {200, 200}},
        Case{"absolute form", "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n" + kNext, {200, 200}},
        Case{"asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + kNext, {200, 200}},
        Case{"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n" + kNext, {200, 200}},
        Case{"unknown method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n" + kNext, {200, 200}},
        Case{"latin-1 in a value", get("X-Name: M\xfcller\r\n") + kNext, {200, 200}}));

INSTANTIATE_TEST_SUITE_P(
    Malformed, Bytes,
    testing::Values(
        Case{"no version", "GET /\r\n\r\n", {400}}, Case{"garbage", "\x01\x02\x03\r\n\r\n", {400}},
        Case{"http 2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {505}},
        Case{"two spaces in the request line", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", {400}},
        Case{"space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", {505}},
        Case{"no slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", {400}},
        Case{"fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", {400}},
        Case{"connect", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", {501}},
        Case{"bare LF in the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", {400}},
        Case{"bare LF after a header", "GET / HTTP/1.1\r\nHost: a\n\r\n", {400}},
        Case{"bare LF only", "GET / HTTP/1.1\nHost: a\n\n", {400}},
        Case{"bare CR in a value", get("X: a\rb\r\n"), {400}},
        Case{"NUL in a value", get("X: a\0b\r\n"s), {400}}, Case{"NUL in a name", get("X\0: a\r\n"s), {400}},
        Case{"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, {400}},
        Case{"space before the colon", get("X : a\r\n"), {400}}, Case{"no colon", get("X\r\n"), {400}},
        Case{"empty name", get(": a\r\n"), {400}}, Case{"folded", get("X: a\r\n b\r\n"), {400}},
        Case{"first header indented", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", {400}},
        Case{"no host", "GET / HTTP/1.1\r\n\r\n", {400}}, Case{"two hosts", get("Host: b\r\n"), {400}},
        Case{"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", {400}},
        Case{"host with a comma and user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", {400}},
        Case{"absolute form without host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", {400}},
        Case{"unknown expectation", get("Expect: tea\r\n"), {417}}));

INSTANTIATE_TEST_SUITE_P(
    Smuggled, Bytes,
    testing::Values(
        Case{"length and chunked",
             get("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
             {400}},
        Case{"chunked and length",
             get("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
             {400}},
        Case{"one length, given twice", get("Content-Length: 2\r\nContent-Length: 2\r\n", "ok"), {400}},
        Case{"two lengths", get("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), {400}},
        Case{"two lengths in one", get("Content-Length: 5, 6\r\n", "hello!"), {400}},
        Case{"negative length", get("Content-Length: -1\r\n"), {400}},
        Case{"length with a sign", get("Content-Length: +5\r\n", "hello"), {400}},
        Case{"hexadecimal length", get("Content-Length: 0x5\r\n", "hello"), {400}},
        Case{"length beyond 64 bits", get("Content-Length: 18446744073709551621\r\n", "hello"), {400}},
        Case{"empty length", get("Content-Length:\r\n"), {400}},
        Case{"chunked twice",
             get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
             {400}},
        Case{"chunked, then identity", get("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), {501}},
        Case{"gzip, then chunked", get("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), {501}},
        Case{"identity", get("Transfer-Encoding: identity\r\n"), {501}},
        Case{"xchunked", get("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), {501}},
        Case{"vertical tab before chunked",
             get("Transfer-Encoding: \x0b"
                 "chunked\r\n",
                 "0\r\n\r\n"),
             {400}},
        Case{"quoted chunked", get("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), {501}},
        Case{"empty coding", get("Transfer-Encoding:\r\n"), {501}},
        Case{"chunked in http 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}},
        Case{"chunk size is no number", chunked("z\r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"chunk size with 0x", chunked("0x3\r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"chunk size with a sign", chunked("+3\r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"negative chunk size", chunked("-1\r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"space after the chunk size", chunked("3 \r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"chunk size beyond 64 bits", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"chunk longer than said", chunked("3\r\nabcd\r\n0\r\n\r\n"), {400}},
        Case{"chunk line ends with LF", chunked("3\nabc\r\n0\r\n\r\n"), {400}},
        Case{"chunk data ends with LF", chunked("3\r\nabc\n0\r\n\r\n"), {400}},
        Case{"line break hidden in a quoted extension", chunked("3;a=\"\r\nb\"\r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"bare LF hidden in an extension", chunked("3;a=b\nX\r\nabc\r\n0\r\n\r\n"), {400}},
        Case{"length in the trailer", chunked("0\r\nContent-Length: 9\r\n\r\n"), {400}},
        Case{"malformed trailer", chunked("0\r\nX : a\r\n\r\n"), {400}},
        Case{"body cut short", get("Content-Length: 5\r\n", "hel"), {400}},
        Case{"chunk cut short", chunked("5\r\nhel"), {400}}));

// What one reader takes the first of, and another the last.
INSTANTIATE_TEST_SUITE_P(
    SentTwice, Bytes,
    testing::Values(
        Case{"authorization", get("Authorization: a\r\nAuthorization: b\r\n"), {400}},
        Case{"the same authorization", get("Authorization: a\r\nAuthorization: a\r\n"), {400}},
        Case{"in another case", get("Authorization: a\r\nAUTHORIZATION: b\r\n"), {400}},
        Case{"apart", get("Authorization: a\r\nX: y\r\nauthorization: b\r\n"), {400}},
        Case{"type", get("Content-Type: a/b\r\nContent-Type: c/d\r\n"), {400}},
        Case{"date", get("Date: a\r\nDate: b\r\n"), {400}},
        Case{"range", get("Range: a\r\nRange: b\r\n"), {400}},
        Case{"cookie", get("Cookie: a\r\nCookie: b\r\n"), {400}},
        Case{"host of an absolute target", "GET http://b/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", {400}},
        Case{"expectation", get("Expect: 100-continue\r\nExpect: 100-continue\r\n"), {400}},
        Case{"one that the program named", get("X-Once: a\r\nx-once: b\r\n"), {400}},
        Case{"a list", get("X-List: a\r\nX-List: b\r\n") + kNext, {200, 200}}));

INSTANTIATE_TEST_SUITE_P(
    TooLarge, Bytes,
    testing::Values(
        Case{"headers", get("X: " + std::string(3000, 'x') + "\r\n"), {431}},
        Case{"many headers",
             get([] {
               std::string many;
               for (int i = 0; i < 400; ++i) many += "X: abcd\r\n";
               return many;
             }()),
             {431}},
        Case{"more headers than anybody needs",
             get([] {
               std::string many;
               for (int i = 0; i < 260; ++i) many += "X:\r\n";
               return many;
             }()),
             {431}},
        Case{"target", "GET /" + std::string(3000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", {414}},
        Case{"as large as allowed",
             get("Content-Length: 1000\r\n", std::string(1000, 'x')) + kNext,
             {200, 200}},
        Case{"length", get("Content-Length: 1001\r\n", std::string(1001, 'x')), {413}},
        Case{"chunk", chunked("3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n"), {413}},
        Case{"chunks together",
             chunked("1f4\r\n" + std::string(500, 'x') + "\r\n1f5\r\n" + std::string(501, 'x') +
                     "\r\n0\r\n\r\n"),
             {413}},
        Case{"chunk extension", chunked("1;" + std::string(70000, 'x') + "\r\na\r\n0\r\n\r\n"), {400}},
        Case{"trailer", chunked("0\r\nX: " + std::string(70000, 'x') + "\r\n\r\n"), {400}}));

TEST(ServerRequest, ReachesTheHandlerAsSent) {
  auto server = serve(echo);
  Peer peer(server->port());
  peer.send(
      "PUT /a%20b/%C3%BC?x=1&y=?z HTTP/1.1\r\nhOsT: h:1\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  Answer answer = peer.read_answer();
  EXPECT_EQ(answer.body, "abcde");
  EXPECT_THAT(answer.head, HasSubstr("X-Method: PUT\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-Path: /a%20b/%C3%BC\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-Query: x=1&y=?z\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-Host: h:1\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("Date: "));
  EXPECT_THAT(answer.head, Not(HasSubstr("Connection:")));
}

// RFC 9110 section 5.2, with the comma alone that AWS's canonical request has.
TEST(ServerRequest, JoinsWhatWasSentTwice) {
  auto server = serve(echo);
  Peer peer(server->port());
  peer.send(get("X-List: a\r\nX: y\r\nx-list: b, c\r\nX-LIST: a\r\n"));
  EXPECT_THAT(peer.read_answer().head, HasSubstr("X-List: a,b, c,a\r\n"));
}

// RFC 9112 section 3.2.2: the authority of the target counts, not Host.
TEST(ServerRequest, TakesHostFromAnAbsoluteTarget) {
  auto server = serve(echo);
  Peer peer(server->port());
  peer.send("GET HTTP://real:8080?q HTTP/1.1\r\nHost: fake\r\n\r\n");
  Answer answer = peer.read_answer();
  EXPECT_THAT(answer.head, HasSubstr("X-Host: real:8080\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-Path: /\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-Query: q\r\n"));
}

TEST(ServerRequest, ArrivingByteByByteIsTheSame) {
  auto server = serve(echo);
  Peer peer(server->port());
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string all = head + "3;x\r\nabc\r\n0\r\nT: 1\r\n\r\n" + head + "0\r\n\r\n" + kNext;
  for (char c : all) ASSERT_TRUE(peer.send({&c, 1}));
  EXPECT_EQ(peer.read_answer().body, "abc");
  EXPECT_EQ(peer.read_answer().body, "");
  EXPECT_EQ(peer.read_answer().status, 200);
}

TEST(ServerRequest, RefusalIsPlainTextAndCloses) {
  auto server = serve(echo);
  Peer peer(server->port());
  peer.send(get("X : a\r\n"));
  std::string answer = peer.read_to_end();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain\r\n"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
}

}  // namespace
}  // namespace net
