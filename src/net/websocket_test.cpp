#include "net/websocket.h"

#include <gmock/gmock.h>

#include <thread>

#include "net/test_websocket.h"

namespace net {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;
using Session = WebSocketPeer::Session;

base::Result<WebSocketAnswer> connect(uint16_t port, std::vector<std::string> protocols = {"v5", "v4"}) {
  ClientOptions options;
  options.url = *Url::parse("http://127.0.0.1:" + std::to_string(port));
  WebSocketRequest request;
  request.target = "/exec?command=ls";
  request.headers = {{"Authorization", "Bearer t"}};
  request.protocols = std::move(protocols);
  return connect_websocket(options, request, soon());
}

TEST(WebSocket, SendsAndReceives) {
  WebSocketPeer peer({[](Session& session) {
    EXPECT_THAT(session.request, HasSubstr("GET /exec?command=ls HTTP/1.1\r\n"));
    EXPECT_EQ(session.header("Sec-WebSocket-Protocol"), "v5, v4");
    EXPECT_EQ(session.header("Authorization"), "Bearer t");
    session.upgrade("v4");
    session.send(Opcode::binary, session.receive().data + " back");
    session.close();
    EXPECT_EQ(session.receive().close_code(), 1000);
  }});
  auto answer = connect(peer.port());
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_TRUE(answer->socket);
  EXPECT_EQ(answer->socket->protocol(), "v4");
  ASSERT_TRUE(answer->socket->send(Opcode::binary, "there and", soon()));
  auto message = answer->socket->receive(soon());
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->data, "there and back");
  EXPECT_EQ(answer->socket->receive(soon())->opcode, Opcode::close);
  auto after = answer->socket->receive(soon());
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().kind, ErrorKind::unavailable);
}

TEST(WebSocket, AnswersPings) {
  WebSocketPeer peer({[](Session& session) {
    session.upgrade("");
    session.send(Opcode::ping, "are you there");
    WebSocketMessage pong = session.receive();
    EXPECT_EQ(pong.opcode, Opcode::pong);
    session.send(Opcode::text, pong.data);
  }});
  auto answer = connect(peer.port());
  ASSERT_TRUE(answer && answer->socket);
  EXPECT_EQ(answer->socket->receive(soon())->data, "are you there");
}

TEST(WebSocket, ARefusalIsGivenAsItIs) {
  WebSocketPeer peer({[](Session& session) {
    session.send_raw("HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!\n");
  }});
  auto answer = connect(peer.port());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_FALSE(answer->socket);
  EXPECT_EQ(answer->refusal.status, 403);
  EXPECT_EQ(answer->refusal.body, "no!\n");
}

TEST(WebSocket, WhoAcceptsWhatWasNotAskedIsNotBelieved) {
  WebSocketPeer peer({
      [](Session& session) { session.upgrade("v6"); },
      [](Session& session) {
        session.send_raw(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
      },
  });
  auto answer = connect(peer.port());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("`v6`, which was not asked for"));
  answer = connect(peer.port());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("does not speak WebSocket"));
  // RFC 6455 section 1.3
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocket, TellsThePeerWhatItBroke) {
  WebSocketPeer peer({[](Session& session) {
    session.upgrade("");
    session.send_raw("\x83\x01x");
    EXPECT_EQ(session.receive().close_code(), 1002);
  }});
  auto answer = connect(peer.port());
  ASSERT_TRUE(answer && answer->socket);
  auto message = answer->socket->receive(soon());
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().kind, ErrorKind::invalid);
  EXPECT_THAT(message.error().message, HasSubstr("unknown opcode"));
}

TEST(WebSocket, AConnectionThatEndsIsAnError) {
  WebSocketPeer peer({[](Session& session) {
    session.upgrade("");
    session.send_raw("\x82\x05half");
  }});
  auto answer = connect(peer.port());
  ASSERT_TRUE(answer && answer->socket);
  auto message = answer->socket->receive(soon());
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().kind, ErrorKind::unavailable);
}

TEST(WebSocket, GoesOnAfterATimeout) {
  WebSocketPeer peer({[](Session& session) {
    session.upgrade("");
    session.send_raw("\x82\x05he");
    session.receive();  // until the client has waited in vain
    session.send_raw("llo");
  }});
  auto answer = connect(peer.port());
  ASSERT_TRUE(answer && answer->socket);
  auto message = answer->socket->receive(base::Deadline::in(std::chrono::milliseconds(30)));
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().kind, ErrorKind::timeout);
  ASSERT_TRUE(answer->socket->send(Opcode::binary, "go on", soon()));
  EXPECT_EQ(answer->socket->receive(soon())->data, "hello");
}

// A peer that does not read until it has written: with one thread for both directions, neither would go on.
TEST(WebSocket, ReceivesWhileItSends) {
  const std::string big(8 << 20, 'x');
  WebSocketPeer peer({[&](Session& session) {
    session.upgrade("");
    session.send(Opcode::binary, big);
    EXPECT_EQ(session.receive().data.size(), big.size());
    session.close();
  }});
  auto answer = connect(peer.port());
  ASSERT_TRUE(answer && answer->socket);
  std::thread sender([&] { EXPECT_TRUE(answer->socket->send(Opcode::binary, big, soon())); });
  EXPECT_EQ(answer->socket->receive(soon())->data.size(), big.size());
  EXPECT_EQ(answer->socket->receive(soon())->opcode, Opcode::close);
  sender.join();
}

}  // namespace
}  // namespace net
