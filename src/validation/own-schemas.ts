/** Schemas that formats bring along: `<format id>.schema.json` judges that format's records on top of the canonical schema. */
import type { AnySchemaObject } from 'ajv/dist/2020.js';
import type { JudgeOptions } from './context.ts';
import { isCandidate } from './rules/candidate.ts';
import { compileSchemas, schemaOf, sharedSchemas } from './schemas.ts';

export interface SchemaFile {
  path: string;
  json: unknown;
}

/** What {@link JudgeOptions} need to judge a format's records; nothing where it has no schema of its own. */
export type SchemaOptions = Pick<JudgeOptions, 'schemas' | 'schema'>;

/** The name that a schema goes by: its `$id`, else its file's name. */
function named({ path, json }: SchemaFile): AnySchemaObject {
  const file = path.split(/[\\/]/).at(-1)!;
  if (!isCandidate(json))
    throw new Error(`${path}: a schema is an object. Write it as { "$ref": "case.schema.json", … }.`);
  const id = json['$id'] ?? file;
  if (id !== file)
    throw new Error(
      `${path}: /$id is ${JSON.stringify(id)}; it must be the file's name. Write "${file}" or leave it out.`,
    );
  const taken = [...Object.values(schemaOf), ...sharedSchemas].some((schema) => schema.$id === file);
  if (taken)
    throw new Error(`${path}: ${file} is the name of a canonical schema. Name it after the format: <id>.schema.json.`);
  return { ...json, $id: file };
}

/**
 * Compiles the schemas of a folder; the answer gives each format its own by id. Throws an `Error` that names the file and
 * the cure when one is no schema, has a name that is taken, or refers to what is not there. Nothing is ever fetched.
 */
export function ownSchemas(files: readonly SchemaFile[]): (formatId: string) => SchemaOptions {
  const own = files.map(named);
  if (own.length === 0) return () => ({});
  const schemas = compileSchemas(own);
  const ids = new Set<string>();
  for (const [index, schema] of own.entries()) {
    try {
      schemas.check(String(schema.$id));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `${files[index]!.path}: ${reason}. Use the words of JSON Schema, and $ref only schemas that are there.`,
        { cause },
      );
    }
    ids.add(String(schema.$id));
  }
  return (formatId) => (ids.has(`${formatId}.schema.json`) ? { schemas, schema: `${formatId}.schema.json` } : {});
}
