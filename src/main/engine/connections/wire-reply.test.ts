import { expect, it } from 'vitest';
import { readWireReply, wireText } from './wire-reply.ts';

const read = (text: string) => {
  const found = readWireReply(Buffer.from(text));
  return found && [wireText(found.reply), found.end];
};

it.each([
  ['+OK\r\n', 'OK'],
  ["-ERR Can't execute 'get'\r\n", "(error) ERR Can't execute 'get'"],
  [':12\r\n', '(integer) 12'],
  ['$3\r\na\r\n\r\n', '"a\\r\\n"'],
  ['$-1\r\n', '(nil)'],
  ['*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n', '"subscribe", "a", (integer) 1'],
  ['*-1\r\n', '(nil)'],
])('%j is %s', (text, shown) => {
  expect(read(text)).toEqual([shown, Buffer.byteLength(text)]);
  for (let length = 0; length < text.length; length++) expect(read(text.slice(0, length))).toBeNull();
  expect(read(`${text}+NEXT\r\n`)).toEqual([shown, Buffer.byteLength(text)]);
});

it('what is no reply is refused', () => {
  expect(() => read('HTTP/1.1 400 Bad Request\r\n')).toThrow(/not a reply of Redis/);
});
