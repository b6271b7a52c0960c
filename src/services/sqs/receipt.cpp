#include "services/sqs/receipt.h"

#include "base/encoding.h"
#include "base/text.h"

namespace account::sqs {

std::string receipt_handle(const Queue& queue, const Message& message) {
  return base::base64(
      fmt::format("{}\n{}\n{}", queue.arn(), message.place, message.record.string_or("Receipt", "")));
}

aws::Result<Receipt> read_receipt_handle(const Queue& queue, const std::string& handle) {
  std::string text = base::unbase64(handle).value_or("");
  auto parts = base::split(text, '\n');
  if (parts.size() == 3 && parts[0] == queue.arn())
    return Receipt{std::string(parts[1]), std::string(parts[2])};
  return aws::error("ReceiptHandleIsInvalid", 400,
                    "The input receipt handle \"{}\" is not a valid receipt handle.", handle);
}

}  // namespace account::sqs
