import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { sessionName } from '../../../src/host/session/name';
import { isPortable, placesOf, type Surroundings } from '../../../src/host/session/places';

const AROUND: Surroundings = {
  file: '/w/notes/a.headlight.json',
  onDisk: true,
  folders: [
    { name: 'w', path: '/w' },
    { name: 'data', path: '/d/data' },
  ],
  home: '/home/me',
  demo: '/ext/media/demo',
  exists: () => false,
};

/** How a session names what is in another folder of the workspace. */
const inFolder = (name: string, rest: string): string => `$\{workspaceFolder:${name}}/${rest}`;

const ROWS: readonly (readonly [where: string, place: string, portable: boolean])[] = [
  ['/w/models/tiny', 'models/tiny', true],
  ['/w/notes/model.onnx', 'notes/model.onnx', true],
  ['/w', '.', true],
  ['/w/demo', './demo', true],
  ['/w/~/x', './~/x', true],
  ['/w/..x', '..x', true],
  ['/ext/media/demo', 'demo', true],
  ['/d/data/tiny', inFolder('data', 'tiny'), true],
  ['/home/me/.cache/huggingface/hub/models--x/snapshots/1', '~/.cache/huggingface/hub/models--x/snapshots/1', false],
  ['/mnt/models/tiny', '/mnt/models/tiny', false],
];

describe('a checkpoint in a session', () => {
  for (const [where, place, portable] of ROWS)
    test(`${where} is ${place}`, () => {
      const places = placesOf(AROUND);
      expect(places.written(where)).toBe(place);
      expect(places.read(place)).toBe(where);
      expect(isPortable(place)).toBe(portable);
    });

  test('is one, whether its path ends in a slash or not', () => {
    for (const place of ['/mnt/tiny/', '~/tiny/', 'tiny/', inFolder('data', 'tiny/')]) expect(placesOf(AROUND).read(place)).toMatch(/\/tiny$/);
  });

  test('is looked for in the workspace folder first, then beside the file', () => {
    expect(placesOf({ ...AROUND, exists: where => where === '/w/notes/tiny' }).read('tiny')).toBe('/w/notes/tiny');
    expect(placesOf({ ...AROUND, exists: () => true }).read('tiny')).toBe('/w/tiny');
    expect(placesOf(AROUND).read('../models/tiny')).toBe('/w/models/tiny');
  });

  test('is beside the file where no workspace holds it', () => {
    const places = placesOf({ ...AROUND, file: '/tmp/x/a.headlight.json', folders: [] });
    expect(places.written('/tmp/x/tiny')).toBe('tiny');
    expect(places.read('tiny')).toBe('/tmp/x/tiny');
  });

  test('is never relative to a file that lies on no disk', () => {
    const places = placesOf({ ...AROUND, onDisk: false });
    expect(places.written('/w/models/tiny')).toBe(inFolder('w', 'models/tiny'));
    expect(places.written('/w/notes/tiny')).toBe(inFolder('w', 'notes/tiny'));
    expect(placesOf({ ...AROUND, onDisk: false, folders: [] }).written('/w/notes/tiny')).toBe('/w/notes/tiny');
    for (const place of ['models/tiny', '.', '../x'])
      expect(() => places.read(place)).toThrow(
        expect.objectContaining({ fault: expect.objectContaining({ what: 'a.headlight.json', why: expect.stringContaining('lies on no disk') }) }),
      );
    for (const place of ['demo', '/mnt/models/tiny', inFolder('data', 'tiny')]) expect(places.read(place)).not.toBe('');
  });

  for (const place of ['../../etc', '../..', inFolder('data', '../x'), inFolder('nobody', 'x'), '~/../you/x'])
    test(`${place} is refused`, () => {
      try {
        expect(placesOf(AROUND).read(place)).toBeUndefined();
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown;
        expect(thrown.fault).toMatchObject({ code: 'bad-usage', what: 'a.headlight.json' });
      }
    });
});

describe('the name of a session', () => {
  const NAMES: readonly (readonly [checkpoint: string, text: string, name: string])[] = [
    ['demo', 'In the beginning God created', 'demo-in-the-beginning-god.headlight.json'],
    ['all-MiniLM-L6-v2', '', 'all-minilm-l6-v2.headlight.json'],
    ['x', '猫が座った', 'x-猫が座った.headlight.json'],
    ['../a b', '/etc/passwd "q"', 'a-b-etc-passwd-q.headlight.json'],
    ['', '', 'panel.headlight.json'],
    ['m', 'extraordinarily incomprehensibilities unquestionably so', 'm-extraordinarily-incomprehensibilities.headlight.json'],
  ];
  for (const [checkpoint, text, name] of NAMES) test(name, () => expect(sessionName(checkpoint, text)).toBe(name));
});
