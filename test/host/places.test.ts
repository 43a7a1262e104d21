import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allOf, placesOf, READ, textsAfter } from '../../src/host/named/places';

/** What a document names, in order; each must stand where its place says, unless it is joined or escaped. */
const named = (text: string, language = 'python'): string[] => allOf(placesOf(text, language)).map(place => place.named);

type Row = readonly [text: string, ...names: string[]];

const PYTHON: readonly Row[] = [
  ['m = AutoModel.from_pretrained("models/tiny")', 'models/tiny'],
  ["m = AutoModel.from_pretrained('models/tiny', revision='main')", 'models/tiny'],
  ['m = AutoModel.from_pretrained(\n    # where it is\n    "models/tiny",\n    attn_implementation="eager",\n)', 'models/tiny'],
  ['m = AutoModel.from_pretrained(pretrained_model_name_or_path="models/tiny")', 'models/tiny'],
  ['m = AutoModel.from_pretrained(config=c, pretrained_model_name_or_path=r"models\\tiny")', 'models\\tiny'],
  ['m = AutoModel.from_pretrained("models/" "tiny")'],
  ['m = AutoModel.from_pretrained("models/" + name)'],
  ['m = AutoModel.from_pretrained(f"models/{name}")'],
  ['m = AutoModel.from_pretrained(f"models/tiny")', 'models/tiny'],
  ['m = AutoModel.from_pretrained("models/%s" % name)'],
  ['m = AutoModel.from_pretrained("models/{}".format(name))'],
  ['m = AutoModel.from_pretrained(name, "models/tiny")'],
  ['m = AutoModel.from_pretrained(load("x"))'],
  ['m = AutoModel.from_pretrained("models/tiny").to("cuda").eval()', 'models/tiny'],
  ['m = AutoModel.from_pretrained("a", x=f(1, [2, "b"]))\nn = AutoModel.from_pretrained("c")', 'a', 'c'],
  ['# m = AutoModel.from_pretrained("models/tiny")'],
  ['"""\nm = AutoModel.from_pretrained("models/tiny")\n"""'],
  ['s = ort.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])', 'model.onnx'],
  ['s = InferenceSession(path_or_bytes="model.onnx")', 'model.onnx'],
  ['t = load_file("model.safetensors")', 'model.safetensors'],
  ['t = safetensors.torch.load_file(filename="model.safetensors", device="cpu")', 'model.safetensors'],
  ['with safe_open("model.safetensors", framework="pt") as f:\n    pass', 'model.safetensors'],
  ['m = onnx.load("model.onnx")', 'model.onnx'],
  ['m = json.load("model.onnx")'],
  ['p = pipeline("fill-mask", model="models/tiny")', 'models/tiny'],
  ['p = pipeline("fill-mask", "models/tiny")', 'models/tiny'],
  ['p = pipeline("fill-mask")'],
  ['e = SentenceTransformer("models/minilm")', 'models/minilm'],
  ['model_path = "models/tiny"', 'models/tiny'],
  ['MODEL_PATH: str = "models/tiny"', 'models/tiny'],
  ['self.model_path = "models/tiny"', 'models/tiny'],
  ['config["model_name_or_path"] = "models/tiny"', 'models/tiny'],
  ['config = {"model_path": "models/tiny", "seed": "x"}', 'models/tiny'],
  ['train(checkpoint="models/tiny", output="out")', 'models/tiny'],
  ['def f(model_path="models/tiny"):\n    return "other"', 'models/tiny'],
  ['def f(model_path: str = "models/tiny") -> str:\n    return "other"', 'models/tiny'],
  ['if model_path == "models/tiny": pass'],
  ['model_path = args.model or "models/tiny"'],
  ['m = AutoModel.from_pretrained(os.path.join("models", "tiny"))', 'models/tiny'],
  ['m = AutoModel.from_pretrained(os.path.join(root, "tiny"))'],
  ['m = AutoModel.from_pretrained(Path("models") / "tiny")', 'models/tiny'],
  ['m = AutoModel.from_pretrained(str(Path("~/models/tiny").expanduser()))', '~/models/tiny'],
  ['m = AutoModel.from_pretrained(Path(__file__).parent / "models" / "tiny")', './models/tiny'],
  ['m = AutoModel.from_pretrained(os.path.join(os.path.dirname(__file__), "tiny"))', './tiny'],
  ['m = AutoModel.from_pretrained(Path("models") / name)'],
  ['m = AutoModel.from_pretrained(Path("models").parent / "tiny")'],
  ['m = AutoModel.from_pretrained("")'],
  ['m = AutoModel.from_pretrained("mod\\u0065ls/tiny")', 'models/tiny'],
  ["it's = x\nm = AutoModel.from_pretrained('a')", 'a'],
  ['m = AutoModel.from_pretrained("models/tiny"', 'models/tiny'],
  ['m = AutoModel.from_pretrained("models/tiny'],
  [')]} m = AutoModel.from_pretrained("models/tiny")', 'models/tiny'],
];

const SCRIPT: readonly Row[] = [
  ["const m = await AutoModel.from_pretrained('models/tiny');", 'models/tiny'],
  ['const s = await ort.InferenceSession.create("model.onnx", { executionProviders: ["wasm"] });', 'model.onnx'],
  ['const s = await InferenceSession.create(\n  // beside this file\n  `./model.onnx`,\n);', './model.onnx'],
  ['const s = await InferenceSession.create(`$' + '{root}/model.onnx`)'],
  ['const s = await InferenceSession.create(path.join(__dirname, "models", "model.onnx"))', './models/model.onnx'],
  ["const p = await pipeline('feature-extraction', 'models/tiny', { dtype: 'fp32' })", 'models/tiny'],
  ['const p = await pipeline("x", null, { model: "models/tiny" })', 'models/tiny'],
  ["const modelPath: string = 'models/tiny'", 'models/tiny'],
  ["const options = {\n  model: 'models/tiny',\n  checkpoint:\n    'models/other',\n}", 'models/tiny', 'models/other'],
  ["run(() => {\n  const modelPath = 'models/tiny'\n  const other = 'x'\n})", 'models/tiny'],
  ["// AutoModel.from_pretrained('a')\n/* from_pretrained('b') */ from_pretrained('c')", 'c'],
  ["const view = <Model model='models/tiny' />", 'models/tiny'],
  ['const view = <Model model="models/tiny" seed="x">text</Model>', 'models/tiny'],
  ["if (modelPath === 'models/tiny') {}"],
  ["const modelPath = big ? 'models/a' : 'models/b'"],
];

const YAML: readonly Row[] = [
  ['model: models/tiny', 'models/tiny'],
  ['model_name_or_path: "models/tiny"  # the small one', 'models/tiny'],
  ["checkpoint: 'models/it''s'", "models/it's"],
  ['train:\n  model:\n    path: models/tiny\n  path: out', 'models/tiny'],
  ['models:\n  - name: x\n    model_path: models/tiny', 'models/tiny'],
  ['# model: models/tiny'],
  ['model: {path: models/tiny}'],
  ['model: |\n  model: models/tiny\nother: x'],
  ['notes: >-\n  model: a\n\n  model: b\nmodel: models/c', 'models/c'],
  ['model: &anchor models/tiny'],
  ['model:\n  - models/a\n  - models/b', 'models/a', 'models/b'],
  ['- model: models/tiny\r\n  seed: 1\r\n', 'models/tiny'],
  ['tokenizer: models/tiny', 'models/tiny'],
];

const TOML: readonly Row[] = [
  ['model = "models/tiny"', 'models/tiny'],
  ["[train]\nmodel_path = 'C:\\models\\tiny'", 'C:\\models\\tiny'],
  ['[model]\npath = "models/tiny"\n[other]\npath = "x"', 'models/tiny'],
  ['model.path = "models/tiny"', 'models/tiny'],
  ['run = { model = "models/tiny", seed = "x" }', 'models/tiny'],
  ['# model = "models/tiny"'],
  ['notes = """\nmodel = "models/tiny"\n"""'],
  ['model = """models/tiny"""'],
];

describe('the places that name a checkpoint', () => {
  for (const [language, rows] of [
    ['python', PYTHON],
    ['typescript', SCRIPT],
    ['yaml', YAML],
    ['toml', TOML],
  ] as const)
    describe(language, () => {
      for (const [text, ...names] of rows) test(text.replaceAll('\n', '⏎'), () => expect(named(text, language)).toEqual(names));
    });

  test('stand where the document writes them', () => {
    for (const [language, text] of [
      ['python', 'x = 1\nm = AutoModel.from_pretrained("models/tiny")'],
      ['yaml', 'a: 1\nmodel:   "models/tiny" # x'],
      ['yaml', 'model: models/tiny'],
      ['toml', "model = 'models/tiny'"],
    ] as const) {
      const [place] = allOf(placesOf(text, language));
      expect(text.slice(place?.start, place?.end)).toBe('models/tiny');
    }
  });

  test('of other languages are not looked for', () => expect(named('m = from_pretrained("models/tiny")', 'markdown')).toEqual([]));

  const PARTS = [
    'from_pretrained(',
    'Path(',
    '"',
    "'",
    '`',
    '"""',
    '/',
    ')',
    ']',
    '}',
    '{',
    '[',
    ',',
    '=',
    ':',
    '\n',
    '#',
    '//',
    '/*',
    '.',
    'model',
    '__file__',
    '\\',
    ' ',
    '- ',
    'x',
    'f"',
    '|',
  ];
  test('are within the document and in order, whatever it holds; and reading never throws', () => {
    const document = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PARTS) }, fc.string()), { maxLength: 60 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(document, fc.constantFrom(...READ), (text, language) => {
        const places = allOf(placesOf(text, language));
        for (const [index, { start, end, named: name }] of places.entries()) {
          expect(name).not.toBe('');
          expect(start).toBeGreaterThanOrEqual(places[index - 1]?.start ?? 0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        const texts = allOf(textsAfter(text, language, places));
        expect(texts).toHaveLength(places.length);
        for (const [index, literal] of texts.entries()) if (literal) expect(literal.start).toBeGreaterThan(places[index]?.end ?? 0);
      }),
      { numRuns: 2000 },
    );
  });

  // Quadratic work would take minutes here.
  for (const hostile of ['from_pretrained(', '"a" ', 'model="', 'model = (', '[model] ', "a: - 'm", 'model: |\n ', '- ', 'Path("a") / ', '.', '\\"', 'a.', 'model', '\n  '])
    test(`a long document of nothing but ${JSON.stringify(hostile)} is read once`, () => {
      const text = `model ${hostile.repeat(Math.floor(300_000 / hostile.length))}`;
      for (const language of ['python', 'typescript', 'yaml', 'toml']) expect(() => allOf(placesOf(text, language))).not.toThrow();
    }, 20_000);

  test('take breath often enough to be stopped', () => {
    const steps = placesOf('model = f(x, y)\n'.repeat(60_000), 'python');
    let count = 0;
    for (let step = steps.next(); !step.done; step = steps.next()) count++;
    expect(count).toBeGreaterThan(300);
  });
});

describe('a long document is read in a time that grows as it does', () => {
  const long: readonly (readonly [string, language: string, part: (count: number) => string])[] = [
    ['a list of many strings', 'python', count => `model_names = [${'"a", '.repeat(count)}]`],
    ['many arguments', 'python', count => `model = f(${'"a", '.repeat(count)})`],
    ['a path of many parts', 'python', count => `model = Path("a")${' / "b"'.repeat(count)}\n`],
    ['joins in joins', 'python', count => `model = ${'join("a", '.repeat(count)}"b"${')'.repeat(count)}\n`],
    ['wide gaps', 'yaml', count => `model: a\n${`k: a${' '.repeat(4900)}b\n`.repeat(count / 70)}`],
    ['many tags', 'yaml', count => `model: a\n${`k: ${'!a- '.repeat(1200)}b\n`.repeat(count / 70)}`],
  ];
  for (const [what, language, part] of long)
    test(what, () => {
      const text = part(70_000);
      const before = performance.now();
      allOf(placesOf(text, language));
      expect(performance.now() - before).toBeLessThan(10_000);
    }, 60_000);

  test('what is longer than a path names none, and what follows it is read', () => {
    expect(named(`model = Path("a")${' / "b"'.repeat(600)}\nmodel = Path("a") / "b"\n`)).toEqual(['a/b']);
    expect(named(`model = join(${'"a", '.repeat(101)})\nmodel = join("a", "b")\n`)).toEqual(['a/b']);
    expect(named('model: a # b\n', 'yaml')).toEqual(['a']);
    expect(named('model: !!str &x |\n  a: "b"\n', 'yaml')).toEqual([]);
  });
});

describe('the text after a place', () => {
  const after = (text: string, language = 'python'): (string | undefined)[] => allOf(textsAfter(text, language, allOf(placesOf(text, language)))).map(literal => literal?.text);

  const ROWS: readonly (readonly [language: string, text: string, ...texts: (string | undefined)[]])[] = [
    ['python', 'm = from_pretrained("a")\nx = "key"\ny = "the cat sat"', 'the cat sat'],
    ['python', 'y = "the cat sat"\nm = from_pretrained("a")', undefined],
    ['python', 'from_pretrained("a")\nfrom_pretrained("b")\n"the cat"\nfrom_pretrained("c")\n"the dog"', 'the cat', 'the cat', 'the dog'],
    ['python', 'from_pretrained("a")\n# "the cat"\nf"the {cat}"\n"the dog"', 'the dog'],
    ['typescript', 'from_pretrained("a");\nconst x = `the $' + '{cat}`, y = `the dog`', 'the dog'],
    ['yaml', 'model: models/tiny\nprompt: In the beginning\n', 'In the beginning'],
    ['toml', 'model = "a"\nprompt = """\nIn the beginning"""', '\nIn the beginning'],
  ];
  for (const [language, text, ...texts] of ROWS) test(text.replaceAll('\n', '⏎'), () => expect(after(text, language)).toEqual(texts));
});
