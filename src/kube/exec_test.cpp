#include "kube/exec.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <atomic>

#include "kube/terminal.h"
#include "kube/test_server.h"
#include "net/test_websocket.h"

namespace kube {
namespace {

using base::ErrorKind;
using net::Opcode;
using ::testing::HasSubstr;
using Session = net::WebSocketPeer::Session;
using namespace std::string_literals;

const base::SystemClock kClock;
const Target kPod{"v1", "Pod", "z1", "app"};

std::string exit_code(int code) {
  if (code == 0) return "\x03"s + R"({"status":"Success"})";
  return "\x03"s +
         R"({"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":")" +
         std::to_string(code) + R"("}]}})";
}

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    ::close(ends[0]);
    close_write();
  }
  void write(std::string_view text) {
    EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close_write() {
    if (ends[1] >= 0) ::close(std::exchange(ends[1], -1));
  }
  std::array<int, 2> ends{};
};

class Exec : public testing::Test {
 protected:
  base::Result<int> run(std::vector<net::WebSocketPeer::Script> scripts, const ExecOptions& options,
                        const base::Deadline& deadline = soon()) {
    net::WebSocketPeer peer(std::move(scripts));
    net::Url url = *net::Url::parse("http://127.0.0.1:" + std::to_string(peer.port()));
    Client client(access_to(url), kClock, impatient());
    streams_.output = [this](std::string_view bytes) {
      out_ += bytes;
      return base::Status();
    };
    streams_.error = [this](std::string_view bytes) {
      err_ += bytes;
      return base::Status();
    };
    return kube::exec(client, kPod, options, streams_, deadline);
  }

  Streams streams_;
  std::string out_;
  std::string err_;
};

TEST_F(Exec, BothOutputsAndTheExitCode) {
  auto code =
      run({[](Session& session) {
            EXPECT_THAT(session.request, HasSubstr("GET /api/v1/namespaces/z1/pods/app/exec?command=sh&"
                                                   "command=-c&command=exit%2042&container=main&stdout=true&"
                                                   "stderr=true HTTP/1.1"));
            EXPECT_EQ(session.header("Authorization"), "Bearer secret-token");
            EXPECT_EQ(session.header("Sec-WebSocket-Protocol"), "v5.channel.k8s.io, v4.channel.k8s.io");
            session.upgrade("v5.channel.k8s.io");
            session.send(Opcode::binary, "\x01"s);  // empty ones come first
            session.send(Opcode::binary, "\x01one "s);
            session.send(Opcode::binary, "\x02oh no");
            session.send(Opcode::binary, "\x01two");
            session.send(Opcode::binary, exit_code(42));
            EXPECT_EQ(session.receive().close_code(), 1000);
          }},
          {"main", {"sh", "-c", "exit 42"}});
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 42);
  EXPECT_EQ(out_, "one two");
  EXPECT_EQ(err_, "oh no");
}

TEST_F(Exec, TheEndOfTheInputIsTold) {
  Pipe pipe;
  streams_.input = pipe.ends[0];
  pipe.write("typed");
  pipe.close_write();
  auto code = run({[](Session& session) {
                    EXPECT_THAT(session.request, HasSubstr("stdin=true"));
                    session.upgrade("v5.channel.k8s.io");
                    EXPECT_EQ(session.receive().data, "\0typed"s);
                    EXPECT_EQ(session.receive().data, "\xff\0"s);
                    session.send(Opcode::binary, exit_code(0));
                  }},
                  {"", {"cat"}});
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 0);
}

// As `<&-` gives it: the command must not wait for it for ever.
TEST_F(Exec, InputThatCannotBeReadHasEnded) {
  base::Fd folder(::open("/", O_RDONLY | O_CLOEXEC));
  streams_.input = folder.get();
  auto code = run({[](Session& session) {
                    session.upgrade("v5.channel.k8s.io");
                    EXPECT_EQ(session.receive().data, "\xff\0"s);
                    session.send(Opcode::binary, exit_code(0));
                  }},
                  {"", {"cat"}}, base::Deadline::in(std::chrono::seconds(10)));
  EXPECT_TRUE(code) << code.error().message;
}

TEST_F(Exec, AnOlderServerIsNotToldTheEnd) {
  Pipe pipe;
  streams_.input = pipe.ends[0];
  pipe.write("typed");
  pipe.close_write();
  auto code = run({[](Session& session) {
                    session.upgrade("v4.channel.k8s.io");
                    EXPECT_EQ(session.receive().data, "\0typed"s);
                    session.send(Opcode::binary, exit_code(0));
                    EXPECT_EQ(session.receive().opcode, Opcode::close);
                  }},
                  {"", {"cat"}});
  EXPECT_TRUE(code) << code.error().message;
}

// What comes after the end of the command is left to the next reader.
TEST_F(Exec, InputThatNobodyReadsDoesNotKeepIt) {
  Pipe pipe;
  streams_.input = pipe.ends[0];
  auto code = run({[](Session& session) {
                    session.upgrade("v5.channel.k8s.io");
                    session.send(Opcode::binary, exit_code(7));
                  }},
                  {"", {"true"}});
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 7);
  pipe.write("next");
  char buffer[10];
  EXPECT_EQ(::read(pipe.ends[0], buffer, sizeof buffer), 4);
}

TEST_F(Exec, ATerminalHasASizeThatChanges) {
  std::atomic<int> columns = 80;
  streams_.tty = true;
  streams_.size = [&] { return TerminalSize{columns, 24}; };
  auto code = run({[&](Session& session) {
                    EXPECT_THAT(session.request, HasSubstr("stdout=true&tty=true HTTP"));
                    session.upgrade("v5.channel.k8s.io");
                    EXPECT_EQ(session.receive().data, "\x04{\"Width\":80,\"Height\":24}");
                    columns = 132;
                    EXPECT_EQ(session.receive().data, "\x04{\"Width\":132,\"Height\":24}");
                    session.send(Opcode::binary, exit_code(0));
                  }},
                  {"", {"sh"}});
  EXPECT_TRUE(code) << code.error().message;
}

TEST_F(Exec, AttachesWithoutACommand) {
  auto code = run({[](Session& session) {
                    EXPECT_THAT(session.request, HasSubstr("/pods/app/attach?stdout=true&stderr=true "));
                    session.upgrade("v5.channel.k8s.io");
                    session.send(Opcode::binary, "\x01hello");
                    session.send(Opcode::binary, exit_code(0));
                  }},
                  {});
  EXPECT_TRUE(code) << code.error().message;
  EXPECT_EQ(out_, "hello");
}

TEST_F(Exec, WhatGoesWrongIsToldByKind) {
  auto refused =
      run({[](Session& session) {
            std::string body = R"({"kind":"Status","message":"pods \"app\" not found","code":404})";
            session.send_raw("HTTP/1.1 404 Not Found\r\nContent-Length: " + std::to_string(body.size()) +
                             "\r\n\r\n" + body);
          }},
          {"", {"ls"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::not_found);
  EXPECT_THAT(refused.error().message,
              HasSubstr("did not run `ls` in Pod `app` in namespace `z1`: pods \"app\" not found"));

  auto absent = run(
      {[](Session& session) {
        session.upgrade("v5.channel.k8s.io");
        session.send(
            Opcode::binary,
            "\x03"s +
                R"({"status":"Failure","reason":"InternalError","message":"exec: \"x\": executable file not found in $PATH"})");
      }},
      {"", {"x"}});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind, ErrorKind::not_found);

  for (bool in_order : {true, false}) {
    auto broken = run({[&](Session& session) {
                        session.upgrade("v5.channel.k8s.io");
                        if (in_order) session.close(1011);
                      }},
                      {"", {"ls"}});
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(broken.error().message, HasSubstr("cluster `dev`: "));
  }
}

TEST_F(Exec, StopsAtTheDeadline) {
  auto late = run({[](Session& session) {
                    session.upgrade("v5.channel.k8s.io");
                    session.receive();
                  }},
                  {"", {"sleep"}}, base::Deadline::in(std::chrono::milliseconds(100)));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::timeout);
}

TEST(ExitCode, IsReadFromTheStatus) {
  EXPECT_EQ(*parse_exit(R"({"status":"Success"})"), 0);
  EXPECT_EQ(*parse_exit(exit_code(137).substr(1)), 137);
  EXPECT_FALSE(parse_exit("nonsense"));
  EXPECT_FALSE(
      parse_exit(R"({"status":"Failure","details":{"causes":[{"reason":"ExitCode","message":"x"}]}})"));
}

TEST(Terminal, IsRawUntilTheEnd) {
  int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(master, 0);
  ASSERT_EQ(::grantpt(master) + ::unlockpt(master), 0);
  int terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  auto is_raw = [&] {
    termios now{};
    EXPECT_EQ(::tcgetattr(terminal, &now), 0);
    return (now.c_lflag & (ICANON | ECHO | ISIG)) == 0;
  };
  EXPECT_FALSE(is_raw());
  {
    RawTerminal raw(terminal);
    EXPECT_TRUE(is_raw());
  }
  EXPECT_FALSE(is_raw());
  winsize size{24, 80, 0, 0};
  EXPECT_EQ(::ioctl(master, TIOCSWINSZ, &size), 0);
  EXPECT_EQ(terminal_size(terminal), (TerminalSize{80, 24}));
  ::close(terminal);
  ::close(master);

  Pipe pipe;
  RawTerminal none(pipe.ends[0]);
  EXPECT_FALSE(terminal_size(pipe.ends[0]));
}

}  // namespace
}  // namespace kube
