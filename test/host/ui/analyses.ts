import { strict as assert } from 'node:assert';
import { axe, type Opened, open, type Place, panelOf, sample, settled, shot, shotsOfFailures } from './place';

const COMMANDS = [
  ['Show Attention', 'attention'],
  ['Head Statistics', 'heads'],
  ['Attention Flow', 'flow'],
  ['Token Identifiability', 'identifiability'],
] as const;

export const analysesSuite = (place: Place) =>
  describe('each analysis', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
      await vscode.workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    for (const [command, id] of COMMANDS)
      it(`${command} draws its picture, says its source, and axe-core finds nothing`, async () => {
        const { workbench, page } = vscode;
        await workbench.command(`Headlight: ${command}`);
        const frame = await panelOf(vscode);
        await frame.locator(`#tab-${id}[aria-selected="true"]`).waitFor();
        await frame.locator(`#picture[aria-labelledby="tab-${id}"]`).waitFor();
        await frame.locator('#picture canvas').first().waitFor();
        await settled(frame);
        await shot(place, page, `analysis-${command.replace(/\W+/g, '-').toLowerCase()}`);
        assert.deepEqual(await axe(frame), []);
      });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
