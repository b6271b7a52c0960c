#include "aws/error.h"

#include "base/log.h"

namespace aws {

Error::Error(const base::Error& cause)
    : code("InternalFailure"),
      status(500),
      message("The request processing has failed because of an internal error.") {
  base::log(base::LogLevel::error, "internal failure: {}", cause.message);
}

}  // namespace aws
