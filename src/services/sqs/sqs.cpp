#include "services/sqs/sqs.h"

#include "services/sqs/queue.h"

namespace account::sqs {

Service service() {
  Service sqs{"sqs",
              "sqs",
              {queue_operations(), attribute_operations(), permission_operations(), tag_operations(),
               send_operations(), receive_operations(), receipt_operations()},
              {.takes_unsigned = true}};
  sqs.kinds = {&kQueues};
  return sqs;
}

}  // namespace account::sqs
