// Receipt handles: what a receiver shows to delete a message, or to keep it longer.
#pragma once

#include <string>

#include "services/sqs/message_store.h"

namespace account::sqs {

struct Receipt {
  std::string place;
  std::string receipt;  // of the message's record, when it was received
};

std::string receipt_handle(const Queue& queue, const Message& message);
// Errors: ReceiptHandleIsInvalid, also for one of another queue.
aws::Result<Receipt> read_receipt_handle(const Queue& queue, const std::string& handle);

}  // namespace account::sqs
