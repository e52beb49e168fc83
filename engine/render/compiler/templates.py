"""Templates of a chain, included and imported ones -> their bodies, inlined."""

from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateNotFound

from engine.render.compiler.bindings import Absent, ModuleBinding, Refused, SuperBinding
from engine.render.compiler.frames import Context, Frame
from engine.render.compiler.loops import Loops
from engine.render.compiler.tree import Body

Blocks = dict[str, list[tuple[nodes.Block, str]]]


class Templates(Loops):
    """The part that knows other templates."""

    blocks: Blocks
    page: Context  # what blocks see

    def write_template(self, name: str, context: Context, out: Body) -> None:
        """Compile a template with those that it extends."""
        outer = getattr(self, "blocks", {}), getattr(self, "page", context)
        chain = self._chain(name)
        self.blocks, self.page = self._blocks(chain), context
        for file in chain:
            with self.elsewhere(file):
                tree = self.sources.tree(file)
                frame = Frame(context, top=True)
                if "self" in self.sources.special(tree):
                    frame.declare("self", Refused("`self`"))
                frame.enter(self.sources.names(tree, ""))
                for node in tree.body:
                    if isinstance(node, nodes.Extends):
                        self.silent = True
                    else:
                        self.write_body([node], frame, out)
        self.blocks, self.page = outer

    def _chain(self, name: str) -> list[str]:
        """Return a template and what it extends, one after the other."""
        chain = [name]
        while True:
            with self.elsewhere(chain[-1]):
                tree = self.sources.tree(chain[-1])
                found = list(tree.find_all(nodes.Extends))
                if not found:
                    return chain
                self.at(found[0])
                parent = found[0].template
                if len(found) > 1 or found[0] not in tree.body:
                    self.refuse("`extends` under a condition")
                if not isinstance(parent, nodes.Const) or not isinstance(parent.value, str):
                    self.refuse("`extends` of a template that is not named")
                target = self.environment.join_path(parent.value, chain[-1])
                if target in chain:
                    self.refuse(f"{target} extends itself")
                if self.escapes(target) != self.escaping:
                    self.refuse(f"{target} escapes otherwise than the template that extends it")
                chain.append(target)

    def _blocks(self, chain: list[str]) -> Blocks:
        blocks: Blocks = {}
        for file in chain:
            seen: set[str] = set()
            for block in self.sources.tree(file).find_all(nodes.Block):
                if block.name in seen:
                    with self.elsewhere(file):
                        self.at(block)
                        self.refuse(f"the block `{block.name}` stands twice")
                seen.add(block.name)
                blocks.setdefault(block.name, []).append((block, file))
        return blocks

    def write_block_statement(self, node: nodes.Block, frame: Frame, out: Body) -> None:
        """Compile a block where it stands."""
        if self.silent and frame.top:
            return
        if self.silent:
            self.refuse("a block inside another statement, outside the blocks of a template that extends another")
        if node.required and len(self.blocks[node.name]) <= 1:
            self.refuse(f"the block `{node.name}` is required and not there")
        page = self.page
        if node.scoped:
            self.page = Context(frame.seen_from_outside)
        self.write_block(node.name, 0, out)
        self.page = page

    def write_block(self, name: str, depth: int, out: Body) -> None:
        """Compile a block of the chain; its names are those of the page, not of the place where it stands."""
        chain = self.blocks[name]
        if depth >= len(chain):
            self.refuse(f"`super()` in the block `{name}`, which no template above has")
        node, file = chain[depth]
        if (node, depth) in self.running:
            self.refuse(f"the block `{name}` stands inside itself")
        self.running.append((node, depth))
        with self.elsewhere(file):
            inner = Frame(self.page)
            used = self.sources.special(node)
            if "self" in used:
                inner.declare("self", Refused("`self`"))
            if "super" in used:
                inner.declare("super", SuperBinding(name, depth + 1))
            inner.enter(self.sources.names(node, ""))
            self.write_body(node.body, inner, out)
        self.running.pop()

    def write_include(self, node: nodes.Include, frame: Frame, out: Body) -> None:
        """Compile an included template: it sees all names, and sets none."""
        name = self._target(node.template, "include", node)
        if name is None:
            return
        if name in self.running:
            self.refuse(f"{name} includes itself")
        if self.buffered and not node.with_context:
            # Jinja yields it past the macro or the variable that it stands in.
            self.refuse("`include` without context where what is written is a value")
        self.running.append(name)
        given = frame.seen_from_outside if node.with_context else self.of_globals
        alone, self.alone = self.alone, not node.with_context
        self.write_template(name, Context(given), out)
        self.alone = alone
        self.running.pop()

    def _target(self, template: nodes.Node, doing: str, node: Any) -> str | None:
        """Return the name of a template, None when it is missing and may be."""
        value = template.value if isinstance(template, nodes.Const) else None
        wanted = [value] if isinstance(value, str) else value
        if isinstance(template, nodes.Tuple | nodes.List) and all(
            isinstance(one, nodes.Const) for one in template.items
        ):
            wanted = [one.value for one in template.items if isinstance(one, nodes.Const)]
        if not isinstance(wanted, list | tuple) or not all(isinstance(one, str) for one in wanted):
            self.refuse(f"`{doing}` of a template that is not named")
        for one in wanted:
            name = self.environment.join_path(one, self.file)
            try:
                self.sources.tree(name)
            except TemplateNotFound:
                continue
            return name
        if getattr(node, "ignore_missing", False):
            return None
        return self.refuse(f"there is no template {' or '.join(wanted)}")

    # Imports.
    def _module(self, node: nodes.Import | nodes.FromImport, frame: Frame, out: Body) -> ModuleBinding:
        name = self._target(node.template, "import", node)
        assert name is not None
        if name in self.running:
            self.refuse(f"{name} imports itself")
        if not node.with_context and name in self.sources.modules:
            return self._known_module(name)
        # Jinja hands the names on when it imports: macros do not see what is set after that.
        context = Context(frame.as_it_is().seen_from_outside if node.with_context else self.of_globals)
        before = self.read, self.templates
        self.read, self.templates = {}, {}
        found: Body = []
        self.running.append(name)
        alone, self.alone = self.alone, not node.with_context
        body: Body = []
        with self.region():
            self.write_template(name, context, body)
        self.alone = alone
        self.running.pop()
        # What an imported template writes is written nowhere, but it may fail.
        self.capture(body, found)
        exports = {one: context.set[one] for one in sorted(context.exported)}
        refused = Refused(f"a name that {name} sets under a condition")
        module = ModuleBinding(name, {**exports, **dict.fromkeys(sorted(context.unsure), refused)})
        if not node.with_context and not found:
            self.sources.modules[name] = module, self.read, self.templates
        self.read, self.templates = {**before[0], **self.read}, {**before[1], **self.templates}
        out.extend(found)
        return module

    def _known_module(self, name: str) -> ModuleBinding:
        module, read, templates = self.sources.modules[name]
        self.read.update(read)
        self.templates.update(templates)
        assert isinstance(module, ModuleBinding)
        return module

    def write_import(self, node: nodes.Import, frame: Frame, out: Body) -> None:
        """Compile {% import "a" as b %}."""
        frame.put(node.target, self._module(node, frame, out), export=False)

    def write_from_import(self, node: nodes.FromImport, frame: Frame, out: Body) -> None:
        """Compile {% from "a" import b %}."""
        module = self._module(node, frame, out)
        for one in node.names:
            name, alias = (one, one) if isinstance(one, str) else one
            hint = f"the template {module.name!r} does not export the requested name {name!r}"
            frame.put(alias, module.exports.get(name, Absent(name, hint)), export=False)
