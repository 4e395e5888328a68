"""Policy files of bots on a scripted server, and the command line beside them."""

import json
import subprocess
import sys
from urllib.request import urlopen

CHAT = """
policy: {name}
version: 1.0.0
kind: http
summary: A scripted model.
target: {target}
url: {base}/v1/chat/completions
request: {{model: {model}, messages: "{{messages}}", max_tokens: "{{max_tokens}}"}}
reply: choices.0.message.content
finish: choices.0.finish_reason
usage: {{prompt: usage.prompt_tokens, completion: usage.completion_tokens}}
system: {system}
{more}
"""
SMALL = ("--personas", "teen,caregiver", "--people", "4", "--worlds", "0", "--days", "10")


def bot(folder, base, name, model="warm", target="test", system="Be brief.", more=""):
    """The path of a policy file that speaks to a model of this server."""
    path = folder / f"{name}.yaml"
    said = {"name": name, "base": base, "model": model, "target": target, "system": system}
    path.write_text(CHAT.format(**said, more=more), encoding="utf-8")
    return path


def simenv(*arguments, **more):
    """The command as a process of its own, begun."""
    command = [sys.executable, "-m", "simenv", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


def ended(*arguments):
    """Exit code, output and errors of a command."""
    process = simenv(*arguments)
    out, err = process.communicate(timeout=240)
    return process.returncode, out, err


def asked(server):
    """How many requests this server got."""
    address = server.base + "/count"
    with urlopen(address) as told:  # noqa: S310  # loopback
        return json.load(told)["requests"]


def kept(run):
    """The keys of all replies in the record of a run."""
    files = (run / "replies").glob("*.jsonl")
    return [
        json.loads(line)["key"] for one in files for line in one.read_text("utf-8").splitlines()
    ]
