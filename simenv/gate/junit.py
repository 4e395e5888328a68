"""The verdicts as JUnit XML, one test case a criterion, for whatever shows test results.

A criterion that fails is a `failure`. One that is undecided is an `error`, not a `skipped`: tools
show skipped tests as nothing to worry about, and an undecided gate is no pass. What does not count,
such as a suite that nobody gave, is `skipped`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from simenv.gate.result import Gate
from simenv.gate.told import basis, figures, remark, sentence
from simenv.gate.verdict import Judged, Verdict

#: What XML 1.0 cannot hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARED = '<?xml version="1.0" encoding="utf-8"?>\n'
_CHILD: dict[Verdict, str] = {"fail": "failure", "undecided": "error", "not counted": "skipped"}


def junit(gate: Gate) -> bytes:
    """The file, in UTF-8."""
    every = Xml.Element("testsuites", _counts(gate.judged, "simenv gate"))
    for family in dict.fromkeys(one.criterion.family for one in gate.judged):
        some = [one for one in gate.judged if one.criterion.family == family]
        suite = Xml.SubElement(every, "testsuite", _counts(some, family))
        suite.set("skipped", str(sum(one.verdict == "not counted" for one in some)))
        for one in some:
            _case(suite, one, gate)
        Xml.SubElement(suite, "system-out").text = _clean("\n".join((sentence(gate), *basis(gate))))
    Xml.indent(every)
    return (_DECLARED + Xml.tostring(every, encoding="unicode") + "\n").encode()


def _counts(some: Sequence[Judged], name: str) -> dict[str, str]:
    """The attributes that both `testsuites` and `testsuite` have."""
    found = [one.verdict for one in some]
    return {
        "name": name,
        "tests": str(len(found)),
        "failures": str(found.count("fail")),
        "errors": str(found.count("undecided")),
        "time": "0",
    }


def _case(suite: Xml.Element, one: Judged, gate: Gate) -> None:
    about = one.criterion
    classname = f"simenv.gate.{gate.criteria.file.name}.{about.family}"
    case = Xml.SubElement(suite, "testcase", classname=classname, name=_clean(about.name), time="0")
    if one.verdict in _CHILD:
        found = figures(one)
        told = f"estimate {found.estimate}, bound {found.bound}, limit {found.limit}"
        message = remark(one) or told
        child = Xml.SubElement(case, _CHILD[one.verdict], message=_clean(message))
        if one.verdict != "not counted":
            child.set("type", one.verdict)
            child.text = _clean(f"{told}\n{remark(one)}\nwhy this limit: {about.why}")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
