import { expect, test } from 'vitest';
import { literalTemplate } from './literal-template.ts';
import { templateSet } from './template.ts';

test.each(['plain', '{"a":{"b":{}}}', 'a {{name}} b', '{{{{{', '}}{{"}}'])('%s is made as it is', text => {
  expect(templateSet(1).compile(literalTemplate(text)).text()).toBe(text);
});
