import { strict as assert } from 'node:assert';
import { axe, type Opened, open, type Place, panelOf, sample, shot } from './place';

const COMMANDS = [
  ['Show Attention', /Attention/],
  ['Head Statistics', /Head statistics/],
  ['Attention Flow', /Attention flow/],
  ['Token Identifiability', /identifiability/i],
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
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await shot(place, vscode.page, `failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
    });

    for (const [command, tab] of COMMANDS)
      it(`${command} draws its picture, says its source, and axe-core finds nothing`, async () => {
        const { workbench, page } = vscode;
        await workbench.command(`Headlight: ${command}`);
        const frame = await panelOf(vscode);
        await frame.getByRole('tab', { selected: true, name: tab }).waitFor();
        await frame.locator('.waiting').first().waitFor({ state: 'hidden' });
        await frame.locator('#picture canvas').first().waitFor();
        await shot(place, page, `analysis-${command.replace(/\W+/g, '-').toLowerCase()}`);
        assert.deepEqual(await axe(frame), []);
      });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
