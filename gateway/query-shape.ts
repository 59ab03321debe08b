import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The size of a document with its fragments spread out, found without spreading them. */
export type Shape = {
  /** A fragment that reaches itself. */
  cyclic: boolean;
  selections: number;
  depth: number;
  introspectionDepth: number;
  aliases: number;
  directives: number;
  rootFields: number;
};

type Size = Omit<Shape, 'cyclic' | 'rootFields'> & {
  /** Fields at the top of this selection set. */
  fields: number;
};

const NOTHING: Size = {
  selections: 0,
  depth: 0,
  introspectionDepth: 0,
  aliases: 0,
  directives: 0,
  fields: 0,
};

/**
 * Measures the largest operation of a document. Each fragment is measured once and its size added where
 * it is spread, so 18 fragments that double each other 2^18 times cost 18 steps.
 */
export function measureShape(document: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);

  const measured = new Map<string, Size>();
  const open = new Set<string>();
  let cyclic = false;

  function sizeOfFragment(name: string): Size {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING;
    if (open.has(name)) {
      cyclic = true;
      return NOTHING;
    }
    open.add(name);
    const size = sizeOfSet(fragment.selectionSet, fragment.directives?.length ?? 0);
    open.delete(name);
    measured.set(name, size);
    return size;
  }

  function sizeOfSet(set: SelectionSetNode, ownDirectives: number): Size {
    const total = { ...NOTHING, directives: ownDirectives };
    for (const selection of set.selections) {
      const size = sizeOf(selection);
      total.selections += size.selections;
      total.depth = Math.max(total.depth, size.depth);
      total.introspectionDepth = Math.max(total.introspectionDepth, size.introspectionDepth);
      total.aliases += size.aliases;
      total.directives += size.directives;
      total.fields += size.fields;
    }
    return total;
  }

  function sizeOf(selection: SelectionNode): Size {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const inner = sizeOfFragment(selection.name.value);
      return {
        ...inner,
        selections: inner.selections + 1,
        directives: inner.directives + directives,
      };
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = sizeOfSet(selection.selectionSet, directives);
      return { ...inner, selections: inner.selections + 1 };
    }
    const inner = selection.selectionSet ? sizeOfSet(selection.selectionSet, directives) : NOTHING;
    // Below __schema and __type the depth counts as introspection, which has a limit of its own.
    const meta = selection.name.value === '__schema' || selection.name.value === '__type';
    return {
      selections: inner.selections + 1,
      depth: meta ? 1 : inner.depth + 1,
      introspectionDepth: meta ? inner.depth + 1 : inner.introspectionDepth,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      directives: selection.selectionSet ? inner.directives : directives,
      fields: 1,
    };
  }

  let shape: Omit<Shape, 'cyclic'> = { ...NOTHING, rootFields: 0 };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) sizeOfFragment(definition.name.value);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = sizeOfSet(definition.selectionSet, definition.directives?.length ?? 0);
    shape = largest(shape, { ...size, rootFields: size.fields });
  }
  // A fragment nobody spreads is still walked by the validator.
  for (const { selections } of measured.values())
    shape = largest(shape, { ...NOTHING, rootFields: 0, selections });
  return { ...shape, cyclic };
}

function largest(a: Omit<Shape, 'cyclic'>, b: Omit<Shape, 'cyclic'>): Omit<Shape, 'cyclic'> {
  return {
    selections: Math.max(a.selections, b.selections),
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    aliases: Math.max(a.aliases, b.aliases),
    directives: Math.max(a.directives, b.directives),
    rootFields: Math.max(a.rootFields, b.rootFields),
  };
}
