"""Every module can be imported in each of Python's ways."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import textkit


def test_import_as_gives_the_module():
    code = "import textkit.labelling.pipeline as p, textkit; assert p is textkit.labelling.pipeline; p.label"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_module_is_hidden_by_a_name_of_its_package():
    for name in [module.name for module in pkgutil.walk_packages(textkit.__path__, "textkit.")]:
        if not name.endswith("__main__"):
            module = import_module(name)
            package, _, last = name.rpartition(".")
            assert getattr(sys.modules[package], last) is module, name
