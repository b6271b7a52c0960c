"""The policy commands from outside: what they read, what they print, and how they exit."""
import json
import subprocess

from conftest import PROGRAM

READS = {"Version": "2012-10-17",
         "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}]}
REQUEST = {"principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}


def written(folder, name, document):
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def policy(slipway, *arguments, text=None):
    return subprocess.run([PROGRAM, "policy", *arguments], input=text or "", env=slipway.environment, text=True, timeout=120,
                          capture_output=True, check=False)


def test_simulate_answers_every_line_in_order(slipway):
    def line(number):
        request = dict(REQUEST, action="s3:GetObject" if number % 2 else "s3:PutObject")
        return json.dumps({"id": number, "request": request, "policies": {"identity": [READS]}})

    lines = [line(number) for number in range(20_000)]
    lines[7] = "{broken"
    lines[8] = json.dumps({"id": 8, "request": REQUEST, "policies": {"identity": [{"Statement": {}}]}})
    done = policy(slipway, "simulate", text="\n".join(lines))
    assert done.returncode == 0
    answers = [json.loads(answer) for answer in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert answers[7]["error"]["part"] == "json" and answers[8]["error"]["path"].startswith("/policies/identity/0")
    for number, answer in enumerate(answers):
        if number in (7, 8):
            continue
        assert answer["id"] == number
        assert answer["decision"] == ("allowed" if number % 2 else "implicitDeny"), answer


def test_simulate_reads_a_file_and_says_which_is_missing(slipway, tmp_path):
    path = written(tmp_path, "requests.jsonl", json.dumps({"id": "a", "request": REQUEST}) + "\n\n")
    assert json.loads(policy(slipway, "simulate", "--requests", path).stdout)["decision"] == "implicitDeny"
    missing = policy(slipway, "simulate", "--requests", str(tmp_path / "none"))
    assert missing.returncode != 0 and "none" in missing.stderr


def test_explain_says_what_is_in_the_way(slipway, tmp_path):
    reads = written(tmp_path, "reads.json", READS)
    asked = ["--principal", REQUEST["principal"], "--resource", REQUEST["resource"], "--identity", reads]
    allowed = policy(slipway, "explain", "--action", "s3:GetObject", *asked)
    assert allowed.returncode == 0 and "Allow Read: matches" in allowed.stdout
    denied = policy(slipway, "explain", "--action", "s3:PutObject", *asked)
    assert denied.returncode == 1
    assert "`s3:PutObject` is not among `s3:Get*`" in denied.stdout
    assert "add `s3:PutObject` to Action of Read" in denied.stdout
    question = json.dumps({"id": 1, "request": dict(REQUEST, action="s3:PutObject"), "policies": {"identity": [READS]}}, indent=2)
    answer = json.loads(policy(slipway, "explain", "--json", text=question).stdout)
    assert answer["decision"] == "implicitDeny" and answer["changes"]
    assert answer["statements"][0]["mismatches"][0]["element"] == "Action"
    assert policy(slipway, "explain", "--action", "s3", *asked).returncode == 64


def test_check_exits_by_what_it_finds(slipway, tmp_path):
    assert policy(slipway, "check", written(tmp_path, "good.json", READS)).returncode == 0
    bad = written(tmp_path, "bad.json", '{"Version": "2012-10-17",\n "Statement": [{"Effect": "allow", "Action": "s3:*", "Resource": "*"}]}')
    done = policy(slipway, "check", bad)
    assert done.returncode == 1 and "bad.json:2:27: error:" in done.stdout and "[invalid-effect]" in done.stdout
    finding = json.loads(policy(slipway, "check", "--json", bad).stdout)["files"][0]["findings"][0]
    assert finding["id"] == "invalid-effect" and finding["path"] == "/Statement/0/Effect"
    sarif = json.loads(policy(slipway, "check", "--sarif", bad).stdout)
    assert sarif["version"] == "2.1.0" and sarif["runs"][0]["results"][0]["level"] == "error"
    assert policy(slipway, "check", "--kind", "trust", written(tmp_path, "trust.json", READS)).returncode == 1
    assert policy(slipway, "check", str(tmp_path / "none.json")).returncode != 0


def test_expand_and_shrink_are_each_others_inverse(slipway, tmp_path):
    few = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]}
    expanded = policy(slipway, "expand", written(tmp_path, "few.json", few)).stdout
    assert "sts:AssumeRole" in json.loads(expanded)["Statement"][0]["Action"]
    assert json.loads(policy(slipway, "shrink", "-", text=expanded).stdout) == few
    assert policy(slipway, "expand", "--action", "sts:AssumeRoleWith*").stdout.split() == [
        "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]


def test_diff_shows_a_request_that_only_the_new_policy_allows(slipway, tmp_path):
    old = written(tmp_path, "old.json", READS)
    new = json.loads(json.dumps(READS))
    new["Statement"][0]["Action"] = ["s3:Get*", "s3:PutObject"]
    done = policy(slipway, "diff", "--json", old, written(tmp_path, "new.json", new))
    assert done.returncode == 1
    (difference,) = json.loads(done.stdout)["newlyAllowed"]
    assert difference["actions"] == ["s3:PutObject"]
    for document, decision in ((READS, "implicitDeny"), (new, "allowed")):
        line = json.dumps({"id": 1, "request": difference["witness"], "policies": {"identity": [document]}})
        assert json.loads(policy(slipway, "simulate", text=line).stdout)["decision"] == decision
    assert policy(slipway, "diff", old, old).returncode == 0


def test_generate_allows_what_was_recorded(slipway):
    calls = [{"action": "s3:GetObject", "resource": "arn:aws:s3:::b/1"}, {"action": "s3:ListAllMyBuckets"},
             {"action": "lambda:CreateFunction", "resource": "arn:aws:lambda:eu-west-3:111122223333:function:f"}]
    recorded = "\n".join(json.dumps(call) for call in calls)
    made = json.loads(policy(slipway, "generate", "--json", text=recorded).stdout)
    assert sorted(line for entry in made["trace"] for line in entry["lines"]) == [1, 2, 3]
    assert made["neededToo"] == ["iam:PassRole for lambda.amazonaws.com (needed by lambda:CreateFunction)"]
    lines = "\n".join(json.dumps({"id": 1, "request": dict(REQUEST, resource=call.get("resource", "*"), action=call["action"]),
                                  "policies": {"identity": [made["policy"]]}}) for call in calls)
    assert policy(slipway, "simulate", text=lines).stdout.count('"decision":"allowed"') == 3
    assert policy(slipway, "generate", text='{"resource": "*"}').returncode == 64


def test_catalog_shows_its_date_and_proposes_names(slipway):
    shown = slipway.run("catalog", "lambda:CreateFunction").stdout
    assert "needs too: iam:PassRole for lambda.amazonaws.com" in shown and "AWS as of 20" in shown
    assert "s3:ListBucket" in slipway.run("catalog", "ListObjectsV2").stdout
    wrong = slipway.run("catalog", "s3:GetObjekt", check=False)
    assert wrong.returncode == 1 and "did you mean `s3:GetObject`?" in wrong.stderr
