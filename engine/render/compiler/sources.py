"""Names of templates -> their trees, parsed once for all programs of a theme."""

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateNotFound


class Sources:
    """The parsed templates of an environment."""

    def __init__(self, environment: Environment) -> None:
        """Start with nothing parsed."""
        self.environment = environment
        self._trees: dict[str, nodes.Template] = {}

    def tree(self, name: str) -> nodes.Template:
        """Return a template's tree; nobody changes it."""
        if name not in self._trees:
            if self.environment.loader is None:
                raise TemplateNotFound(name)
            source, file, _ = self.environment.loader.get_source(self.environment, name)
            self._trees[name] = self.environment.parse(source, name, file)
        return self._trees[name]
