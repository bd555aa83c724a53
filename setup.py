"""The wheel takes the notebooks and the sample corpus along, as ``textkit/shipped``; all else is in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = {"notebooks": "*.ipynb", "corpus/us-canada-2025": "**/*"}


class BuildWithNotebooks(build_py):
    """Copy what is shipped into the package that is built; an editable installation finds it where it is."""

    def run(self):
        super().run()
        if not self.editable_mode:
            for target, source in self._shipped().items():
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode=1):
        return [*super().get_outputs(include_bytecode), *([] if self.editable_mode else self._shipped())]

    def _shipped(self):
        target = Path(self.build_lib, "textkit", "shipped")
        found = (path for folder, pattern in SHIPPED.items() for path in Path(folder).glob(pattern))
        return {str(target / path): str(path) for path in sorted(found) if path.is_file() and path.name[0] != "."}


setup(cmdclass={"build_py": BuildWithNotebooks})
