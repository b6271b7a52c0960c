#include "services/sts/sts.h"

namespace account::sts {

Service service() {
  return {"sts",
          "sts",
          {caller_operations(), assume_role_operations(), web_identity_operations(), saml_operations(),
           session_operations()}};
}

}  // namespace account::sts
