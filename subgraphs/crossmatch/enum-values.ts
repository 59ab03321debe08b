/** The values of a GraphQL enum from its label table: the Chinese label is the description. */
export function enumValues<Code extends string>(
  labels: Readonly<Record<Code, string>>,
): Record<Code, { description: string }> {
  const entries = Object.entries<string>(labels).map(([code, description]) => [
    code,
    { description },
  ]);
  return Object.fromEntries(entries) as Record<Code, { description: string }>;
}
