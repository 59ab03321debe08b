import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';

/** Prisma's own diff, from the engine's WebAssembly build: the native one cannot be had offline. */
const SCHEMA_DIR = path.join(import.meta.dirname, 'schema');
const OID_CHAR = 18;
const OID_UUID = 2950;

/** The SQL that would bring the database at `url` to schema/*.prisma; null when nothing is missing. */
export async function schemaDiff(url: string): Promise<string | null> {
  const files = await schemaFiles();
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const engine = await openEngine(pool, files);
  try {
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: SCHEMA_DIR },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return result.exitCode === 2 ? result.stdout : null;
  } finally {
    engine.free();
    await pool.end();
  }
}

type SchemaFile = { path: string; content: string };

async function schemaFiles(): Promise<SchemaFile[]> {
  const names = (await readdir(SCHEMA_DIR)).filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(SCHEMA_DIR, name);
      return { path: file, content: await readFile(file, 'utf8') };
    }),
  );
}

type Glue = {
  SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm(exports: unknown): void;
};

// Node's own types leave WebAssembly to the browser's library, which this project does not load.
type Instantiate = (
  binary: Uint8Array,
  imports: Record<string, unknown>,
) => Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
const { instantiate } = (globalThis as unknown as { WebAssembly: { instantiate: Instantiate } })
  .WebAssembly;

let loaded: Promise<Glue> | undefined;

/** The engine keeps its memory in its module: it is instantiated once in a process. */
function loadEngine(): Promise<Glue> {
  loaded ??= instantiateEngine();
  return loaded;
}

async function instantiateEngine(): Promise<Glue> {
  // The package's entry imports its .wasm as a module, which Node 20 cannot: the parts are joined here.
  const dir = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const glue = (await import(
    pathToFileURL(path.join(dir, 'schema_engine_bg.js')).href
  )) as unknown as Glue;
  const binary = await readFile(path.join(dir, 'schema_engine_bg.wasm'));
  const { instance } = await instantiate(binary, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

async function openEngine(pool: pg.Pool, files: SchemaFile[]): Promise<SchemaEngine> {
  const glue = await loadEngine();
  return glue.SchemaEngine.new(
    { datamodels: files.map((file): [string, string] => [file.path, file.content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(catalogueReader(pool)),
  );
}

/**
 * The catalogue's one-byte "char" columns, which Prisma's adapter refuses to read, for the engine that
 * asks for them: they pass the adapter as uuid, a type the catalogue has none of, and come out as what
 * they are.
 */
function catalogueReader(pool: pg.Pool): PrismaPg {
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
  Object.assign(pool, {
    async query(config: pg.QueryConfig) {
      const result = await query(config);
      for (const field of result.fields) {
        if (field.dataTypeID === OID_CHAR) field.dataTypeID = OID_UUID;
      }
      return result;
    },
  });
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (sql) => {
      const result = await queryRaw(sql);
      const columnTypes = result.columnTypes.map((type) =>
        type === ColumnTypeEnum.Uuid ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  };
  return factory;
}
