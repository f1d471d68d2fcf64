// Checks a TypeScript file against the types of the Bot API by grammY, and
// prints what does not fit: node shapes.mjs < shapes.ts
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const name = path.join(import.meta.dirname, 'shapes.ts');
const source = readFileSync(0, 'utf8');
const options = {
  strict: true, noEmit: true, types: [], skipLibCheck: false, exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (f) => f === name || fileExists(f);
host.readFile = (f) => (f === name ? source : readFile(f));
host.getSourceFile = (f, ...rest) => (f === name ? ts.createSourceFile(f, source, options.target) : getSourceFile(f, ...rest));
const program = ts.createProgram([name], options, host);
for (const d of ts.getPreEmitDiagnostics(program)) {
  const line = d.file && d.start !== undefined ? source.split('\n')[d.file.getLineAndCharacterOfPosition(d.start).line] : '';
  console.log(ts.flattenDiagnosticMessageText(d.messageText, '\n') + (d.file?.fileName === name ? `\n  at ${line.slice(0, 200)}` : `\n  in ${d.file?.fileName}`));
}
