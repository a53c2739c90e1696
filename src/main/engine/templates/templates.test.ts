import { afterEach, expect, test } from 'vitest';
import { openPayloadMaker, openTextMaker, type PayloadMaker } from './templates.ts';

const opened: PayloadMaker[] = [];
afterEach(() => opened.splice(0).forEach(maker => maker.close()));

async function open(text: string, escaped = false): Promise<PayloadMaker> {
  const maker = await openPayloadMaker(text, escaped);
  opened.push(maker);
  return maker;
}

test('makes one payload after the other', async () => {
  const maker = await open('{"n":{{seq}},"twice":{{seq * 2}}}');
  const made = [...(await maker.next(2, 1_000)), ...(await maker.next(1, 1_000))];
  expect(made.map(String)).toEqual(['{"n":0,"twice":0}', '{"n":1,"twice":2}', '{"n":2,"twice":4}']);
});

test('makes no more at once than were asked for, in number and in bytes, but at least one', async () => {
  for (const text of ['12345', '{{"12345"}}']) {
    const maker = await open(text);
    expect((await maker.next(100, 12)).map(String)).toEqual(['12345', '12345', '12345']);
    expect(await maker.next(100, 1)).toHaveLength(1);
    expect(await maker.next(2, 1_000)).toHaveLength(2);
  }
});

test('makes bytes of escapes after the values', async () => {
  expect([...(await (await open('\\xff{{seq}}', true)).next(1, 1))[0]!]).toEqual([0xff, 0x30]);
});

test('says where a value is wrong, and what', async () => {
  await expect(open('ab{{seq +}}')).rejects.toMatchObject({ code: 'bad-input', detail: { at: 9 } });
  await expect(open('ab{{seq')).rejects.toThrow(/without "}}"/);
  await expect((await open('{{randInt(5, 1)}}')).next(1, 1)).rejects.toThrow(/second number is smaller/);
});

test('several texts share their values, and a seed makes the same ones again', async () => {
  const makeTwice = async () => {
    const maker = await openTextMaker(['{{seq}}', 'order-{{seq}}', '{{randInt(1,1000000)}}'], true, 7);
    const items = await maker.next(2, 1_000);
    maker.close();
    return items.map(parts => parts.map(String));
  };
  const items = await makeTwice();
  expect(items.map(([first, second]) => [first, second])).toEqual([
    ['0', 'order-0'],
    ['1', 'order-1'],
  ]);
  expect(await makeTwice()).toEqual(items);
  await expect(openTextMaker(['{{seq}}', '{{sek}}'], true)).rejects.toMatchObject({ detail: { text: 1 } });
});
