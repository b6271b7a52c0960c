"""moto's evaluator on the cases of cases.jsonl: one line for each, CASE NANOSECONDS DECISION. It knows no conditions,
and parses a policy each time it is asked."""
import json
import sys
import time

from moto.iam.access_control import IAMPolicy

for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    identity = case["policies"].get("identity")
    if not identity:
        continue
    text, request = json.dumps(identity[0]), case["request"]

    def run():
        return IAMPolicy(text).is_action_permitted(request["action"], request["resource"])

    decision, count, begin = run(), 0, time.perf_counter()
    while time.perf_counter() - begin < 0.7:
        run()
        count += 1
    print(case["id"], (time.perf_counter() - begin) / count * 1e9, decision.name)
