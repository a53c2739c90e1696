import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { erlangText, isErlang } from './erlang.ts';
import { javaText } from './java.ts';
import { phpText } from './php.ts';
import { pickleText } from './pickle.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

/** `{'a': 1, 'b': [1, 'x', None, True, 2.5], 'c': (1, 2), 'd': {'ü'}, 'big': 2 ** 70, 'neg': -5, 'by': b'\x00\xff'}` by Python 3.11. */
const plain = {
  0: '286470300a56610a70310a49310a7356620a70320a286c70330a49310a6156780a70340a614e614930310a6146322e350a617356630a70350a2849310a49320a7470360a7356640a70370a635f5f6275696c74696e5f5f0a7365740a70380a28286c70390a56fc0a7031300a61747031310a527031320a73566269670a7031330a4c313138303539313632303731373431313330333432344c0a73566e65670a7031340a492d350a735662790a7031350a635f636f646563730a656e636f64650a7031360a28565c7530303030ff0a7031370a566c6174696e310a7031380a747031390a527032300a732e',
  2: '80027d71002858010000006171014b0158010000006271025d7103284b0158010000007871044e884740040000000000006558010000006371054b014b028671065801000000647107635f5f6275696c74696e5f5f0a7365740a71085d71095802000000c3bc710a6185710b52710c5803000000626967710d8a0900000000000000004058030000006e6567710e4afbffffff58020000006279710f635f636f646563730a656e636f64650a7110580300000000c3bf711158060000006c6174696e317112867113527114752e',
  4: '80049561000000000000007d94288c0161944b018c0162945d94284b018c0178944e88474004000000000000658c0163944b014b0286948c0164948f94288c02c3bc94908c03626967948a090000000000000000408c036e6567944afbffffff8c02627994430200ff94752e',
};

test.each(Object.entries(plain))('a pickle of protocol %s is shown as what it would make', (_, bytes) => {
  const text = pickleText(hex(bytes))!.replaceAll(/\s+/g, ' ');
  expect(text).toContain('"a": 1, "b": [1, "x", None, True, 2.5], "c": (1, 2)');
  expect(text).toContain('"big": 1180591620717411303424, "neg": -5');
  expect(text).toContain('"ü"');
});

test('classes and calls are words: nothing is run', () => {
  // datetime.datetime(2026, 1, 2, 3, 4, 5)
  expect(
    pickleText(
      hex(
        '8004952a000000000000008c086461746574696d65948c086461746574696d65949394430a07ea010203040500000094859452942e',
      ),
    ),
  ).toMatch(/^datetime\.datetime\(/);
  // uuid.UUID(int=5)
  expect(
    pickleText(hex('80049520000000000000008c0475756964948c04555549449493942981947d948c03696e74944b0573622e')),
  ).toBe('object(uuid.UUID(), {"int": 5})');
  // An object whose __reduce__ names os.system.
  expect(
    pickleText(
      hex(
        '8004952b000000000000008c05706f736978948c0673797374656d9493948c10746f756368202f746d702f6f776e656494859452942e',
      ),
    ),
  ).toBe('posix.system("touch /tmp/owned")');
});

test('what is in itself, or doubles with each step, ends', () => {
  // l = []; l.append(l)
  expect(pickleText(hex('80049506000000000000005d946800612e'))!.length).toBeLessThan(300_000);
  // [x, x] of [x, x] of …, forty times.
  const doubled = Array.from({ length: 40 }, () => '322886'.slice(0, 2) + '86').join('');
  expect(pickleText(hex(`80044b01${doubled}2e`))!.length).toBeLessThan(3_000_000);
});

test('what PHP has serialised is shown as what it would make', () => {
  expect(phpText(Buffer.from('a:2:{s:1:"a";i:1;s:1:"b";b:0;}'))).toBe('["a": 1, "b": false]');
  expect(phpText(Buffer.from('O:8:"App\\Jobs":2:{s:6:"\0*\0job";N;s:3:"due";d:0.5;}'))).toBe(
    'App\\Jobs {"job": null, "due": 0.5}',
  );
  expect(phpText(Buffer.from('a:2:{i:0;O:8:"stdClass":0:{}i:1;r:2;}'))).toBe(
    '[0: stdClass {}, 1: the value 2]',
  );
  expect(phpText(Buffer.from('s:7:"hello";'))).toBeNull();
});

/** `new long[] {7}`, an enum's constant X, null. */
const LONGS_AND_MORE =
  'aced0005757200025b4a782004b512b1759302000078700000000100000000000000077e7200014500000000000000001200007872000e6a6176612e6c616e672e456e756d000000000000000012000078707400015870';
/** Written out from the specification: `Integer.valueOf(5)`, and a `HashMap` of "a" to "b" and back. */
const INTEGER =
  'aced0005737200116a6176612e6c616e672e496e746567657212e2a0a4f781873802000149000576616c7565787200106a6176612e6c616e672e4e756d62657286ac951d0b94e08b020000787000000005';
const HASH_MAP =
  'aced0005737200116a6176612e7574696c2e486173684d61700507dac1c31660d103000246000a6c6f6164466163746f724900097468726573686f6c6478703f4000000000000c77080000001000000002740001617400016271007e000371007e000278';

test('what Java has serialised is shown, and no class is loaded', () => {
  expect(javaText(hex(INTEGER))).toBe('java.lang.Integer {value: 5}');
  const map = javaText(hex(HASH_MAP))!.replaceAll(/\s+/g, ' ');
  expect(map).toMatch(
    /^java\.util\.HashMap \{ ?loadFactor: 0\.75, threshold: 12, bytes\("0000001000000002"\), "a", "b", "b", "a" ?\}$/,
  );
  expect(javaText(hex(INTEGER).subarray(0, -1))).toBeNull();
  expect(javaText(hex(LONGS_AND_MORE))).toBe('[7]\nE.X\nnull');
});

test('a term of Erlang is shown, compressed or not', () => {
  // {broadcast, #{event => <<"hi">>, n => -1, big => 2^70}, [1, 2 | 3], "abc", 'Elixir.Phoenix.Socket'}
  const term = [
    '680564000962726f616463617374',
    '74000000036400056576656e746d000000026869',
    '6400016e62ffffffff',
    '6400036269676e0900000000000000000040',
    '6c00000002610161026103',
    '6b0003616263',
    '7715456c697869722e50686f656e69782e536f636b6574',
  ].join('');
  const shown =
    '{ :broadcast, %{:event: "hi", :n: -1, :big: 1180591620717411303424}, [1, 2, |(3)], "abc", Phoenix.Socket }';
  expect(erlangText(hex(`83${term}`))!.replaceAll(/\s+/g, ' ')).toBe(shown);
  const inside = hex(term);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(inside.length);
  const compressed = Buffer.concat([Buffer.from([0x83, 80]), size, deflateSync(inside)]);
  expect(erlangText(compressed)!.replaceAll(/\s+/g, ' ')).toBe(shown);
  expect(erlangText(hex(`83${term}00`))).toBeNull();
  // {"a": 1, "b": 2, "c": 3} in MessagePack begins with the same byte.
  expect(isErlang(hex('83a16101a16202a16303'))).toBe(false);
});

test('no bytes make it fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
      pickleText(Buffer.concat([Buffer.from([0x80, 4]), bytes, Buffer.from('.')]));
      phpText(Buffer.concat([Buffer.from('a:1:{'), bytes, Buffer.from('}')]));
      javaText(Buffer.concat([hex('aced0005'), bytes]));
      javaText(Buffer.concat([hex(HASH_MAP.slice(0, 140)), bytes]));
      erlangText(Buffer.concat([Buffer.from([0x83]), bytes]));
    }),
  );
});
