/** The database's address as the environment names it; undefined when it does not. */
export function databaseUrl(): string | undefined {
  const url = process.env['DATABASE_URL'];
  return url === undefined || url.trim() === '' ? undefined : url;
}
