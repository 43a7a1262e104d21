import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compose, IDENTITY, mapped, PathData } from '../../../webview/export/path';
import { escaped, readFont, SvgContext } from '../../../webview/export/svgContext';

const tools = { encode: () => 'data:image/png;base64,AA==', measure: (text: string) => ({ width: 6 * text.length }) as TextMetrics };
const drawing = (draw: (context: SvgContext) => void): string => {
  const context = new SvgContext({ width: 100, height: 50 }, tools);
  draw(context);
  return context.content;
};

describe('a drawing', () => {
  test('takes points through the map that holds when they are added', () => {
    const svg = drawing(context => {
      context.translate(10, 20);
      context.beginPath();
      context.moveTo(1, 2);
      context.scale(2, 2);
      context.lineTo(1, 2);
      context.stroke();
    });
    expect(svg).toContain('d="M11 22L12 24"');
    expect(svg).toContain('stroke-width="2"');
  });

  test('keeps styles by save and restore, and a rectangle leaves the path alone', () => {
    const svg = drawing(context => {
      Object.assign(context, { fillStyle: 'red' });
      context.save();
      Object.assign(context, { fillStyle: 'blue', globalAlpha: 0.5 });
      context.beginPath();
      context.moveTo(0, 0);
      context.fillRect(1, 1, 2, 3);
      context.restore();
      context.lineTo(5, 5);
      context.fill();
    });
    expect(svg).toContain('<path d="M1 1L3 1L3 4L1 4Z" fill="blue" opacity="0.5"/>');
    expect(svg).toContain('<path d="M0 0L5 5" fill="red"/>');
  });

  test('clips what is drawn until the next restore', () => {
    const svg = drawing(context => {
      context.save();
      context.beginPath();
      context.rect(0, 0, 10, 10);
      context.clip();
      context.fillRect(0, 0, 20, 20);
      context.restore();
      context.fillRect(0, 0, 30, 30);
    });
    const id = /<clipPath id="([^"]+)"/.exec(svg)?.[1];
    expect(svg).toContain(`<g clip-path="url(#${id})"><path d="M0 0L20 0`);
    expect(svg).toMatch(/<\/g><path d="M0 0L30 0/);
  });

  test('writes text at its place, aligned as a canvas aligns it, and nothing in it is markup', () => {
    const svg = drawing(context => {
      Object.assign(context, { font: '600 12px "Segoe UI", sans-serif', textAlign: 'right', textBaseline: 'middle' });
      context.fillText('<b> & "x"\u0000', 30, 10);
    });
    expect(svg).toContain('text-anchor="end"');
    expect(svg).toContain('y="14.2"');
    expect(svg).toContain('font-weight="600"');
    expect(svg).toContain('&lt;b&gt; &amp; &quot;x&quot;</text>');
  });

  test('a whole circle is closed and no shorter than its circumference', () => {
    const svg = drawing(context => {
      context.beginPath();
      context.arc(5, 5, 3, 0, 2 * Math.PI);
      context.fill();
    });
    expect(svg.match(/A3 3/g)?.length).toBe(3);
    expect(svg).toMatch(/^<path d="M8 5A.* 8 5"/);
  });

  test('maps are put together as a canvas does it', () => {
    const affine = fc.tuple(...Array.from({ length: 6 }, () => fc.double({ min: -3, max: 3, noNaN: true }))) as fc.Arbitrary<[number, number, number, number, number, number]>;
    fc.assert(
      fc.property(affine, affine, fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }), (outer, inner, x, y) => {
        const [px, py] = mapped(compose(outer, inner), x, y);
        const [qx, qy] = mapped(outer, ...mapped(inner, x, y));
        expect(px).toBeCloseTo(qx, 6);
        expect(py).toBeCloseTo(qy, 6);
      }),
    );
    const path = new PathData();
    path.line(IDENTITY, 1, 1);
    expect(path.data).toBe('M1 1');
  });

  test('text of any kind stays well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const safe = escaped(text);
        expect(safe).not.toMatch(/[<>"]|&(?!(?:amp|lt|gt|quot);)/);
        for (const sign of safe) expect(sign.codePointAt(0) ?? 0).toSatisfy((code: number) => code >= 32 || code === 9 || code === 10 || code === 13);
      }),
    );
  });

  test('reads a font as a canvas writes it', () => {
    expect(readFont('normal 400 13px Arial')).toEqual({ size: 13, family: 'Arial', weight: '', slant: false });
    expect(readFont('italic bold 11.5px/1.4 "A B", serif')).toEqual({ size: 11.5, family: '"A B", serif', weight: 'bold', slant: true });
  });
});
