import { describe, expect, test } from 'vitest';
import { isProse, literalAt } from '../../src/host/literals';

/** `|` is the position; gives the literal's text there. */
function at(marked: string, language = 'python'): string | undefined {
  const position = marked.indexOf('|');
  return literalAt(marked.replace('|', ''), position, language)?.text;
}

describe('the literal around a position', () => {
  const ROWS: readonly (readonly [marked: string, text: string | undefined, language?: string])[] = [
    ['x = "the c|at sat"', 'the cat sat'],
    ["x = 'the c|at sat'", 'the cat sat'],
    ['x = "|the cat"', 'the cat'],
    ['x = "the cat|"', 'the cat'],
    ['x |= "the cat"', undefined],
    ['x = "the cat" |+ "the dog"', undefined],
    ['x = "the cat" + "the d|og"', 'the dog'],
    ['x = """one\ntwo | three"""', 'one\ntwo  three'],
    ['x = """she said "no" t|o him"""', 'she said "no" to him'],
    ["# don't\nx = 'the c|at'", 'the cat'],
    ["// don't\nlet x = 'the c|at'", 'the cat', 'typescript'],
    ["/* it's\n */ let x = `the $1 c|at`", 'the $1 cat', 'typescript'],
    ["-- don't\nselect 'the c|at'", 'the cat', 'sql'],
    ["# don't say the| cat", undefined],
    ["x = dont't + 'the c|at'", 'the cat'],
    ['x = "say \\"no| way\\" now"', 'say "no way" now'],
    ['x = "one\\ntw|o"', 'one\ntwo'],
    ['x = r"one\\nt|wo"', 'one\\ntwo'],
    ["x = f'one {t|wo}'", 'one {two}'],
    ['x = "\\u00e9t\\xe9| \\u{1F600}"', 'été 😀', 'javascript'],
    ['x = "never closed| \ny = 1', undefined],
    ['y = "never closed \nx = "the c|at"', 'the cat'],
    ['the "c|at" sat', undefined, 'plaintext'],
    ['{ "key": "the c|at sat" }', 'the cat sat', 'json'],
    ['x = "http://a b|"', 'http://a b', 'javascript'],
  ];
  for (const [marked, text, language] of ROWS) test(marked.replaceAll('\n', '⏎'), () => expect(at(marked, language)).toBe(text));

  test('its range is the document’s own', () => {
    const text = 'a = 1\nx = "the cat"\n';
    expect(literalAt(text, 12, 'python')).toEqual({ start: 11, end: 18, text: 'the cat' });
  });

  // Quadratic work would take minutes here.
  for (const hostile of ['"', '\\"', "'", "\\'", '`\\', '"""\\', "a'", '/*', '"\n', "'''\"", '\\`"'])
    test(`a long document of nothing but ${JSON.stringify(hostile)} is read once`, () => {
      const text = `"${hostile.repeat(200_000)}`;
      expect(() => literalAt(text, text.length - 1, 'typescript')).not.toThrow();
    }, 10_000);
});

describe('prose', () => {
  const YES = ['the cat', 'I am', '猫が座った', 'Hallo Welt!', 'a\nb c'];
  const NO = ['', ' ', 'cat', './lib/module', '12 34', 'a', '-- ++', 'https://example.org/a/b', 'x '.repeat(2000)];
  for (const text of YES) test(`“${text}” is`, () => expect(isProse(text)).toBe(true));
  for (const text of NO) test(`“${text.slice(0, 30)}” is not`, () => expect(isProse(text)).toBe(false));
});
