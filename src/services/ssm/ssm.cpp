#include "services/ssm/ssm.h"

#include "services/ssm/parameter.h"

namespace account::ssm {

Service service() {
  Service ssm{"ssm",
              "ssm",
              {put_operations(), read_operations(), path_operations(), history_operations(),
               describe_operations(), delete_operations(), label_operations(), tag_operations()},
              {.denied = "AccessDeniedException"}};
  ssm.effects = {kExpire};
  ssm.kinds = {&kParameters};
  return ssm;
}

}  // namespace account::ssm
