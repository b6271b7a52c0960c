// An answer whose body is read as it comes: logs, events, watches. It has a connection of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/client.h"

namespace net {

class ResponseStream {
 public:
  // Connects, sends and reads the head of the answer. Errors are those of NoAnswer.
  static base::Result<std::unique_ptr<ResponseStream>> open(const ClientOptions& options,
                                                            const ClientRequest& request,
                                                            const base::Deadline& deadline);
  virtual ~ResponseStream() = default;

  virtual int status() const = 0;
  virtual const Headers& headers() const = 0;
  // Whatever has come, as soon as something has; empty at the end. The view holds until the next call. After
  // a timeout that was no stop, the next call goes on where this one was.
  virtual base::Result<std::string_view> next(const base::Deadline& deadline) = 0;
};

}  // namespace net
