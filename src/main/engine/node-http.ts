/**
 * Node's `http` without the price of importing it: an import reads every member of a module, and one of these (`WebSocket`) loads undici, which is a
 * tenth of the work of a start. Types come from `node:http` itself.
 */
export const http = process.getBuiltinModule('node:http');
