#include "services/logs/logs.h"

#include "services/logs/group.h"
#include "services/logs/stream.h"

namespace account::logs {

Service service() {
  Service logs{
      "logs",
      "logs",
      {group_operations(), retention_operations(), key_operations(), tag_operations(), stream_operations(),
       put_operations(), read_operations(), filter_operations(), policy_operations()},
      {.denied = "AccessDeniedException"}};
  logs.effects = {kExpire};
  logs.kinds = {&kGroups, &kStreams};
  return logs;
}

}  // namespace account::logs
